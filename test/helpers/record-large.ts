// The largest record that a report is held to: ten variants, eight scenarios, ten levels, closed and open.

import { type Level, levelValue } from '../../harness/model/level.ts';
import type { MachineDelta } from '../../harness/model/machine.ts';
import type { MemorySample } from '../../harness/model/memory.ts';
import type { Plan } from '../../harness/model/plan.ts';
import { type RunRecord, recordSchema, schemaVersion } from '../../harness/model/record.ts';
import type { Cell, RoundResult, SliceResult } from '../../harness/model/slice.ts';
import { readObjectives } from '../../harness/plan/objective-grammar.ts';
import { buildRecord } from '../../harness/runs/build-record.ts';
import { createRandom, type Random } from '../../harness/stats/random.ts';
import { normal } from './draws.ts';
import { openLevel, openLoad, queueLives } from './open-slices.ts';
import { claims } from './record-claims.ts';
import { environment } from './record-run.ts';
import { closed, syntheticPlan, syntheticRound, syntheticSlice, truth } from './slices.ts';

const mb = 2 ** 20;

/** Milliseconds of work and of waiting that a request takes, alone. */
const scenarios = {
  plain: { workMs: 0.12, waitMs: 0 },
  json: { workMs: 0.2, waitMs: 0 },
  page: { workMs: 0.9, waitMs: 0 },
  cpu: { workMs: 5, waitMs: 0 },
  wait: { workMs: 0.2, waitMs: 25 },
  io: { workMs: 0.2, waitMs: 10 },
  read: { workMs: 0.4, waitMs: 0.3 },
  write: { workMs: 0.5, waitMs: 1.5 },
} as const;
type ScenarioName = keyof typeof scenarios;

/** Workers or threads that answer at once, and whether each is a process of its own. */
const variants = {
  dev: { workers: 1, processes: false },
  'prefork:workers=1': { workers: 1, processes: true },
  'prefork:workers=2': { workers: 2, processes: true },
  'prefork:workers=4': { workers: 4, processes: true },
  'prefork:workers=8': { workers: 8, processes: true },
  'threaded:threads=1': { workers: 1, processes: false },
  'threaded:threads=2': { workers: 2, processes: false },
  'threaded:threads=4': { workers: 4, processes: false },
  'threaded:threads=8': { workers: 8, processes: false },
  'threaded:threads=16': { workers: 16, processes: false },
} as const;
type VariantId = keyof typeof variants;

const cores = 4;
const levels: Level[] = [
  ...[1, 2, 4, 8, 16, 32, 64].map(closed),
  ...[100, 300, 600].map((rate) => openLevel(rate, 'poisson')),
];

export interface LargeFabrication {
  readonly rounds?: number;
  /** Changes the finished record before the schema checks it. */
  readonly edit?: (draft: RunRecord) => void;
}

/**
 * 800 cells, everything that follows from their slices computed as for a run. Variants of one worker fail some requests
 * at 64 connections in `write`, so that those cells are invalid, and the slowest scenarios are overloaded at the
 * highest rates.
 */
export function fabricateLargeRecord({ rounds = 6, edit }: LargeFabrication = {}): RunRecord {
  const plan = planned();
  const random = createRandom(5);
  const numbers = Array.from({ length: rounds }, (_, index) => index + 1);
  const slices = numbers.flatMap((round) => slicesOf(plan, round, random));
  const record = buildRecord(
    {
      ...{ type: 'header', schemaVersion, id: '2026-03-06T08-00-00-everything' },
      startedAt: '2026-03-06T08:00:00.000Z',
      command: ['run', '--modes', Object.keys(variants).join(','), '--rounds', String(rounds)],
      environment: { ...environment(), cores, affinity: `0-${cores - 1}` },
      plan,
    },
    {
      ...{ stop: 'rounds', slices, elapsedMs: 1000 * roundSeconds * rounds },
      rounds: numbers.map((round) => roundOf(plan, round)),
    },
    [],
    new Date('2026-03-06T10:00:00.000Z'),
  );
  record.claims = claims();
  edit?.(record);
  return recordSchema.parse(record);
}

const roundSeconds = 500;

function planned(): Plan {
  const { written } = readObjectives('p95<50ms,failures<0.1%,footprint<400MB');
  return syntheticPlan({
    variants: Object.keys(variants),
    scenarios: Object.keys(scenarios),
    overrides: {
      name: 'everything',
      levels,
      objectives: written.map(({ objective }) => objective),
    },
  });
}

