import type { Level } from '../../harness/model/level.ts';
import { levelValue } from '../../harness/model/level.ts';
import type { LoadReport } from '../../harness/model/load.ts';
import type { MemorySample } from '../../harness/model/memory.ts';
import type { Plan } from '../../harness/model/plan.ts';
import type { Scenario } from '../../harness/model/scenario.ts';
import type { Cell, RoundResult, SliceResult } from '../../harness/model/slice.ts';
import type { Variant } from '../../harness/model/variant.ts';
import { encodeHistogram, newHistogram } from '../../harness/stats/histogram.ts';
import { createRandom, type Random, shuffle } from '../../harness/stats/random.ts';
import { normal } from './draws.ts';
import { plainLoad } from './plan-load.ts';

/** What a cell truly does; slices are fabricated from it so that every figure of theirs agrees with the others. */
export interface CellTruth {
  /** Requests per second. */
  readonly throughput: number;
  /** Smallest response time as a share of the mean; the rest of it is exponential. 1: all alike. */
  readonly steadiness: number;
  readonly cpuMsPerRequest: number;
  /** Bytes. */
  readonly footprint: number;
  readonly rss: number;
  readonly pss: number;
  readonly uss: number;
}

/** Standard deviations of the logarithm of throughput. */
export interface Noise {
  /** Shared by all variants in one pass: the machine's weather. */
  readonly machine: number;
  /** Of one fresh process for its whole life. */
  readonly process: number;
  /** Of each slice by itself. */
  readonly slice: number;
}

export const quiet: Noise = { machine: 0, process: 0, slice: 0 };

const mb = 2 ** 20;

export function truth(given: Partial<CellTruth> & { throughput: number }): CellTruth {
  const footprint = given.footprint ?? 60 * mb;
  const defaults = { steadiness: 0.5, cpuMsPerRequest: 0.3 };
  return {
    ...defaults,
    footprint,
    rss: footprint * 1.6,
    pss: footprint * 1.1,
    uss: footprint * 0.8,
    ...given,
  };
}

/** Closed workload without think time: connections = throughput × mean response time. In ms. */
export function trueMean(cell: CellTruth, level: Level): number {
  return (levelValue(level) / cell.throughput) * 1000;
}

export function trueQuantile(cell: CellTruth, level: Level, q: number): number {
  return trueMean(cell, level) * (cell.steadiness - (1 - cell.steadiness) * Math.log(1 - q));
}

export function closed(concurrency: number): Level {
  return { kind: 'closed', concurrency };
}

export function scenario(name: string): Scenario {
  const expect = { status: 200, body: { kind: 'any' } } as const;
  return {
    name,
    summary: `does ${name}`,
    requests: [{ method: 'GET', path: `/${name}`, headers: {}, body: null, expect }],
  };
}

/** A mode of the reference app on Node; options as `dev`, `prefork:workers=4`, `threaded:threads=4`. */
export function nodeVariant(id: string): Variant {
  const [mode = id, option] = id.split(':');
  const [name, value] = option?.split('=') ?? [];
  const size = { dev: {}, prefork: { workers: 4 }, threaded: { threads: 4 } }[mode] ?? {};
  const options: Record<string, number> = name ? { [name]: Number(value) } : size;
  const [parallelism = 1] = Object.values(options);
  return {
    id,
    label: parallelism === 1 ? mode : `${mode} ×${parallelism}`,
    source: { kind: 'reference', stack: 'node', mode, layers: [] },
    options,
    parallelism,
    development: mode === 'dev',
    notes: [],
  };
}

export function commandVariant(id: string): Variant {
  return {
    id,
    label: id,
    source: { kind: 'command', command: `${id} {port}` },
    options: {},
    parallelism: null,
    development: false,
    notes: [],
  };
}

export function syntheticPlan(given: {
  variants: readonly (string | Variant)[];
  scenarios?: readonly string[];
  concurrency?: readonly number[];
  overrides?: Partial<Plan>;
}): Plan {
  const variants = given.variants.map((v) => (typeof v === 'string' ? nodeVariant(v) : v));
  return {
    name: 'synthetic',
    variants,
    baseline: variants[0]!.id,
    scenarios: (given.scenarios ?? ['json']).map(scenario),
    levels: (given.concurrency ?? [8]).map(closed),
    engine: 'native',
    ...plainLoad,
    rounds: { min: 6, max: null },
    budgetSeconds: 90,
    precision: 0.05,
    confidence: 0.95,
    seed: 1,
    isolate: false,
    window: { minMs: 250, maxMs: 2_000, minAnswers: 30 },
    warmupCapMs: 2_000,
    requestTimeoutMs: 10_000,
    readyTimeoutMs: 20_000,
    stopTimeoutMs: 5_000,
    failureBound: 0.01,
    strict: false,
    ...given.overrides,
  };
}

