import { bucketOf, highestOf } from '../../harness/stats/hdr-layout.ts';
import type { TimeCounts } from '../../harness/stats/time-counts.ts';
import { canonicalNumber, type Labels, type Sample } from './text.ts';

/**
 * Upper ends of the buckets, µs: 1, 2 and 5 of each power of ten from 50 µs to 50 s, moved up to the end of the record's
 * bucket that they lie in (by less than 0.1 %), so that the counts are exact. The same for every cell and run, so that
 * histograms can be added.
 */
const edges: readonly number[] = [10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000]
  .flatMap((power) => [power, 2 * power, 5 * power])
  .slice(2)
  .map((micros) => highestOf(bucketOf(micros)));

const thresholds = edges.map((micros) => ({ micros, le: canonicalNumber(micros / 1e6) }));

/** The samples of one metric: buckets, count, sum (right to 0.05 %) and when it began, seconds since 1970. */
export function histogramSamples(
  times: TimeCounts,
  labels: Labels,
  createdSeconds: number,
): readonly Sample[] {
  const counts = cumulative(times);
  const bucket = (le: string, value: number): Sample => ({
    suffix: '_bucket',
    labels: { ...labels, le },
    value,
  });
  return [
    ...thresholds.map(({ le }, index) => bucket(le, counts[index] ?? 0)),
    bucket('+Inf', times.total),
    { suffix: '_count', labels, value: times.total },
    { suffix: '_sum', labels, value: times.sumMs / 1000 },
    { suffix: '_created', labels, value: createdSeconds },
  ];
}

/** How many times are not above each edge. */
function cumulative(times: TimeCounts): readonly number[] {
  const counts = edges.map(() => 0);
  let seen = 0;
  let at = 0;
  times.eachBucket((_lowest, highest, count) => {
    while (at < edges.length && (edges[at] as number) < highest) counts[at++] = seen;
    seen += count;
  });
  return counts.fill(seen, at);
}
