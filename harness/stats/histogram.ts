import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';
import { withStandardHeader } from './hdr-v2.ts';

/** Response times in whole microseconds. */
export type TimeHistogram = Histogram;

/** One hour in µs: the longest time a histogram holds; longer ones count as this. */
export const longestMicros = 3_600_000_000;

/** Significant digits that a value keeps. */
export const histogramDigits = 3;

/** An empty histogram from 0 or 1 µs to 1 h (about 100 kB). */
export function newHistogram(): TimeHistogram {
  return build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: longestMicros,
    numberOfSignificantValueDigits: histogramDigits,
    useWebAssembly: false,
  });
}

/** HdrHistogram V2, compressed, base64: readable by the HdrHistogram libraries of other languages. */
export function encodeHistogram(histogram: TimeHistogram): string {
  return withStandardHeader(encodeIntoCompressedBase64(histogram));
}

/** Throws when `text` is not an encoded histogram. */
export function decodeHistogram(text: string): TimeHistogram {
  return decodeFromCompressedBase64(text, 32, false);
}

/** Quantiles of several slices come from their merged histogram, never from averaged quantiles. */
export function mergeHistograms(histograms: Iterable<TimeHistogram>): TimeHistogram {
  const merged = newHistogram();
  for (const histogram of histograms) merged.add(histogram);
  return merged;
}

/** The response time, in ms, that a share `q` (0–1) of the values does not exceed; NaN when there are none. */
export function quantileMs(histogram: TimeHistogram, q: number): number {
  return histogram.totalCount === 0 ? Number.NaN : histogram.getValueAtPercentile(q * 100) / 1000;
}

/** How many of the values are above `ms`, to the histogram's three digits. */
export function countAbove(histogram: TimeHistogram, ms: number): number {
  const total = histogram.totalCount;
  // The value of rank r, for r from 1 to the total; a quarter of a rank keeps clear of how the library rounds.
  const valueMs = (rank: number) => quantileMs(histogram, (rank - 0.25) / total);
  let notAbove = 0;
  let above = total + 1;
  while (above - notAbove > 1) {
    const middle = Math.floor((notAbove + above) / 2);
    if (valueMs(middle) <= ms) notAbove = middle;
    else above = middle;
  }
  return total - notAbove;
}
