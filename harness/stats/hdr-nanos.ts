import { encodeCounts, type HistogramForm } from './hdr-v2.ts';
import { longestMicros } from './histogram.ts';
import type { TimeCounts } from './time-counts.ts';

/**
 * Times in ns, as HdrHistogram's own tools take values to be. Four digits, for three would round what was rounded to
 * three once more; so each time keeps its value to 0.006 %.
 */
const nanos: HistogramForm = { digits: 4, lowest: 1, highest: 1000 * longestMicros };

/** Buckets of 1 ns each; then half as many for each doubling. */
const subBuckets = 2 ** Math.ceil(Math.log2(2 * 10 ** nanos.digits));
const half = subBuckets / 2;

/**
 * Times as an HdrHistogram in ns (V2, compressed, base64). Each value is the highest of its bucket, as the libraries
 * tell it, so that percentiles are those of the record.
 */
export function encodeNanos(times: TimeCounts): string {
  const counts: [index: number, count: number][] = [];
  times.eachBucket((_lowest, highest, count) => counts.push([indexOf(highest * 1000), count]));
  return encodeCounts(nanos, counts);
}

function indexOf(value: number): number {
  let exponent = 0;
  let width = 1;
  while (value >= subBuckets * width) {
    exponent += 1;
    width *= 2;
  }
  return exponent * half + Math.floor(value / width);
}
