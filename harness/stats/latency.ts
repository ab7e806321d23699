import { build, type Histogram } from 'hdr-histogram-js';
import { type LatencyMetric, latencyQuantiles } from '../model/metric.ts';
import type { CellRound, LatencyFigures } from './cell-data.ts';
import { decodeHistogram, mergeHistograms, quantileMs } from './histogram.ts';
import { supportsQuantile } from './quantile-support.ts';

/**
 * Pools each round's slices (histograms are merged, never percentiles) and reads the quantiles that the requests
 * support. Histograms are dropped again at once: decoded ones take 90 kB each.
 */
export function latencyFigures(rounds: readonly CellRound[]): LatencyFigures {
  const counts = rounds.map((r) => r.slices.reduce((sum, slice) => sum + slice.load.responses, 0));
  const supported = (Object.keys(latencyQuantiles) as LatencyMetric[]).filter((metric) =>
    supportsQuantile(latencyQuantiles[metric], counts),
  );
  const values = new Map(supported.map((metric) => [metric, new Map<number, number>()]));
  const pool = coarseHistogram();
  for (const { round, slices } of rounds) {
    const decoded = slices.map((slice) => decodeHistogram(slice.load.responseTime));
    const histogram = decoded.length === 1 && decoded[0] ? decoded[0] : mergeHistograms(decoded);
    for (const [metric, byRound] of values)
      byRound.set(round, quantileMs(histogram, latencyQuantiles[metric]));
    pool.add(histogram);
  }
  return {
    perRound: {
      p50: values.get('p50') ?? null,
      p95: values.get('p95') ?? null,
      p99: values.get('p99') ?? null,
    },
    responses: pool.totalCount,
    meanMs: pool.mean / 1000,
  };
}

/** For the mean alone, which walks every bucket: two digits are right to 1 % and four times as fast as three. */
function coarseHistogram(): Histogram {
  return build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: 2,
  });
}