/** The report of one slice that served `throughput` requests per second without a fault. */
export function syntheticLoad(plan: Plan, level: Level, cell: CellTruth): LoadReport {
  const connections = levelValue(level);
  const { minMs, maxMs, minAnswers } = plan.window;
  const windowMs = Math.min(maxMs, Math.max(minMs, (minAnswers / cell.throughput) * 1000));
  const answers = Math.max(1, Math.ceil((cell.throughput * windowMs) / 1000));
  const ok = answers + connections - 1;
  const responses = Math.max(0, ok - connections);
  const histogram = newHistogram();
  for (let i = 0; i < responses; i++) {
    histogram.recordValue(Math.round(trueQuantile(cell, level, (i + 0.5) / responses) * 1000));
  }
  const elapsedMs = (answers / cell.throughput) * 1000;
  const totalMs = elapsedMs + trueMean(cell, level);
  return {
    sent: ok,
    ok,
    failed: { connect: 0, reset: 0, timeout: 0, status: 0, protocol: 0, body: 0, exhausted: 0, dropped: 0 },
    unfinished: 0,
    samples: [],
    statuses: { '200': ok },
    reconnects: { idle: 0, afterAnswer: 0, afterFailure: 0 },
    windowMs,
    totalMs,
    busy: { answers, elapsedMs },
    opening: ok - responses,
    responseTime: encodeHistogram(histogram),
    responses,
    bytesReceived: ok * 200,
    generator: { cpuMs: Math.min(ok * 0.01, totalMs * 0.5), eventLoopUtilization: 0.3 },
  };
}

export function memorySample(cell: CellTruth): MemorySample {
  const { footprint, rss, pss, uss } = cell;
  const process = { pid: 100, parent: 1, command: 'node', threads: 11, rss, pss, uss };
  return { method: 'smaps', footprint, rss, pss, uss, processes: [process] };
}

export interface SyntheticRun {
  readonly plan: Plan;
  readonly rounds: RoundResult[];
  readonly slices: SliceResult[];
}

/** Fabricates every slice of a run. Change single slices or rounds of the result to see what a fault does. */
export function syntheticRun(given: {
  plan: Plan;
  truth: (cell: Cell) => CellTruth;
  rounds?: number;
  passes?: number;
  noise?: Noise;
  seed?: number;
}): SyntheticRun {
  const { plan, noise = quiet } = given;
  const random = createRandom(given.seed ?? plan.seed);
  const count = given.rounds ?? 6;
  const slices: SliceResult[] = [];
  for (let round = 1; round <= count; round++) {
    const life = new Map(plan.variants.map((v) => [v.id, noise.process * normal(random)]));
    for (const { name } of plan.scenarios) {
      for (const level of plan.levels) {
        for (let pass = 1; pass <= (given.passes ?? 1); pass++) {
          const weather = noise.machine * normal(random);
          for (const { id } of shuffle(plan.variants, random)) {
            const cell = { variant: id, scenario: name, level };
            const log = weather + (life.get(id) ?? 0) + noise.slice * normal(random);
            slices.push(
              syntheticSlice(plan, cell, round, pass, disturbed(given.truth(cell), log, noise, random)),
            );
          }
        }
      }
    }
  }
  return { plan, slices, rounds: Array.from({ length: count }, (_, i) => syntheticRound(plan, i + 1)) };
}

export function syntheticSlice(
  plan: Plan,
  cell: Cell,
  round: number,
  pass: number,
  shown: CellTruth,
): SliceResult {
  const load = syntheticLoad(plan, cell.level, shown);
  return {
    round,
    pass,
    ...cell,
    startedMs: round * 10_000 + pass * 100,
    load,
    serverCpuMs: load.ok * shown.cpuMsPerRequest,
    memory: memorySample(shown),
    machine: null,
    failure: null,
  };
}

export function syntheticRound(plan: Plan, round: number): RoundResult {
  return {
    round,
    startedMs: round * 10_000,
    endedMs: round * 10_000 + 9_000,
    warmups: plan.variants.flatMap(({ id }) =>
      plan.scenarios.map(({ name }) => ({
        variant: id,
        scenario: name,
        ms: 500,
        answers: 100,
        steady: true,
      })),
    ),
    launches: plan.variants.map(({ id }) => ({
      round,
      variant: id,
      readyMs: 300,
      idleMemory: memorySample(truth({ throughput: 1, footprint: 40 * mb })),
      restMemory: null,
      failure: null,
    })),
    discarded: [],
  };
}

/** Throughput shifted by `log`; CPU and memory by a little of their own. */
function disturbed(cell: CellTruth, log: number, noise: Noise, random: Random): CellTruth {
  const own = Math.exp(0.2 * noise.slice * normal(random));
  const grown = Math.exp(0.1 * noise.process * normal(random));
  return {
    ...cell,
    throughput: cell.throughput * Math.exp(log),
    cpuMsPerRequest: cell.cpuMsPerRequest * own,
    footprint: cell.footprint * grown,
    rss: cell.rss * grown,
    pss: cell.pss * grown,
    uss: cell.uss * grown,
  };
}
