// The cells of a fabricated record with open levels: invented servers that queue, loaded at rising arrival rates.

import type { Comparison, Distribution, Interval, Percentiles } from '../../harness/model/estimate.ts';
import type { OpenLevel } from '../../harness/model/level.ts';
import { type LatencyMetric, type MetricName, metricNames, metrics } from '../../harness/model/metric.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { requestsNeeded } from '../../harness/stats/quantile-support.ts';
import { MB, type Noise, size, variants } from './record-cells.ts';

export const openScenarios = ['json', 'page'] as const;
export type OpenScenario = (typeof openScenarios)[number];
type Variant = (typeof variants)[number];
type Summary = RunRecord['summaries'][number];

/** Requests per second that a server answers at most, and the time that one takes alone, ms. */
const capacity = {
  json: { dev: 620, prefork: 2300, threaded: 1100 },
  page: { dev: 350, prefork: 1240, threaded: 760 },
} as const;
const aloneMs = {
  json: { dev: 1.2, prefork: 1.1, threaded: 1.4 },
  page: { dev: 2.6, prefork: 2.5, threaded: 3.1 },
} as const;

/** What the load generator of the fabricated machine reaches. */
export const ceilingPerSecond = 6200;
export const openSliceMs = 2000;

export interface OpenCell {
  readonly variant: Variant;
  readonly scenario: OpenScenario;
  readonly level: OpenLevel;
  /** Served per second in each round. */
  readonly served: readonly number[];
  readonly overloaded: boolean;
  /** ms by quantile, from the intended start and from the send. */
  readonly response: (q: number) => number;
  readonly service: (q: number) => number;
  readonly noise: readonly number[];
}

export function openLevel(rate: number): OpenLevel {
  return {
    kind: 'open',
    rate,
    arrivals: 'constant',
    connections: 256,
    overflow: 'queue',
    queueLimit: 10_000,
  };
}

export function openCells(rates: readonly number[], rounds: number, noise: Noise): readonly OpenCell[] {
  return openScenarios.flatMap((scenario) =>
    rates.flatMap((rate) => variants.map((variant) => openCell(variant, scenario, rate, rounds, noise))),
  );
}

function openCell(
  variant: Variant,
  scenario: OpenScenario,
  rate: number,
  rounds: number,
  noise: Noise,
): OpenCell {
  const most = capacity[scenario][variant];
  const busy = rate / most;
  const overloaded = busy > 0.99;
  // A queue that grows for the whole slice; else one that grows as the server comes near its capacity.
  const waitMs = overloaded ? openSliceMs * (1 - 1 / busy) : aloneMs[scenario][variant] * (busy / (1 - busy));
  const tail = (q: number) => (overloaded ? q : -Math.log(1 - q) * 0.6);
  const service = (q: number) =>
    aloneMs[scenario][variant] * (0.9 + 0.25 * -Math.log(1 - q) * (0.4 + Math.min(1, busy)));
  return {
    variant,
    scenario,
    level: openLevel(rate),
    served: Array.from({ length: rounds }, () => (overloaded ? most * noise(0.02) : rate * noise(0.002))),
    overloaded,
    response: (q) => service(q) + waitMs * tail(q),
    service,
    noise: Array.from({ length: rounds }, () => noise(0.04)),
  };
}

/** How late requests were sent, ms: what the loader is late by, and in an overloaded cell the wait for a connection. */
export function sendLag(cell: OpenCell, q: number): number {
  return wakeLag(q) + (cell.overloaded ? Math.max(0, cell.response(q) - cell.service(q)) : 0);
}

export function wakeLag(q: number): number {
  return 0.12 + 0.16 * -Math.log(1 - q);
}

