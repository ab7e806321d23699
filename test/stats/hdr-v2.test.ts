import { deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEncoded, withStandardHeader } from '../../harness/stats/hdr-v2.ts';
import {
  decodeHistogram,
  encodeHistogram,
  longestMicros,
  mergeHistograms,
  newHistogram,
} from '../../harness/stats/histogram.ts';
import { TimeCounts } from '../../harness/stats/time-counts.ts';

const quantiles = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 1];

/** From no time at all to an hour, each magnitude as often. */
const micros = fc.oneof(
  fc.constantFrom(0, 1, 2047, 2048, 2049, longestMicros),
  fc.double({ min: 0, max: Math.log(longestMicros), noNaN: true }).map((log) => Math.round(Math.exp(log))),
);

function histogramOf(values: readonly number[]) {
  const histogram = newHistogram();
  for (const value of values) histogram.recordValue(value);
  return histogram;
}

function countsOf(...texts: readonly string[]): TimeCounts {
  const counts = new TimeCounts();
  for (const text of texts) counts.add(text);
  return counts;
}

/** Reads the counts as the format's description has it, apart from all code of ours. */
function readByHand(text: string): { header: Record<string, unknown>; counts: Map<number, bigint> } {
  const outer = Buffer.from(text, 'base64');
  const inner = inflateSync(outer.subarray(8, 8 + outer.readUInt32BE(4)));
  const header = {
    outerCookie: outer.readUInt32BE(0).toString(16),
    rest: outer.length - 8 - outer.readUInt32BE(4),
    cookie: inner.readUInt32BE(0).toString(16),
    payloadBytes: inner.readUInt32BE(4) - (inner.length - 40),
    indexOffset: inner.readInt32BE(8),
    digits: inner.readInt32BE(12),
    lowest: inner.readBigInt64BE(16),
    highest: inner.readBigInt64BE(24),
    ratio: inner.readDoubleBE(32),
  };
  const counts = new Map<number, bigint>();
  let index = 0;
  for (let position = 40; position < inner.length; ) {
    let word = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = inner[position++]!;
      word |= BigInt(shift === 56n ? byte : byte & 0x7f) << shift;
      if (byte < 0x80 || shift === 56n) break;
    }
    const value = (word >> 1n) ^ -(word & 1n);
    if (value < 0n) index += Number(-value);
    else {
      if (value > 0n) counts.set(index, value);
      index++;
    }
  }
  return { header, counts };
}

describe('histograms as text', () => {
  it('are HdrHistogram V2 with the header that its libraries write', () => {
    expect(readByHand(encodeHistogram(histogramOf([1, 50, 5_000_000]))).header).toEqual({
      outerCookie: '1c849314',
      rest: 0,
      cookie: '1c849313',
      payloadBytes: 0,
      indexOffset: 0,
      digits: 3,
      lowest: 1n,
      highest: BigInt(longestMicros),
      ratio: 1,
    });
  });

  it('hold the counts of the buckets by index: one for each µs up to 2047, then wider ones', () => {
    const { counts } = readByHand(encodeHistogram(histogramOf([0, 7, 7, 2047, 2048, 2049, 2050, 4096])));
    expect([...counts]).toEqual([
      [0, 1n],
      [7, 2n],
      [2047, 1n],
      [2048, 2n],
      [2049, 1n],
      [3072, 1n],
    ]);
  });

  it('hold large counts', () => {
    const histogram = newHistogram();
    for (const count of [127, 128, 20_000, 2 ** 31 - 1]) histogram.recordValueWithCount(count % 2000, count);
    const text = encodeHistogram(histogram);
    const total = [...readByHand(text).counts.values()].reduce((sum, count) => sum + count, 0n);
    expect(total).toBe(BigInt(127 + 128 + 20_000 + 2 ** 31 - 1));
    expect(countsOf(text).total).toBe(Number(total));
  });

  it('are read alike by the library, which heeds less of the header', () => {
    const histogram = histogramOf([3, 300, 30_000]);
    const again = decodeHistogram(withStandardHeader(encodeHistogram(histogram)));
    expect({ ...again.toJSON(), max: 0 }).toEqual({ ...histogram.toJSON(), max: 0 });
    expect(again.mean).toBe(histogram.mean);
  });

  it('are refused when they are none', () => {
    for (const text of ['', 'bm90IGEgaGlzdG9ncmFt', 'HISTEw==', 'HISTFAAAAAB4nAMAAAAAAQ==']) {
      expect(() => readEncoded(text)).toThrow();
    }
  });
});

