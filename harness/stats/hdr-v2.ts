// HdrHistogram's V2 encoding, compressed, as its Java and C libraries write it (AbstractHistogram.java,
// hdr_histogram_log.c). All numbers are big-endian:
//
//   int32 cookie 0x1c849314 · int32 length · zlib stream of
//     int32 cookie 0x1c849313 · int32 payload length · int32 normalising index offset · int32 significant digits ·
//     int64 lowest discernible value · int64 highest trackable value · float64 integer-to-double ratio · payload
//
// The payload is a run of ZigZag LEB128 numbers: a count for each bucket from the lowest on, or −n for n empty ones.
import { deflateSync, inflateSync } from 'node:zlib';

const compressedCookie = 0x1c849314;
const plainCookie = 0x1c849313;
const at = {
  payloadLength: 4,
  indexOffset: 8,
  digits: 12,
  lowest: 16,
  highest: 24,
  ratio: 32,
  payload: 40,
} as const;

/** What a histogram's counts stand for, and the counts as they are encoded. */
export interface EncodedCounts {
  readonly digits: number;
  readonly lowest: bigint;
  readonly payload: Buffer;
}

/**
 * hdr-histogram-js writes an index offset of 1 and the integer 1 as ratio, and ignores both when it reads. Readers that
 * heed them shift every bucket by one (the C library's mean then is off by a bucket, up to 0.1 %) and scale by 5e-324;
 * so both are written as the other libraries do: 0 and 1.0.
 */
export function withStandardHeader(text: string): string {
  const plain = inflated(text);
  plain.writeInt32BE(0, at.indexOffset);
  plain.writeDoubleBE(1, at.ratio);
  return compressed(plain);
}

/** Throws when `text` is not an encoded histogram. */
export function readEncoded(text: string): EncodedCounts {
  const plain = inflated(text);
  const length = plain.readInt32BE(at.payloadLength);
  if (plain.readInt32BE(0) !== plainCookie || length > plain.length - at.payload) throw notOne();
  return {
    digits: plain.readInt32BE(at.digits),
    lowest: plain.readBigInt64BE(at.lowest),
    payload: plain.subarray(at.payload, at.payload + length),
  };
}

/** Calls `found` with the index and count of each bucket that is not empty, in rising order. */
export function eachCount(payload: Uint8Array, found: (index: number, count: number) => void): void {
  let index = 0;
  let position = 0;
  while (position < payload.length) {
    let value = 0;
    let scale = 1;
    // 64-bit numbers take at most nine bytes, of which the last is whole.
    for (let byte = 1; ; byte++) {
      const read = payload[position++] ?? 0;
      value += (byte === 9 ? read : read & 0x7f) * scale;
      if (read < 0x80 || byte === 9) break;
      scale *= 128;
    }
    if (value % 2 === 1) {
      index += (value + 1) / 2;
    } else {
      if (value > 0) found(index, value / 2);
      index += 1;
    }
  }
}

/** How the buckets of a histogram are laid out. */
export interface HistogramForm {
  readonly digits: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Encodes counts, which come by the index of their bucket in rising order. */
export function encodeCounts(
  form: HistogramForm,
  counts: Iterable<readonly [index: number, count: number]>,
): string {
  const payload: number[] = [];
  let next = 0;
  for (const [index, count] of counts) {
    const empty = index - next;
    // As the Java library does: an empty bucket alone is a count of 0.
    if (empty > 0) pushSigned(payload, empty === 1 ? 0 : -empty);
    pushSigned(payload, count);
    next = index + 1;
  }
  if (next === 0) pushSigned(payload, 0);
  const plain = Buffer.alloc(at.payload + payload.length);
  plain.writeInt32BE(plainCookie, 0);
  plain.writeInt32BE(payload.length, at.payloadLength);
  plain.writeInt32BE(form.digits, at.digits);
  plain.writeBigInt64BE(BigInt(form.lowest), at.lowest);
  plain.writeBigInt64BE(BigInt(form.highest), at.highest);
  plain.writeDoubleBE(1, at.ratio);
  plain.set(payload, at.payload);
  return compressed(plain);
}

/** ZigZag LEB128 of a whole number below 2⁵³. */
function pushSigned(bytes: number[], value: number): void {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function compressed(plain: Buffer): string {
  const body = deflateSync(plain);
  const head = Buffer.alloc(8);
  head.writeInt32BE(compressedCookie, 0);
  head.writeInt32BE(body.length, 4);
  return Buffer.concat([head, body]).toString('base64');
}

function inflated(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length < 8 || bytes.readInt32BE(0) !== compressedCookie) throw notOne();
  const plain = inflateSync(bytes.subarray(8, 8 + bytes.readInt32BE(4)));
  if (plain.length < at.payload) throw notOne();
  return plain;
}

function notOne(): Error {
  return new Error('not an HdrHistogram in V2 encoding, compressed, base64');
}