export function openSummary(cell: OpenCell): Summary {
  const offered = Math.round((cell.level.rate * openSliceMs * cell.served.length) / 1000);
  const ok = Math.min(offered, Math.round((sum(cell.served) * openSliceMs) / 1000));
  const unfinished = cell.overloaded ? offered - ok : 0;
  return {
    variant: cell.variant,
    scenario: cell.scenario,
    level: cell.level,
    validity: cell.overloaded
      ? {
          status: 'caveat',
          reasons: [
            {
              code: 'overloaded',
              offeredPerSecond: cell.level.rate,
              servedPerSecond: sum(cell.served) / cell.served.length,
            },
            { code: 'censored', unfinished, due: offered },
          ],
        }
      : { status: 'valid', reasons: [] },
    metrics: Object.fromEntries(
      metricNames.map((name) => [name, { ...intervalOf(figures(cell, name)), unit: metrics[name].unit }]),
    ) as Summary['metrics'],
    distribution: distributionOf(cell, offered),
    headroom: {
      cpuShare: Math.min(0.9, 0.04 + cell.level.rate / 9000),
      perSecond: cell.level.rate,
      ceilingPerSecond,
    },
    requests: { sent: offered - unfinished, ok, failed: 0, unfinished, reconnects: 0, offered },
    slices: cell.served.length,
  };
}

function distributionOf(cell: OpenCell, requests: number): Distribution {
  const spread = (at: (q: number) => number): Percentiles => {
    const given = (q: number) => (requests >= requestsNeeded(q) ? at(q) : null);
    return {
      requests,
      p50: given(0.5),
      p75: given(0.75),
      p90: given(0.9),
      p95: given(0.95),
      p99: given(0.99),
      p999: given(0.999),
      p9999: given(0.9999),
      max: at(1 - 0.5 / requests),
    };
  };
  return {
    response: spread(cell.response),
    service: spread(cell.service),
    sendLag: spread((q) => sendLag(cell, q)),
    wakeLag: spread(wakeLag),
  };
}

const quantiles: Readonly<Record<LatencyMetric, number>> = { p50: 0.5, p95: 0.95, p99: 0.99 };

function figures(cell: OpenCell, name: MetricName): readonly number[] {
  return cell.served.map((served, round) => {
    const noise = cell.noise[round]!;
    if (name === 'throughput') return served;
    if (name in quantiles) return cell.response(quantiles[name as LatencyMetric]) * noise;
    if (name === 'cpuPerRequest') return 0.7 * cell.service(0.5) * noise ** 0.3;
    return size[cell.variant] * MB * (name === 'rss' ? 1.5 : 1) * noise ** 0.1;
  });
}

/** As the stats compare: all metrics against the baseline, paired within rounds. */
export function openComparisons(cells: readonly OpenCell[]): Comparison[] {
  return cells.flatMap((candidate) => {
    const baseline = cells.find(
      (one) =>
        one.variant === 'dev' &&
        one.scenario === candidate.scenario &&
        one.level.rate === candidate.level.rate,
    );
    if (candidate.variant === 'dev' || baseline === undefined) return [];
    return metricNames.map((metric): Comparison => {
      const base = figures(baseline, metric);
      const ratio = intervalOf(figures(candidate, metric).map((value, round) => value / base[round]!));
      const { scenario, level } = candidate;
      const names = { baseline: 'dev', candidate: candidate.variant };
      return { ...names, scenario, level, metric, ratio, verdict: verdictOf(metric, ratio) };
    });
  });
}

function verdictOf(metric: MetricName, { low, high }: Interval): Comparison['verdict'] {
  if (low === null || high === null) return 'inconclusive';
  const higher = metrics[metric].better === 'higher';
  if (low > 1) return higher ? 'improved' : 'regressed';
  if (high < 1) return higher ? 'regressed' : 'improved';
  return low >= 0.9 && high <= 1.1 ? 'no-difference' : 'inconclusive';
}

function intervalOf(values: readonly number[]): Interval {
  const logs = values.map(Math.log);
  const mean = sum(logs) / logs.length;
  const sd = Math.sqrt(sum(logs.map((log) => (log - mean) ** 2)) / Math.max(1, logs.length - 1));
  const half = (2.571 * sd) / Math.sqrt(logs.length);
  const alone = values.length < 2;
  return {
    point: Math.exp(mean),
    low: alone ? null : Math.exp(mean - half),
    high: alone ? null : Math.exp(mean + half),
    confidence: 0.95,
    rounds: values.length,
    fewRounds: values.length < 6,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
