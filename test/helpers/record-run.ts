// The run around a fabricated record's cells: plan, machine, launches, slices.

import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { levelValue } from '../../harness/model/level.ts';
import type { LoadReport } from '../../harness/model/load.ts';
import type { Environment, MachineDelta } from '../../harness/model/machine.ts';
import type { MemorySample, ProcessMemory } from '../../harness/model/memory.ts';
import type { Plan } from '../../harness/model/plan.ts';
import type { LaunchResult, RoundResult, SliceResult } from '../../harness/model/slice.ts';
import { plainLoad } from './plan-load.ts';
import {
  isInvalid,
  MB,
  type Measured,
  type Noise,
  requestsPerRound,
  size,
  sliceMs,
  variants,
} from './record-cells.ts';

const summaries = { json: 'a fixed JSON body', cpu: 'hashes in a chain', wait: 'blocks 50 ms per request' };
const paths = { json: '/json', cpu: '/cpu?rounds=6000', wait: '/wait?ms=50' };

export function plan(concurrency: readonly number[]): Plan {
  return {
    name: 'default',
    variants: variants.map((id) => ({
      id,
      label: id === 'dev' ? 'dev' : `${id} ×4`,
      source: { kind: 'reference' as const, stack: 'node', mode: id, layers: [] },
      options:
        id === 'prefork'
          ? { workers: 4 }
          : id === 'threaded'
            ? { threads: 4 }
            : ({} as Record<string, number>),
      parallelism: id === 'dev' ? 1 : 4,
      development: id === 'dev',
      notes: id === 'prefork' ? ['connections are handed to workers in turn (round-robin)'] : [],
    })),
    baseline: 'dev',
    scenarios: (['json', 'cpu', 'wait'] as const).map((name) => ({
      name,
      summary: summaries[name],
      requests: [
        {
          method: 'GET',
          path: paths[name],
          headers: {},
          body: null,
          expect: { status: 200, body: { kind: 'any' as const } },
        },
      ],
    })),
    levels: concurrency.map((c) => ({ kind: 'closed' as const, concurrency: c })),
    engine: 'native',
    ...plainLoad,
    rounds: { min: 6, max: null },
    budgetSeconds: 90,
    precision: 0.05,
    confidence: 0.95,
    seed: 42,
    isolate: false,
    window: { minMs: 250, maxMs: 2000, minAnswers: 20 },
    warmupCapMs: 2000,
    requestTimeoutMs: 10_000,
    readyTimeoutMs: 15_000,
    stopTimeoutMs: 5_000,
    failureBound: 0.01,
    strict: false,
  };
}

export function environment(): Environment {
  return {
    modebench: '0.1.0',
    node: 'v20.20.2',
    platform: 'linux x64',
    kernel: '6.1.0',
    cpuModel: 'Example CPU @ 2.50GHz',
    cores: 2,
    affinity: '0-1',
    placement: 'co-located',
    memoryBytes: 8.32e9,
    cgroup: { version: 'v2', cpuLimitCores: null, memoryLimitBytes: null },
    governor: null,
    virtualised: true,
    servers: { fastify: '5.12.8', piscina: '5.3.2' },
    git: { commit: '0123456789abcdef0123456789abcdef01234567', dirty: false, branch: 'main' },
  };
}

const launchMs = 2600;
const slotMs = 380;

function roundStart(round: number, levels: number): number {
  return (round - 1) * (launchMs + 3 * levels * variants.length * slotMs);
}

export function roundResults(rounds: number, levels: number, noise: Noise): RoundResult[] {
  return Array.from({ length: rounds }, (_, i) => ({
    round: i + 1,
    startedMs: roundStart(i + 1, levels),
    endedMs: roundStart(i + 2, levels) - 1,
    warmups: variants.flatMap((variant) =>
      ['json', 'cpu', 'wait'].map((scenario) => ({
        variant,
        scenario,
        ms: 600,
        answers: 5000,
        steady: i === 0 ? true : null,
      })),
    ),
    launches: variants.map((variant) => launch(i + 1, variant, noise)),
    discarded: i === 3 && rounds > 6 ? ['steal 3.1 % of all cores, bound 2 %'] : [],
  }));
}

function launch(round: number, variant: (typeof variants)[number], noise: Noise): LaunchResult {
  const ready = { dev: 310, prefork: 620, threaded: 480 }[variant];
  return {
    round,
    variant,
    readyMs: ready * noise(0.08),
    idleMemory: memory(variant, size[variant] * 0.82 * MB * noise(0.01), round),
    restMemory: memory(variant, size[variant] * 1.06 * MB * noise(0.01), round),
    failure: null,
  };
}

