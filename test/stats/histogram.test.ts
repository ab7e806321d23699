import { describe, expect, it } from 'vitest';
import {
  countAbove,
  decodeHistogram,
  encodeHistogram,
  longestMicros,
  mergeHistograms,
  newHistogram,
  quantileMs,
} from '../../harness/stats/histogram.ts';

function histogramOf(...micros: number[]) {
  const histogram = newHistogram();
  for (const value of micros) histogram.recordValue(value);
  return histogram;
}

describe('histograms of response times', () => {
  it('tell times below a millisecond apart', () => {
    expect(quantileMs(histogramOf(50, 60, 70), 0.5)).toBeCloseTo(0.06, 3);
  });

  it('keep three digits from a microsecond to an hour', () => {
    for (const micros of [1, 999, 50_123, 12_345_678, 2 ** 31 + 12_345, longestMicros]) {
      expect(quantileMs(histogramOf(micros), 0.5) / (micros / 1000)).toBeCloseTo(1, 2.5);
    }
  });

  it('come back from their text as they were', () => {
    const histogram = histogramOf(1, 50, 50, 1_000_000, longestMicros);
    const back = decodeHistogram(encodeHistogram(histogram));
    expect(back.totalCount).toBe(5);
    for (const q of [0, 0.25, 0.5, 0.75, 1]) expect(quantileMs(back, q)).toBe(quantileMs(histogram, q));
  });

  it('come back empty when they were', () => {
    expect(decodeHistogram(encodeHistogram(newHistogram())).totalCount).toBe(0);
  });

  it('merge without touching what they were merged from', () => {
    const fast = histogramOf(100, 100, 100);
    const merged = mergeHistograms([fast, histogramOf(9000)]);
    expect(merged.totalCount).toBe(4);
    expect(fast.totalCount).toBe(3);
    expect(quantileMs(merged, 0.75)).toBeCloseTo(0.1, 2);
    expect(quantileMs(merged, 1)).toBeCloseTo(9, 1);
    expect(mergeHistograms([]).totalCount).toBe(0);
  });

  it('have no quantile when they are empty', () => {
    expect(quantileMs(newHistogram(), 0.5)).toBeNaN();
  });

  it('are not read from what is no histogram', () => {
    expect(() => decodeHistogram('bm90IGEgaGlzdG9ncmFt')).toThrow();
    expect(() => decodeHistogram('')).toThrow();
  });

  it('count what is above a time', () => {
    const histogram = histogramOf(50, 50, 900_000, 1_100_000, 1_100_000, 5_000_000);
    expect([0.01, 0.06, 1000, 2000, 6000].map((ms) => countAbove(histogram, ms))).toEqual([6, 4, 3, 1, 0]);
    expect(countAbove(newHistogram(), 1)).toBe(0);
  });
});
