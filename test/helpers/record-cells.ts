// The cells of a fabricated record: invented truths, rounds with seeded noise, summaries and comparisons from them.

import type { Comparison, Interval, ValidityReason } from '../../harness/model/estimate.ts';
import { type Level, levelKey, levelValue } from '../../harness/model/level.ts';
import { type MetricName, metrics } from '../../harness/model/metric.ts';
import type { RunRecord } from '../../harness/model/record.ts';

type Scenario = 'json' | 'cpu' | 'wait';
export type Noise = (cv: number) => number;

export interface Cell {
  readonly variant: string;
  readonly scenario: Scenario;
  readonly level: Level;
  readonly true: Readonly<Record<MetricName, number>>;
  readonly cv: number;
}
export type Measured = Cell & { readonly rounds: readonly Readonly<Record<MetricName, number>>[] };

export const MB = 1e6;
export const variants = ['dev', 'prefork', 'threaded'] as const;
export const size = { dev: 61, prefork: 205, threaded: 94 } as const;
const peak = {
  json: { dev: 4150, prefork: 6900, threaded: 4230 },
  cpu: { dev: 95.5, prefork: 187, threaded: 185 },
  wait: { dev: 19.9, prefork: 79.4, threaded: 79.1 },
} as const;
const alone = {
  json: { dev: 2450, prefork: 2380, threaded: 1930 },
  cpu: { dev: 94.8, prefork: 94.1, threaded: 93.0 },
  wait: { dev: 19.8, prefork: 19.8, threaded: 19.7 },
} as const;
const cpuMs = {
  json: { dev: 0.205, prefork: 0.231, threaded: 0.342 },
  cpu: { dev: 10.3, prefork: 10.5, threaded: 10.7 },
  wait: { dev: 0.31, prefork: 0.33, threaded: 0.42 },
} as const;

/** mulberry32 and a sum of four uniforms: near enough to a normal deviate for figures to look at. */
export function noiseFrom(seed: number): Noise {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return (cv) => Math.exp(cv * (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3));
}

export function cellsOf(concurrency: readonly number[]): readonly Cell[] {
  const scenarios: readonly Scenario[] = ['json', 'cpu', 'wait'];
  return scenarios.flatMap((scenario) =>
    concurrency.flatMap((c) =>
      variants.map((variant) => ({
        variant,
        scenario,
        level: { kind: 'closed' as const, concurrency: c },
        true: truth(variant, scenario, c),
        cv:
          scenario === 'json'
            ? variant === 'threaded' && c === 32
              ? 0.13
              : 0.03
            : scenario === 'cpu'
              ? 0.02
              : 0.004,
      })),
    ),
  );
}

function truth(variant: (typeof variants)[number], scenario: Scenario, c: number): Cell['true'] {
  const throughput = c === 1 ? alone[scenario][variant] : peak[scenario][variant] * (c < 32 ? 0.9 : 1);
  const p50 = (1000 * c) / throughput;
  const footprint = (size[variant] + Math.log2(c) * (variant === 'prefork' ? 1.6 : 0.7)) * MB;
  return {
    throughput,
    p50,
    p95: p50 * (scenario === 'json' ? 1.9 : 1.02),
    p99: p50 * (scenario === 'json' ? 3.1 : 1.05),
    footprint,
    rss: footprint * (variant === 'prefork' ? 1.9 : 1.1),
    pss: footprint * 0.97,
    uss: footprint * 0.9,
    cpuPerRequest: cpuMs[scenario][variant],
  };
}

export function roundsOf(cell: Cell, rounds: number, noise: Noise): Measured['rounds'] {
  return Array.from({ length: rounds }, () => {
    const speed = noise(cell.cv);
    const { throughput, p50, p95, p99, footprint, rss, pss, uss, cpuPerRequest } = cell.true;
    const still = noise(0.006);
    return {
      throughput: throughput * speed,
      p50: p50 / speed,
      p95: (p95 / speed) * noise(cell.cv),
      p99: (p99 / speed) * noise(cell.cv * 2),
      footprint: footprint * still,
      rss: rss * still,
      pss: pss * still,
      uss: uss * still,
      cpuPerRequest: cpuPerRequest * noise(0.015),
    };
  });
}

/** A t interval on the logarithms (two-sided 95 %; t of 5 degrees of freedom, near enough for an invented figure). */
function intervalOf(values: readonly number[]): Interval {
  const logs = values.map(Math.log);
  const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
  const sd = Math.sqrt(logs.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, logs.length - 1));
  const half = (2.571 * sd) / Math.sqrt(logs.length);
  const few = values.length < 6;
  const alone = values.length < 2;
  return {
    point: Math.exp(mean),
    low: alone ? null : Math.exp(mean - half),
    high: alone ? null : Math.exp(mean + half),
    confidence: 0.95,
    rounds: values.length,
    fewRounds: few,
  };
}

