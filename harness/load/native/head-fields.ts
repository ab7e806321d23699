/**
 * The few parts of an answer's head that decide where the answer ends and whether its connection lives on,
 * read from bytes without making strings of what everybody sends (RFC 9112, RFC 9110 §5 and §7.6.1).
 * A function that finds the bytes to be no HTTP returns what is wrong with them.
 */

const zero = 0x30;
const colon = 0x3a;

/** An answer's status line: `HTTP/1.1 200 OK`. Returns the minor version × 1000 + the status; -1 if it is none. */
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
  const minor = digit(line[start + 7]);
  const status = digit(line[start + 9]) * 100 + digit(line[start + 10]) * 10 + digit(line[start + 11]);
  if (minor > 1 || !(status >= 100 && status <= 599)) return -1;
  if (end - start > 12 && line[start + 12] !== 0x20) return -1;
  return minor * 1000 + status;
}

function digit(byte: number | undefined): number {
  return byte !== undefined && byte >= zero && byte <= zero + 9 ? byte - zero : Number.NaN;
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
    if (((line[start + i] as number) | 0x20) !== name[i]) return false;
  }
  return true;
}

/** A field's value without the blank space round it. */
export function fieldValue(line: Buffer, start: number, end: number): string {
  return line.toString('latin1', start, end).trim();
}

/** A Content-Length; -1 when it is none. */
export function contentLength(value: string): number {
  return /^[0-9]{1,15}$/.test(value) ? Number(value) : -1;
}

/** Members of a comma-separated list such as Connection's or Transfer-Encoding's, in lower case. */
export function tokens(value: string): readonly string[] {
  return value
    .toLowerCase()
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
}

/** The size in a chunk's first line, extensions left aside; -1 when there is none. */
export function chunkSize(line: Buffer, start: number, end: number): number {
  let size = 0;
  let at = start;
  for (; at < end; at += 1) {
    const value = hexDigit(line[at] as number);
    if (value < 0) break;
    // 13 hexadecimal digits are the most that a double holds exactly.
    if (at - start >= 13) return -1;
    size = size * 16 + value;
  }
  if (at === start) return -1;
  while (at < end && (line[at] === 0x20 || line[at] === 0x09)) at += 1;
  return at === end || line[at] === 0x3b ? size : -1;
}

function hexDigit(byte: number): number {
  if (byte >= zero && byte <= zero + 9) return byte - zero;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
