/**
 * The few parts of an answer's head that decide where the answer ends and whether its connection lives on,
 * read from bytes without making strings of what everybody sends (RFC 9112, RFC 9110 §5 and §7.6.1).
 * A function that finds the bytes to be no HTTP returns what is wrong with them.
 */

const zero = 0x30;
const comma = 0x2c;
const colon = 0x3a;
const semicolon = 0x3b;
const chunked = Buffer.from('chunked');

/**
 * An answer's status line: `HTTP/1.1 200 OK`. Returns the minor version × 1000 + the status; -1 if it is none. A status
 * above 599 is read like a 5xx, as one that nobody expects (RFC 9110 §15); one below 100 could be read as none at all.
 */
export function statusLine(line: Buffer, start: number, end: number): number {
  if (end - start < 12 || line[start + 8] !== 0x20) return -1;
  // "HTTP/1." and a digit of 0 or 1
  if (
    line[start] !== 0x48 ||
    line[start + 1] !== 0x54 ||
    line[start + 2] !== 0x54 ||
    line[start + 3] !== 0x50
  )
    return -1;
  if (line[start + 4] !== 0x2f || line[start + 5] !== 0x31 || line[start + 6] !== 0x2e) return -1;
  const minor = (line[start + 7] as number) - zero;
  if (minor !== 0 && minor !== 1) return -1;
  let status = 0;
  for (let at = start + 9; at < start + 12; at += 1) {
    const digit = (line[at] as number) - zero;
    if (digit < 0 || digit > 9) return -1;
    status = status * 10 + digit;
  }
  if (status < 100 || (end - start > 12 && line[start + 12] !== 0x20)) return -1;
  return minor * 1000 + status;
}

/** Where the name of a header field ends; -1 when the line is no header field. */
export function nameEnd(line: Buffer, start: number, end: number): number {
  let at = start;
  for (; at < end; at += 1) {
    const byte = line[at] as number;
    if (byte === colon) return at === start ? -1 : at;
    // Blank space in or around a name (an obsolete folded line begins with it) is refused: RFC 9112 §5.1, §5.2.
    if (byte <= 0x20 || byte >= 0x7f) return -1;
  }
  return -1;
}

/** Whether `line[start, end)` is `name`, which is lower case, in any case. */
export function isName(line: Buffer, start: number, end: number, name: Buffer): boolean {
  if (end - start !== name.length) return false;
  for (let i = 0; i < name.length; i += 1) {
    const byte = line[start + i] as number;
    if ((byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte) !== name[i]) return false;
  }
  return true;
}

/** Space, tab, and a carriage return that ends no line, which counts as a space (RFC 9112 §2.2). */
function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}

/** Where a field's value begins, the blank space before it left aside; `end` when there is nothing else. */
export function valueStart(line: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(line[at])) at += 1;
  return at;
}

/** Where a field's value ends, the blank space after it left aside; not before `start`. */
export function valueEnd(line: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(line[at - 1])) at -= 1;
  return at;
}

/** Where the member of a comma-separated list ends that begins at `start`: at its comma or at the list's end. */
export function memberEnd(line: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && line[at] !== comma) at += 1;
  return at;
}

/** Whether `line[start, end)` is `word`, which is lower case, in any case and with blank space round it. */
export function isWord(line: Buffer, start: number, end: number, word: Buffer): boolean {
  const from = valueStart(line, start, end);
  return isName(line, from, valueEnd(line, from, end), word);
}

/** A member of a Content-Length (RFC 9112 §6.3 allows a list of equal ones); -1 when it is no number. */
export function contentLength(line: Buffer, start: number, end: number): number {
  let at = valueStart(line, start, end);
  const stop = valueEnd(line, at, end);
  if (at === stop) return -1;
  let length = 0;
  for (; at < stop; at += 1) {
    const value = (line[at] as number) - zero;
    if (value < 0 || value > 9) return -1;
    length = length * 10 + value;
    if (length > Number.MAX_SAFE_INTEGER) return -1;
  }
  return length;
}

/** A member of a Transfer-Encoding. */
export type Coding = 'none' | 'chunked' | 'other' | 'faulty';

/** Faulty are bytes that are no coding, and `chunked` with a parameter, for it has none (RFC 9112 §7, §7.1). */
export function coding(line: Buffer, start: number, end: number): Coding {
  const from = valueStart(line, start, end);
  const stop = valueEnd(line, from, end);
  if (from === stop) return 'none';
  let at = from;
  while (at < stop && line[at] !== semicolon && !isBlank(line[at])) {
    const byte = line[at] as number;
    if (byte <= 0x20 || byte >= 0x7f) return 'faulty';
    at += 1;
  }
  const isChunked = isName(line, from, at, chunked);
  if (at === stop) return isChunked ? 'chunked' : 'other';
  return isChunked || line[valueStart(line, at, stop)] !== semicolon ? 'faulty' : 'other';
}

/** The size in a chunk's first line, extensions left aside; -1 when there is none. */
export function chunkSize(line: Buffer, start: number, end: number): number {
  let size = 0;
  let at = start;
  for (; at < end; at += 1) {
    const value = hexDigit(line[at] as number);
    if (value < 0) break;
    size = size * 16 + value;
    if (size > Number.MAX_SAFE_INTEGER) return -1;
  }
  if (at === start) return -1;
  while (at < end && (line[at] === 0x20 || line[at] === 0x09)) at += 1;
  return at === end || line[at] === semicolon ? size : -1;
}

function hexDigit(byte: number): number {
  if (byte >= zero && byte <= zero + 9) return byte - zero;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