function slicesOf(plan: Plan, round: number, random: Random): SliceResult[] {
  const life = new Map(plan.variants.map(({ id }) => [id, Math.exp(0.02 * normal(random))]));
  const visits = plan.scenarios.flatMap(({ name }) =>
    levels.flatMap((level) => plan.variants.map(({ id }) => ({ variant: id, scenario: name, level }))),
  );
  return visits.map((cell, index) => {
    const speed = (life.get(cell.variant) ?? 1) * Math.exp(0.02 * normal(random));
    const startedMs = 1000 * roundSeconds * (round - 1 + (0.9 * index) / visits.length);
    return { ...sliceOf(plan, cell, round, speed, random), startedMs, machine: machineOf(random) };
  });
}

function sliceOf(plan: Plan, cell: Cell, round: number, speed: number, random: Random): SliceResult {
  const { workMs, waitMs } = scenarios[cell.scenario as ScenarioName];
  const { workers, processes } = variants[cell.variant as VariantId];
  const busy = Math.min(workers, cell.level.kind === 'closed' ? levelValue(cell.level) : workers);
  const serviceMs = (workMs + waitMs) / speed;
  const capacity = Math.min((1000 * busy) / serviceMs, (1000 * cores * speed) / workMs);
  const throughput = Math.min(capacity, 6000) * (1 - 0.01 * Math.log2(levelValue(cell.level) + 1));
  const footprint = (40 + workers * (processes ? 24 : 3) + 0.2 * levelValue(cell.level) ** 0.5) * mb;
  const cpuMsPerRequest = (workMs * 1.05) / speed;
  const shown = truth({ throughput, steadiness: 0.6, cpuMsPerRequest, footprint });
  const slice = syntheticSlice(plan, cell, round, 1, shown);
  const memory = memoryOf(cell.variant as VariantId, footprint, round);
  if (cell.level.kind === 'closed') return { ...failing(slice), memory };
  const lives = queueLives({
    ...{ level: cell.level, windowMs: 1000, servers: workers, service: 'exponential', random },
    load: Math.min(3, cell.level.rate / capacity),
  });
  const load = openLoad(lives, { windowMs: 1000, drainMs: 500 });
  return { ...slice, load, serverCpuMs: load.ok * cpuMsPerRequest, memory };
}

function failing(slice: SliceResult): SliceResult {
  const { load } = slice;
  const few = variants[slice.variant as VariantId].workers === 1;
  if (load === null || !few || slice.scenario !== 'write' || levelValue(slice.level) !== 64) return slice;
  const reset = Math.ceil(load.ok * 0.04);
  const samples = [{ kind: 'reset' as const, detail: 'ECONNRESET' }];
  return {
    ...slice,
    load: { ...load, ok: load.ok - reset, failed: { ...load.failed, reset }, samples },
  };
}

/** A master and its workers, or one process of several threads. */
function memoryOf(variant: VariantId, footprint: number, round: number): MemorySample {
  const { workers, processes } = variants[variant];
  const first = 4000 + round * 100;
  const count = processes ? workers + 1 : 1;
  const each = footprint / count;
  const tree = Array.from({ length: count }, (_, index) => ({
    ...{ pid: first + index, parent: index === 0 ? 1 : first, command: 'node server.js --port 41234' },
    threads: processes ? 11 : 10 + workers,
    ...{ rss: each * 1.9, pss: each, uss: each * 0.86 },
  }));
  const total = { rss: footprint * 1.9, pss: footprint, uss: footprint * 0.86 };
  return { method: 'smaps', footprint, ...total, processes: tree };
}

function machineOf(random: Random): MachineDelta {
  return {
    ...{ elapsedMs: 300, cores, busyShare: 0.5 + 0.1 * random.next(), stealShare: 0.004 * random.next() },
    foreignCores: 0.2 * random.next(),
    pressure: { cpuShare: 0.2 * random.next(), memoryShare: 0, ioShare: 0.004 * random.next() },
  };
}

function roundOf(plan: Plan, round: number): RoundResult {
  const made = syntheticRound(plan, round);
  return {
    ...made,
    startedMs: 1000 * roundSeconds * (round - 1),
    endedMs: 1000 * roundSeconds * round - 1,
    launches: made.launches.map((launch) => ({
      ...launch,
      idleMemory: memoryOf(launch.variant as VariantId, 38 * mb, round),
      restMemory: memoryOf(launch.variant as VariantId, 90 * mb, round),
    })),
  };
}
