import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeHistogram,
  encodeHistogram,
  longestMicros,
  newHistogram,
} from '../../../harness/stats/histogram.ts';
import { TimeCounts } from '../../../harness/stats/time-counts.ts';
import { percentileDistribution } from '../../../reports/hdr/distribution.ts';

const micros = fc.oneof(
  fc.constantFrom(0, 1, 2047, 2048, 2049, longestMicros),
  fc.double({ min: 0, max: Math.log(longestMicros), noNaN: true }).map((log) => Math.round(Math.exp(log))),
);
const count = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 1_000_000 }));

describe('a percentile distribution', () => {
  it('is, line for line, what the library prints', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(micros, count), { minLength: 1, maxLength: 50 }), (values) => {
        const histogram = newHistogram();
        for (const [value, times] of values) histogram.recordValueWithCount(value, times);
        const times = new TimeCounts();
        const text = encodeHistogram(histogram);
        times.add(text);
        const printed = decodeHistogram(text).outputPercentileDistribution(5, 1000);
        expect(percentileDistribution(times)).toBe(printed);
      }),
      { numRuns: 40 },
    );
  });
});
