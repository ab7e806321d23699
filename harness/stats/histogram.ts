import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';

/** Longest response time that is told apart: one hour, in µs. */
const HIGHEST_US = 3_600_000_000;

/** An empty histogram of response times in µs: 1 µs to 1 h, three significant digits. */
export function newHistogram(): Histogram {
  return build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_US,
    numberOfSignificantValueDigits: 3,
  });
}

/** HdrHistogram V2, compressed, base64. */
export function encodeHistogram(histogram: Histogram): string {
  return encodeIntoCompressedBase64(histogram);
}

export function decodeHistogram(text: string): Histogram {
  return decodeFromCompressedBase64(text, 32, false);
}

export function mergeHistograms(list: readonly Histogram[]): Histogram {
  const merged = newHistogram();
  for (const histogram of list) merged.add(histogram);
  return merged;
}

/** The value below which a share `q` of the values lies, in ms. */
export function quantileMs(histogram: Histogram, q: number): number {
  return histogram.getValueAtPercentile(q * 100) / 1000;
}