export const sliceMs = 300;

/** Requests of a slice: each connection's first, and as many as fit the slice, but at least one more of each. */
export function requestsPerRound({ level, true: { throughput } }: Cell): number {
  return levelValue(level) + Math.max(levelValue(level), Math.ceil((throughput * sliceMs) / 1000));
}

export function summary(cell: Measured): RunRecord['summaries'][number] {
  const sent = requestsPerRound(cell) * cell.rounds.length;
  const bad = isInvalid(cell);
  const failed = bad ? Math.round(sent * 0.043) : 0;
  const supports = (metric: MetricName) => {
    const needed = { p50: 20, p95: 200, p99: 1000 }[metric as string];
    return needed === undefined || sent - failed >= needed;
  };
  const names = Object.keys(metrics) as MetricName[];
  return {
    variant: cell.variant,
    scenario: cell.scenario,
    level: cell.level,
    validity: validityOf(cell, failed / sent, failed),
    metrics: Object.fromEntries(
      names.map((name) => [
        name,
        supports(name)
          ? { ...intervalOf(cell.rounds.map((round) => round[name])), unit: metrics[name].unit }
          : null,
      ]),
    ) as RunRecord['summaries'][number]['metrics'],
    distribution: null,
    headroom: null,
    requests: { sent, ok: sent - failed, failed, unfinished: 0, reconnects: 0 },
    slices: cell.rounds.length,
  };
}

export function isInvalid(cell: Cell): boolean {
  return cell.scenario === 'json' && cell.variant === 'prefork' && levelValue(cell.level) === 8;
}

function isInconclusive(cell: Cell): boolean {
  return cell.scenario === 'json' && cell.variant === 'threaded' && levelValue(cell.level) === 32;
}

function validityOf(
  cell: Measured,
  share: number,
  failed: number,
): RunRecord['summaries'][number]['validity'] {
  if (isInvalid(cell)) {
    const kinds = { timeout: 0, reset: failed };
    return { status: 'invalid', reasons: [{ code: 'failures', share, bound: 0.01, kinds }] };
  }
  if (isInconclusive(cell)) {
    return { status: 'inconclusive', reasons: [{ code: 'wide-interval', halfWidth: 0.14, bound: 0.05 }] };
  }
  const reasons: ValidityReason[] =
    cell.scenario === 'json' && levelValue(cell.level) === 1
      ? [{ code: 'near-generator-floor', p50Ms: 0.41, floorMs: 0.22 }]
      : [];
  return { status: reasons.length > 0 ? 'caveat' : 'valid', reasons };
}

const compared: readonly MetricName[] = ['throughput', 'p50', 'p95', 'footprint', 'cpuPerRequest'];
const pairs = [
  ['dev', 'prefork'],
  ['dev', 'threaded'],
  ['prefork', 'threaded'],
] as const;

/** Every pair of variants, paired within rounds. */
export function comparisons(cells: readonly Measured[]): Comparison[] {
  return cells
    .filter((cell) => cell.variant === 'dev')
    .flatMap((cell) =>
      pairs.flatMap(([baseline, candidate]) => {
        const [a, b] = [baseline, candidate].map((variant) => sameCell(cells, cell, variant));
        return compared.map((metric) => comparison(a!, b!, metric));
      }),
    );
}

function sameCell(cells: readonly Measured[], cell: Cell, variant: string): Measured | undefined {
  const key = levelKey(cell.level);
  return cells.find(
    (one) => one.variant === variant && one.scenario === cell.scenario && levelKey(one.level) === key,
  );
}

function comparison(baseline: Measured, candidate: Measured, metric: MetricName): Comparison {
  const ratio = intervalOf(candidate.rounds.map((round, i) => round[metric] / baseline.rounds[i]![metric]));
  return {
    baseline: baseline.variant,
    candidate: candidate.variant,
    scenario: baseline.scenario,
    level: baseline.level,
    metric,
    ratio,
    verdict: verdictOf(ratio, metrics[metric].better),
  };
}

function verdictOf(ratio: Interval, better: 'higher' | 'lower'): Comparison['verdict'] {
  if (ratio.low === null || ratio.high === null) return 'inconclusive';
  if (ratio.low > 1) return better === 'higher' ? 'improved' : 'regressed';
  if (ratio.high < 1) return better === 'higher' ? 'regressed' : 'improved';
  return ratio.high - ratio.low > 0.15 ? 'inconclusive' : 'no-difference';
}
