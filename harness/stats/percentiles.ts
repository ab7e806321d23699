import {
  distributionQuantiles,
  type PercentileName,
  type Percentiles,
  percentileNames,
} from '../model/estimate.ts';
import { requestsNeeded } from './quantile-support.ts';
import { rankOf, TimeCounts } from './time-counts.ts';

/**
 * How much higher a percentile may be in truth, as a share, and still be told as if every request had been finished. By
 * less than the rank interval of any percentile that its requests just support.
 */
export const CENSORED_TOLERANCE = 0.01;

/** A quantile of which it is known how much of it unfinished requests hide. */
export interface BoundedQuantile {
  readonly ms: number;
  /** Whether it may be higher in truth by more than {@link CENSORED_TOLERANCE}. */
  readonly lowerBound: boolean;
}

/**
 * Percentiles of times, in ms, as high as their number supports (method §3); the greatest value always.
 *
 * A request that was left unfinished took longer than its age, nobody knows how much. So each quantile lies between
 * two: that with ages as values, and that with unfinished requests slower than all others. The first is told; where
 * the second is higher, it is marked as a lower bound. No assumption is made of how long they would have taken:
 * Kaplan & Meier's (Journal of the American Statistical Association 53, 1958), that they are like the others, does not
 * hold for a queue that grows until sending ends.
 */
export function percentilesOf(finished: TimeCounts, ages: TimeCounts | null = null): Percentiles {
  const all = withAges(finished, ages);
  const requests = all.total;
  const told = percentileNames.filter((name) => requests > 0 && requests >= requestsOf(name));
  const found = new Map(
    told.map((name) => [name, boundedQuantile(distributionQuantiles[name], finished, all)]),
  );
  const lowerBounds = told.filter((name) => found.get(name)?.lowerBound === true);
  const values = Object.fromEntries(percentileNames.map((name) => [name, found.get(name)?.ms ?? null]));
  return {
    requests,
    ...(values as Record<PercentileName, number | null>),
    ...(lowerBounds.length === 0 ? {} : { lowerBounds }),
  };
}

/** Percentiles of which none can be told, not even the greatest value. */
export function noPercentiles(requests: number): Percentiles {
  const values = Object.fromEntries(percentileNames.map((name) => [name, null]));
  return { requests, ...(values as Record<PercentileName, null>) };
}

/** `all` holds the finished ones and the ages of the unfinished. */
export function boundedQuantile(q: number, finished: TimeCounts, all: TimeCounts): BoundedQuantile {
  const rank = rankOf(q, all.total);
  const ms = all.rankMs(rank);
  // NaN, and so not within it, where the rank is beyond all finished requests.
  const within = all === finished || finished.rankMs(rank) <= ms * (1 + CENSORED_TOLERANCE);
  return { ms, lowerBound: !within };
}

/** The finished ones themselves where none was left unfinished. */
export function withAges(finished: TimeCounts, ages: TimeCounts | null): TimeCounts {
  if (ages === null || ages.total === 0) return finished;
  const all = new TimeCounts();
  all.addAll(finished);
  all.addAll(ages);
  return all;
}

function requestsOf(name: PercentileName): number {
  return name === 'max' ? 1 : requestsNeeded(distributionQuantiles[name]);
}
