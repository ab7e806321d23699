import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeHistogram, longestMicros, newHistogram } from '../../harness/stats/histogram.ts';
import { TimeRecorder } from '../../harness/stats/time-recorder.ts';

const micros = fc.oneof(
  fc.integer({ min: 0, max: 5000 }),
  fc.integer({ min: 0, max: longestMicros * 1.5 }),
  fc
    .tuple(fc.integer({ min: 0, max: 31 }), fc.integer({ min: -2, max: 2 }))
    .map(([bits, off]) => Math.max(0, 2 ** bits + off)),
);

describe('recorded times', () => {
  it('make the very histogram that the library would have made of the same times', () => {
    fc.assert(
      fc.property(fc.array(micros, { maxLength: 60 }), (times) => {
        const recorder = new TimeRecorder();
        const expected = newHistogram();
        for (const time of times) {
          recorder.record(time / 1000);
          expected.recordValue(Math.min(longestMicros, Math.max(1, time)));
        }
        expect(recorder.total).toBe(times.length);
        expect(encodeHistogram(recorder.histogram())).toBe(encodeHistogram(expected));
      }),
      { numRuns: 150 },
    );
  });

  it('keep times longer than an hour as an hour', () => {
    const recorder = new TimeRecorder();
    recorder.record(1e12);
    expect(recorder.histogram().maxValue).toBeGreaterThan(0.999 * longestMicros);
  });
});
