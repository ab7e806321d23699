import { coding, contentLength, isName, isWord, memberEnd } from './head-fields.ts';

const contentLengthName = Buffer.from('content-length');
const transferEncodingName = Buffer.from('transfer-encoding');
const connectionName = Buffer.from('connection');
const keepAliveOption = Buffer.from('keep-alive');
const closeOption = Buffer.from('close');

/** Somebody may take the answer to end elsewhere: to be handled as an error (RFC 9112 §6.3 item 3). */
const both = 'both Content-Length and Transfer-Encoding';

/** What a head's fields say of where its answer ends and whether its connection lives on (RFC 9112 §6, §9.3). */
export class Framing {
  /** The Content-Length; -1 when there is none. */
  length = -1;
  /** There is a transfer coding. */
  encoded = false;
  /** The last transfer coding is chunked. */
  chunked = false;
  keepAlive = true;
  #closes = false;

  begin(): void {
    this.length = -1;
    this.encoded = false;
    this.chunked = false;
    this.keepAlive = true;
    this.#closes = false;
  }

  /** Takes a field whose name is `line[start, colon)`. Returns what is wrong with it; null when nothing is. */
  field(line: Buffer, start: number, colon: number, end: number): string | null {
    if (isName(line, start, colon, contentLengthName)) return this.#contentLength(line, colon + 1, end);
    if (isName(line, start, colon, transferEncodingName)) return this.#transferEncoding(line, colon + 1, end);
    if (isName(line, start, colon, connectionName)) this.#connection(line, colon + 1, end);
    return null;
  }

  #connection(line: Buffer, start: number, end: number): void {
    for (let at = start; at <= end; ) {
      const stop = memberEnd(line, at, end);
      if (isWord(line, at, stop, closeOption)) {
        this.#closes = true;
        this.keepAlive = false;
      } else if (isWord(line, at, stop, keepAliveOption)) {
        // A close goes before, wherever it stands (RFC 9112 §9.3).
        this.keepAlive = !this.#closes;
      }
      at = stop + 1;
    }
  }

  /** One or several times the same number, in one field or in several (RFC 9112 §6.3). */
  #contentLength(line: Buffer, start: number, end: number): string | null {
    for (let at = start; at <= end; ) {
      const stop = memberEnd(line, at, end);
      const length = contentLength(line, at, stop);
      if (this.encoded) return both;
      if (length < 0) return 'a Content-Length that is no number';
      if (this.length >= 0 && this.length !== length) return 'two different Content-Lengths';
      this.length = length;
      at = stop + 1;
    }
    return null;
  }

  #transferEncoding(line: Buffer, start: number, end: number): string | null {
    for (let at = start; at <= end; ) {
      const stop = memberEnd(line, at, end);
      const found = coding(line, at, stop);
      at = stop + 1;
      if (found === 'none') continue;
      if (found === 'faulty') return 'a Transfer-Encoding that is none';
      if (this.chunked) return 'chunked is not the last transfer encoding';
      if (this.length >= 0) return both;
      this.encoded = true;
      this.chunked = found === 'chunked';
    }
    return null;
  }
}
