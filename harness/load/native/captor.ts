import type { Capture } from '../../model/scenario.ts';
import type { CookieJar } from './cookie-jar.ts';
import { isName, valueEnd, valueStart } from './head-fields.ts';
import type { AnswerReader } from './parser.ts';

/** A body is searched so far, and no more of it is kept. */
export const captureReach = 256 * 1024;
/** A captured value may take this many bytes. */
export const captureLength = 4096;

const setCookieName = Buffer.from('set-cookie');

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no request can carry
const controls = /[\x00-\x1f\x7f]/;

/** What to take out of an answer, as bytes; made once for each request of a scenario. */
export interface PreparedCapture {
  readonly name: string;
  /** Lower case; null for the body. */
  readonly header: Buffer | null;
  readonly where: string;
  readonly before: Buffer;
  readonly after: Buffer;
}

export function prepareCapture({ name, from, before, after }: Capture): PreparedCapture {
  const header = from === 'body' ? null : from.slice('header:'.length).toLowerCase();
  return {
    name,
    header: header === null ? null : Buffer.from(header),
    where: header === null ? 'the body' : `header ${header}`,
    before: Buffer.from(before, 'utf8'),
    after: Buffer.from(after, 'utf8'),
  };
}

/** What a connection's user carries from answers into later requests. */
export interface Carried {
  readonly jar: CookieJar;
  readonly values: Map<string, string>;
  /** Grows with every change, so that what was made of them can be kept until then. */
  changes: number;
}

/** Takes cookies and values out of the answers to one request of one user. */
export class Captor implements AnswerReader {
  readonly #captures: readonly PreparedCapture[];
  readonly #cookies: boolean;
  readonly #wantsBody: boolean;
  readonly #carried: Carried;
  /** Values of header fields that captures look at, by the capture. */
  readonly #fields = new Map<PreparedCapture, Buffer>();
  #pieces: Buffer[] = [];
  #length = 0;

  constructor(captures: readonly PreparedCapture[], cookies: boolean, carried: Carried) {
    this.#captures = captures;
    this.#cookies = cookies;
    this.#wantsBody = captures.some(({ header }) => header === null);
    this.#carried = carried;
  }

  /** Forgets an answer that was begun. To be called before each request. */
  begin(): void {
    this.#fields.clear();
    this.#pieces = [];
    this.#length = 0;
  }

  field(line: Buffer, start: number, colon: number, end: number): void {
    if (this.#cookies && isName(line, start, colon, setCookieName)) {
      if (this.#carried.jar.take(line.toString('utf8', colon + 1, end))) this.#carried.changes += 1;
    }
    for (const capture of this.#captures) {
      const { header } = capture;
      if (header === null || this.#fields.has(capture) || !isName(line, start, colon, header)) continue;
      const from = valueStart(line, colon + 1, end);
      const bytes = Buffer.from(line.subarray(from, valueEnd(line, from, end)));
      // The first field that has it counts; Set-Cookie for one comes several times.
      if (bytes.includes(capture.before)) this.#fields.set(capture, bytes);
    }
  }

  piece(buffer: Buffer, start: number, end: number): void {
    if (!this.#wantsBody || this.#length >= captureReach) return;
    const stop = Math.min(end, start + captureReach - this.#length);
    this.#pieces.push(Buffer.from(buffer.subarray(start, stop)));
    this.#length += stop - start;
  }

  finish(): string | null {
    if (this.#captures.length === 0) return null;
    const body = Buffer.concat(this.#pieces);
    const found: [string, string][] = [];
    for (const capture of this.#captures) {
      const value = valueIn(capture.header === null ? body : this.#fields.get(capture), capture);
      if (typeof value === 'string') found.push([capture.name, value]);
      else return `${capture.name} ${value.problem} in ${capture.where}`;
    }
    this.begin();
    const { values } = this.#carried;
    for (const [name, value] of found) {
      if (values.get(name) === value) continue;
      values.set(name, value);
      this.#carried.changes += 1;
    }
    return null;
  }
}

function valueIn(
  text: Buffer | undefined,
  { before, after }: PreparedCapture,
): string | { readonly problem: string } {
  const at = text?.indexOf(before) ?? -1;
  if (text === undefined || at < 0) return { problem: 'not found' };
  const start = at + before.length;
  const end = after.length === 0 ? text.length : text.indexOf(after, start);
  if (end < 0) return { problem: 'begun but not ended' };
  if (end - start > captureLength) return { problem: `longer than ${captureLength} bytes` };
  if (end === start) return { problem: 'empty' };
  const value = text.toString('utf8', start, end);
  return controls.test(value) ? { problem: 'with characters that cannot be sent' } : value;
}