/** A tree whose processes share out the footprint: a master and four workers, or one process. */
function memory(variant: string, footprint: number, round: number): MemorySample {
  const base = 4000 + round * 40 + variants.indexOf(variant as (typeof variants)[number]) * 10;
  const process = (pid: number, parent: number, share: number, threads: number): ProcessMemory => ({
    pid,
    parent,
    command: 'node',
    threads,
    rss: footprint * share * 1.9,
    pss: footprint * share,
    uss: footprint * share * 0.86,
  });
  const processes =
    variant === 'prefork'
      ? [process(base, 1, 0.2, 11), ...[1, 2, 3, 4].map((n) => process(base + n, base, 0.2, 7))]
      : [process(base, 1, 1, variant === 'threaded' ? 16 : 11)];
  const total = (key: 'rss' | 'pss' | 'uss') => processes.reduce((sum, one) => sum + (one[key] ?? 0), 0);
  return { method: 'smaps', rss: total('rss'), pss: total('pss'), uss: total('uss'), footprint, processes };
}

/** Slices of each round: level by level, the variants one after another. */
export function slicesOf(cells: readonly Measured[], rounds: number, noise: Noise): SliceResult[] {
  const levels = cells.length / 9;
  return Array.from({ length: rounds }, (_, i) =>
    cells.map((cell, at) => ({
      round: i + 1,
      pass: 1,
      variant: cell.variant,
      scenario: cell.scenario,
      level: cell.level,
      startedMs: roundStart(i + 1, levels) + launchMs + at * slotMs,
      load: load(cell, i, noise),
      serverCpuMs: cell.rounds[i]!.cpuPerRequest * ((cell.rounds[i]!.throughput * sliceMs) / 1000),
      memory: memory(cell.variant, cell.rounds[i]!.footprint * (0.9 + (0.12 * at) / cells.length), i + 1),
      machine: machineDelta(noise),
      failure: null,
    })),
  ).flat();
}

function load(cell: Measured, round: number, noise: Noise): LoadReport {
  const throughput = cell.rounds[round]!.throughput;
  const sent = requestsPerRound(cell);
  const broken = isInvalid(cell) ? Math.round(sent * 0.043) : 0;
  const ok = sent - broken;
  const responses = Math.max(0, ok - levelValue(cell.level));
  return {
    sent,
    ok,
    failed: {
      connect: 0,
      reset: broken,
      timeout: 0,
      status: 0,
      protocol: 0,
      body: 0,
      exhausted: 0,
      dropped: 0,
    },
    unfinished: 0,
    samples: broken > 0 ? [{ kind: 'reset', detail: 'ECONNRESET' }] : [],
    statuses: { '200': ok },
    reconnects: { idle: 0, afterAnswer: 0, afterFailure: 0 },
    windowMs: sliceMs,
    totalMs: sliceMs + cell.true.p50,
    busy: { answers: ok, elapsedMs: (ok / throughput) * 1000 },
    opening: Math.min(ok, levelValue(cell.level)),
    responseTime: histogram(cell, round, responses),
    responses,
    bytesReceived: ok * 180,
    generator: {
      cpuMs: Math.min(sliceMs * 0.6, sent * 0.06) * noise(0.1),
      eventLoopUtilization: Math.min(0.7, (sent * 0.08) / sliceMs) * Math.min(1.2, noise(0.05)),
    },
  };
}

/** Times spread over the cell's own percentiles of this round, evenly between them. */
function histogram(cell: Measured, round: number, responses: number): string {
  const { p50, p95, p99 } = cell.rounds[round]!;
  const steps = [
    [0, p50 * 0.9],
    [0.5, p50],
    [0.95, Math.max(p50, p95)],
    [0.99, Math.max(p50, p95, p99)],
    [1, Math.max(p50, p95, p99) * 1.2],
  ] as const;
  const times = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: 3,
  });
  for (let i = 0; i < responses; i++) {
    const q = (i + 0.5) / responses;
    const at = Math.min(
      3,
      steps.findLastIndex(([from]) => from <= q),
    );
    const [[from, low], [to, high]] = [steps[at]!, steps[at + 1]!];
    times.recordValue(Math.round(1000 * (low + ((high - low) * (q - from)) / (to - from))));
  }
  return encodeIntoCompressedBase64(times);
}

function machineDelta(noise: Noise): MachineDelta {
  return {
    elapsedMs: sliceMs,
    cores: 2,
    busyShare: Math.min(1, 0.55 * noise(0.15)),
    stealShare: 0.002 * noise(0.5),
    foreignCores: 0.12 * noise(0.5),
    pressure: { cpuShare: Math.min(1, 0.18 * noise(0.3)), memoryShare: 0, ioShare: 0.004 * noise(0.4) },
  };
}
