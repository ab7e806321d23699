import { type LatencyMetric, latencyQuantiles } from '../model/metric.ts';
import type { CellData, CellRound, LoadedSlice } from './cell-data.ts';
import { boundedQuantile, withAges } from './percentiles.ts';
import { TimeCounts } from './time-counts.ts';

/**
 * How much longer the tail of the candidate's answers is than the baseline's in each round, as a logarithm: the mean over
 * passes, in each of which both were loaded next to each other. A quantile of a whole round is that of its worst slice,
 * whichever side the weather of that moment hit: in gates of one code against itself (66 rounds on two shared cores) its
 * logarithms spread about twice as far, by 42–73 % against 22–36 %. A round in which some slice does not hold the quantile
 * is compared as a whole.
 *
 * Times run from the actual send: what the generator noticed too late is more of a tail, where it shares cores with the
 * servers, than what these take longer. In an open workload sending does not wait for answers.
 */
export function tailLogRatiosByRound(
  metric: LatencyMetric,
  candidate: CellData,
  baseline: CellData,
): ReadonlyMap<number, number> {
  const q = latencyQuantiles[metric];
  const others = new Map(baseline.rounds.map((round) => [round.round, round]));
  const logs = new Map<number, number>();
  for (const round of candidate.rounds) {
    const other = others.get(round.round);
    const log =
      other === undefined ? null : (meanOfPasses(q, round, other) ?? logRatio(q, round.slices, other.slices));
    if (log !== null) logs.set(round.round, log);
  }
  return logs;
}

/** Null unless every pass was made by both, and each of its slices holds the quantile. */
function meanOfPasses(q: number, candidate: CellRound, baseline: CellRound): number | null {
  const others = new Map(baseline.slices.map((slice) => [slice.pass, slice]));
  if (candidate.slices.length !== others.size) return null;
  let sum = 0;
  for (const slice of candidate.slices) {
    const other = others.get(slice.pass);
    if (other === undefined || !holds(q, slice) || !holds(q, other)) return null;
    const log = logRatio(q, [slice], [other]);
    if (log === null) return null;
    sum += log;
  }
  return sum / candidate.slices.length;
}

/** Whether one request at least lies beyond it. */
function holds(q: number, { load }: LoadedSlice): boolean {
  return load.responses * (1 - q) >= 1;
}

function logRatio(
  q: number,
  candidate: readonly LoadedSlice[],
  baseline: readonly LoadedSlice[],
): number | null {
  const [of, against] = [quantileMs(q, candidate), quantileMs(q, baseline)];
  return of === null || against === null ? null : Math.log(of / against);
}

/** Null where there is none, or unfinished requests may hide it. */
function quantileMs(q: number, slices: readonly LoadedSlice[]): number | null {
  const [times, ages] = [new TimeCounts(), new TimeCounts()];
  for (const { load } of slices) {
    times.add(load.open?.serviceTime ?? load.responseTime);
    if (load.open !== undefined) ages.add(load.open.censored);
  }
  const { ms, lowerBound } = boundedQuantile(q, times, withAges(times, ages));
  return lowerBound || !(ms > 0) ? null : ms;
}