describe('counts read from them', () => {
  it('have the quantiles that the library finds, from p50 to the greatest', () => {
    fc.assert(
      fc.property(fc.array(micros, { minLength: 1, maxLength: 300 }), (values) => {
        const histogram = histogramOf(values);
        const counts = countsOf(encodeHistogram(histogram));
        expect(counts.total).toBe(values.length);
        for (const q of quantiles) {
          expect(counts.quantileMs(q)).toBe(histogram.getValueAtPercentile(q * 100) / 1000);
        }
        expect(counts.maxMs).toBe(counts.quantileMs(1));
      }),
      { numRuns: 100 },
    );
  });

  it('have the mean of the values, to half of what a bucket is wide', () => {
    fc.assert(
      fc.property(fc.array(micros, { minLength: 1, maxLength: 100 }), (values) => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length / 1000;
        const counts = countsOf(encodeHistogram(histogramOf(values)));
        expect(Math.abs(counts.meanMs - mean)).toBeLessThanOrEqual(mean * 0.0005 + 1e-9);
      }),
      { numRuns: 100 },
    );
  });

  it('count what is above a time', () => {
    const counts = countsOf(encodeHistogram(histogramOf([50, 50, 900_000, 1_100_000, 1_100_000, 5_000_000])));
    expect([0.01, 0.06, 1000, 2000, 6000].map((ms) => counts.countAbove(ms))).toEqual([6, 4, 3, 1, 0]);
  });

  it('have no quantile without values, and 0 where all are 0', () => {
    const empty = countsOf(encodeHistogram(newHistogram()));
    expect([empty.total, empty.quantileMs(0.5), empty.maxMs, empty.meanMs]).toEqual([
      0,
      Number.NaN,
      Number.NaN,
      0,
    ]);
    const zero = countsOf(encodeHistogram(histogramOf([0, 0, 0])));
    expect([zero.total, zero.quantileMs(0.5), zero.maxMs, zero.meanMs]).toEqual([3, 0, 0, 0]);
    zero.clear();
    expect(zero.total).toBe(0);
  });

  it('are of the form that the project records, and of no other', () => {
    const plain = Buffer.alloc(40);
    plain.writeUInt32BE(0x1c849313, 0);
    plain.writeInt32BE(2, 12);
    plain.writeBigInt64BE(1n, 16);
    const text = withStandardHeader(encoded(plain));
    expect(() => countsOf(text)).toThrow('2 digits');
  });
});

describe('merging', () => {
  /** Values and the share of a loader that each falls to. */
  const shares = fc.array(fc.tuple(micros, fc.nat({ max: 3 })), { maxLength: 300 });
  const textOf = (values: readonly number[]) => encodeHistogram(histogramOf(values));

  it('of the histograms of all shares gives the histogram of the whole, exactly', () => {
    fc.assert(
      fc.property(shares, (values) => {
        const whole = textOf(values.map(([value]) => value));
        const parts = [0, 1, 2, 3].map((share) =>
          textOf(values.filter(([, of]) => of === share).map(([value]) => value)),
        );
        expect(readByHand(encodeHistogram(mergeHistograms(parts.map(decodeHistogram))))).toEqual(
          readByHand(whole),
        );
        const [merged, once] = [countsOf(...parts), countsOf(whole)];
        for (const q of quantiles) expect(merged.quantileMs(q)).toBe(once.quantileMs(q));
        const added = new TimeCounts();
        for (const part of parts) added.addAll(countsOf(part));
        expect([added.total, added.sumMs, added.maxMs]).toEqual([once.total, once.sumMs, once.maxMs]);
      }),
      { numRuns: 100 },
    );
  });
});

function encoded(plain: Buffer): string {
  // What withStandardHeader reads: the outer frame around any inner one.
  const body = deflateSync(plain);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(0x1c849314, 0);
  head.writeInt32BE(body.length, 4);
  return Buffer.concat([head, body]).toString('base64');
}
