import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { encodeNanos } from '../../harness/stats/hdr-nanos.ts';
import { eachCount, encodeCounts, readEncoded } from '../../harness/stats/hdr-v2.ts';
import { encodeHistogram, longestMicros, newHistogram } from '../../harness/stats/histogram.ts';
import { TimeCounts } from '../../harness/stats/time-counts.ts';

const micros = fc.oneof(
  fc.constantFrom(0, 1, 2047, 2048, 2049, longestMicros),
  fc.double({ min: 0, max: Math.log(longestMicros), noNaN: true }).map((log) => Math.round(Math.exp(log))),
);
const values = fc.array(
  fc.tuple(micros, fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2 ** 31 - 1 }))),
  {
    maxLength: 50,
  },
);

function encoded(recorded: readonly (readonly [value: number, count: number])[]): string {
  const histogram = newHistogram();
  for (const [value, count] of recorded) histogram.recordValueWithCount(value, count);
  return encodeHistogram(histogram);
}

function timesOf(text: string): TimeCounts {
  const times = new TimeCounts();
  times.add(text);
  return times;
}

/** The uncompressed form. */
function plain(text: string): Buffer {
  return inflateSync(Buffer.from(text, 'base64').subarray(8));
}

describe('encoding counts', () => {
  it('gives, byte for byte, what the library writes', () => {
    fc.assert(
      fc.property(values, (recorded) => {
        const text = encoded(recorded);
        const counts: [number, number][] = [];
        eachCount(readEncoded(text).payload, (index, count) => counts.push([index, count]));
        const again = encodeCounts({ digits: 3, lowest: 1, highest: longestMicros }, counts);
        expect(plain(again).toString('hex')).toBe(plain(text).toString('hex'));
      }),
      { numRuns: 100 },
    );
  });
});

describe('times in ns', () => {
  it('are read by the library with the quantiles of the times in µs, to 0.007 %', () => {
    fc.assert(
      fc.property(values, (recorded) => {
        const times = timesOf(encoded(recorded));
        const read = decodeFromCompressedBase64(encodeNanos(times), 32, false);
        expect(read.totalCount).toBe(times.total);
        if (times.total === 0) return;
        for (const q of [0.01, 0.5, 0.9, 0.99, 0.9999, 1]) {
          const nanos = read.getValueAtPercentile(q * 100);
          const exact = times.quantileMs(q) * 1e6;
          expect(nanos).toBeGreaterThanOrEqual(Math.floor(exact));
          expect(nanos).toBeLessThanOrEqual(exact * 1.00007 + 1);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('have a header that says in what form they are', () => {
    const header = plain(encodeNanos(timesOf(encoded([[5000, 1]]))));
    expect([header.readInt32BE(8), header.readInt32BE(12), header.readDoubleBE(32)]).toEqual([0, 4, 1]);
    expect([header.readBigInt64BE(16), header.readBigInt64BE(24)]).toEqual([1n, 3_600_000_000_000n]);
  });
});
