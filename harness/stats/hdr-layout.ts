import { longestMicros } from './histogram.ts';

/**
 * The buckets of the project's histograms, as HdrHistogram lays them out for three digits from 1 µs on: 2048 of one µs
 * each, then half as many for each doubling, twice as wide each time.
 */
export const subBuckets = 2048;
const half = subBuckets / 2;
/** log₂ of `subBuckets`. */
const subBucketBits = 11;

/** Widths of buckets that there are. */
export const bucketWidths = Math.ceil(Math.log2(longestMicros / subBuckets)) + 1;

/** Buckets up to {@link longestMicros}, and to the end of its doubling. */
export const bucketCount = half * (1 + bucketWidths);

/** By exponent, in µs. Looked up, for powers are slow, and each histogram that is read asks for thousands of them. */
const widths: readonly number[] = Array.from({ length: bucketWidths }, (_, exponent) => 2 ** exponent);

/** Index of the bucket that holds a whole number of µs below 2³². */
export function bucketOf(micros: number): number {
  const exponent = Math.max(0, 32 - subBucketBits - Math.clz32(micros));
  return exponent * half + (micros >>> exponent);
}

/** The lowest value that a bucket holds, in µs. */
export function lowestOf(bucket: number): number {
  const exponent = exponentOf(bucket);
  return (bucket - exponent * half) * (widths[exponent] as number);
}

/** The highest value that a bucket holds, in µs. */
export function highestOf(bucket: number): number {
  return lowestOf(bucket) + (widths[exponentOf(bucket)] as number) - 1;
}

function exponentOf(bucket: number): number {
  return bucket < subBuckets ? 0 : Math.floor(bucket / half) - 1;
}
