import type { Distribution } from '../model/estimate.ts';
import type { LoadReport } from '../model/load.ts';
import { type LatencyMetric, latencyQuantiles } from '../model/metric.ts';
import type { CellRound, LatencyFigures, OpenTimes } from './cell-data.ts';
import {
  type BoundedQuantile,
  boundedQuantile,
  noPercentiles,
  percentilesOf,
  withAges,
} from './percentiles.ts';
import { answeredOften, supportsQuantile } from './quantile-support.ts';
import { sendLagOf } from './send-lag.ts';
import { TimeCounts } from './time-counts.ts';

const latencyMetrics = Object.keys(latencyQuantiles) as LatencyMetric[];

/**
 * Pools each round's slices, and all rounds (histograms are merged, never percentiles), and reads what the requests
 * support. Each histogram is decoded once, and none is kept.
 */
export function latencyFigures(rounds: readonly CellRound[]): LatencyFigures {
  const pool = new CellTimes();
  const read = rounds.map(({ round, slices }) => ({
    round,
    ...pool.addRound(slices.map((slice) => slice.load)),
  }));
  const counts = read.map(({ requests }) => requests);
  const connections = waitingConnections(rounds);
  const perRound: Record<LatencyMetric, ReadonlyMap<number, number> | null> = {
    p50: null,
    p95: null,
    p99: null,
  };
  const withheld: LatencyMetric[] = [];
  for (const metric of latencyMetrics) {
    if (!supportsQuantile(latencyQuantiles[metric], counts, connections)) continue;
    if (read.some(({ quantiles }) => quantiles[metric].lowerBound)) withheld.push(metric);
    else perRound[metric] = new Map(read.map(({ round, quantiles }) => [round, quantiles[metric].ms]));
  }
  return {
    perRound,
    withheld,
    meanMs: pool.finished.meanMs,
    distribution: pool.distribution(answeredOften(counts, connections)),
    open: pool.openTimes(),
  };
}

interface RoundTimes {
  readonly requests: number;
  readonly quantiles: Readonly<Record<LatencyMetric, BoundedQuantile>>;
}

/** All times of a cell. */
class CellTimes {
  readonly finished = new TimeCounts();
  /** Emptied for each round. */
  readonly #round = new TimeCounts();
  #open: OpenCounts | null = null;

  addRound(loads: readonly LoadReport[]): RoundTimes {
    const ages = new TimeCounts();
    this.#round.clear();
    for (const { responseTime, open } of loads) {
      this.#round.add(responseTime);
      if (open === undefined) continue;
      this.#open ??= emptyOpenCounts();
      ages.add(open.censored);
      this.#open.service.add(open.serviceTime);
      this.#open.sendLag.add(open.sendLag);
      this.#open.wakeLag.add(open.wakeLag);
    }
    this.finished.addAll(this.#round);
    this.#open?.ages.addAll(ages);
    const all = withAges(this.#round, ages);
    const read = (metric: LatencyMetric) => boundedQuantile(latencyQuantiles[metric], this.#round, all);
    return { requests: all.total, quantiles: { p50: read('p50'), p95: read('p95'), p99: read('p99') } };
  }

  /** Null where nothing was timed. */
  distribution(supported: boolean): Distribution | null {
    const open = this.#open;
    const requests = this.finished.total + (open?.ages.total ?? 0);
    if (requests === 0) return null;
    return {
      response: supported ? percentilesOf(this.finished, open?.ages) : noPercentiles(requests),
      service: open && percentilesOf(open.service),
      sendLag: open && percentilesOf(open.sendLag),
      wakeLag: open && percentilesOf(open.wakeLag),
    };
  }

  openTimes(): OpenTimes | null {
    if (this.#open === null) return null;
    const { ages, wakeLag } = this.#open;
    return {
      sumMs: this.finished.sumMs + ages.sumMs,
      lag: sendLagOf(wakeLag, withAges(this.finished, ages).quantileMs(0.99)),
    };
  }
}

interface OpenCounts {
  readonly ages: TimeCounts;
  readonly service: TimeCounts;
  readonly sendLag: TimeCounts;
  readonly wakeLag: TimeCounts;
}

function emptyOpenCounts(): OpenCounts {
  return {
    ages: new TimeCounts(),
    service: new TimeCounts(),
    sendLag: new TimeCounts(),
    wakeLag: new TimeCounts(),
  };
}

/** Connections that wait for their answers before they send again; in an open workload none does. */
export function waitingConnections(rounds: readonly CellRound[]): number {
  const levels = rounds.flatMap(({ slices }) => slices.map(({ level }) => level));
  return Math.max(1, ...levels.map((level) => (level.kind === 'closed' ? level.concurrency : 1)));
}
