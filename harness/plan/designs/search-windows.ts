import { isPercentile, limitOf, objectiveQuantiles } from '../../model/objective.ts';
import type { SearchPlan } from '../../model/search.ts';
import { requestsToMeet } from '../../stats/search/share-test.ts';

/** Length of the first slice of a run, which decides what is clear, as a share of the others. */
export const leadShare = 0.25;

/**
 * The usual length of the slices of a run: long enough for a queue to show, and for as many requests as it takes to tell
 * that the objectives are met; but no longer than the plan allows.
 * @param own indices of the objectives that are of the search
 */
export function runWindowMs(
  { window, test, objectives }: SearchPlan,
  own: readonly number[],
  rate: number,
): number {
  const sought = own.flatMap((index) => objectives[index] ?? []);
  const limitsMs = sought.flatMap((one) => (isPercentile(one.metric) ? limitOf(one) : []));
  const requests = sought.flatMap((one) => {
    if (isPercentile(one.metric))
      return requestsToMeet({ ...test, allowed: 1 - objectiveQuantiles[one.metric] });
    return one.metric === 'failures' ? requestsToMeet({ ...test, allowed: limitOf(one) }) : [];
  });
  const wantedMs = Math.max(
    window.minMs,
    window.limits * Math.max(0, ...limitsMs),
    (1000 * Math.max(0, ...requests)) / test.slices / rate,
  );
  return Math.min(window.maxMs, wantedMs);
}
