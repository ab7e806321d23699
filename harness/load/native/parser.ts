import { BodyMatcher, type PreparedCheck } from './body-check.ts';
import {
  chunkSize,
  coding,
  contentLength,
  isName,
  isWord,
  memberEnd,
  nameEnd,
  statusLine,
} from './head-fields.ts';

/** Head and trailers of one answer, interim answers (1xx) included, may take this many bytes. */
export const headLimit = 65_536;
/** A line with a chunk's size, its extensions included, may take this many bytes. */
export const chunkLineLimit = 4096;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const tab = 0x09;
const contentLengthName = Buffer.from('content-length');
const transferEncodingName = Buffer.from('transfer-encoding');
const connectionName = Buffer.from('connection');
const keepAliveOption = Buffer.from('keep-alive');
const closeOption = Buffer.from('close');

/** Reads along with an answer, where somebody needs more of it than whether it is the expected one. */
export interface AnswerReader {
  /** A header field of the final answer: its name is `line[start, colon)`, its value `line[colon + 1, end)`. */
  field(line: Buffer, start: number, colon: number, end: number): void;
  /** The next piece of the body: `buffer[start, end)`. The buffer may be reused afterwards. */
  piece(buffer: Buffer, start: number, end: number): void;
  /** The answer is whole and the expected one. Returns what it should have held and did not, else null. */
  finish(): string | null;
}

const state = {
  statusLine: 0,
  fields: 1,
  fixedBody: 2,
  chunkLine: 3,
  chunkData: 4,
  chunkEnd: 5,
  trailers: 6,
  bodyUntilClose: 7,
  done: 8,
  failed: 9,
} as const;
type State = (typeof state)[keyof typeof state];

/**
 * Reads one HTTP/1.x answer after another from pieces of any size.
 *
 * ```
 * statusLine → fields ─┬─ 1xx ──────────────► statusLine
 *                      ├─ no body ──────────► done
 *                      ├─ Content-Length ───► fixedBody ────────────────► done
 *                      ├─ chunked ──────────► chunkLine ⇄ chunkData+chunkEnd
 *                      │                          └─ size 0 ► trailers ─► done
 *                      └─ neither ──────────► bodyUntilClose ── end ────► done
 * ```
 *
 * It never throws and keeps no more than one line and what the body's check needs; bytes that are not the answer
 * they claim to be lead to `failed` with the reason in {@link problem}. The same bytes give the same result
 * however they are cut into pieces.
 */
export class ResponseParser {
  /** Status of the answer; 0 until its first line has come. */
  status = 0;
  /** Whether the connection may carry another request after this answer. */
  keepAlive = true;
  /** What is wrong with the bytes; null while nothing is. */
  problem: string | null = null;
  readonly body = new BodyMatcher();

  #state: State = state.done;
  #reader: AnswerReader | null = null;
  #headRequest = false;
  #minorVersion = 1;
  #length = -1;
  #encoded = false;
  #chunked = false;
  #closes = false;
  /** Bytes left of the body or of the chunk. */
  #left = 0;
  /** Bytes that the current head, chunk line or trailers may still take. */
  #allowance = headLimit;
  /** The begun line, when its end is in a later piece; `#carried` bytes of it are used. */
  #carry = Buffer.alloc(0);
  #carried = 0;
  /** The carried line is a whole field; whether it is folded, the next byte tells. */
  #held = false;

  /** Expects the answer to a request next. */
  begin(headRequest: boolean, check: PreparedCheck, reader: AnswerReader | null = null): void {
    this.problem = null;
    this.body.begin(check);
    this.#reader = reader;
    this.#headRequest = headRequest;
    this.#allowance = headLimit;
    this.#carried = 0;
    this.#held = false;
    this.#state = this.#beginHead();
  }

  get done(): boolean {
    return this.#state === state.done;
  }

  /** Reads `buffer[start, end)`; returns where it stopped, which is before `end` only at the answer's end or a fault. */
  push(buffer: Buffer, start: number, end: number): number {
    let at = start;
    while (at < end && this.#state < state.done) {
      switch (this.#state) {
        case state.fixedBody:
        case state.chunkData:
          at = this.#counted(buffer, at, end);
          break;
        case state.bodyUntilClose:
          this.#piece(buffer, at, end);
          at = end;
          break;
        default:
          at = this.#line(buffer, at, end);
      }
    }
    return at;
  }

  /** The connection ended. Returns whether that completes the answer. */
  end(): boolean {
    if (this.#state === state.bodyUntilClose) this.#state = state.done;
    else if (this.#held) this.#state = this.#carriedLine();
    return this.done;
  }

  #beginHead(): State {
    this.status = 0;
    this.keepAlive = true;
    this.#length = -1;
    this.#encoded = false;
    this.#chunked = false;
    this.#closes = false;
    return state.statusLine;
  }

  #piece(buffer: Buffer, start: number, end: number): void {
    this.body.push(buffer, start, end);
    if (this.#reader !== null) this.#reader.piece(buffer, start, end);
  }

  #counted(buffer: Buffer, start: number, end: number): number {
    const stop = Math.min(end, start + this.#left);
    this.#piece(buffer, start, stop);
    this.#left -= stop - start;
    if (this.#left === 0) this.#state = this.#state === state.fixedBody ? state.done : state.chunkEnd;
    return stop;
  }

  #line(buffer: Buffer, start: number, end: number): number {
    if (this.#held && !this.#unfold(buffer, start)) return start;
    let at = start;
    while (at < end && buffer[at] !== lineFeed) at += 1;
    const next = at === end ? end : at + 1;
    this.#allowance -= next - start;
    if (this.#allowance < 0) {
      this.#state = this.#fail('a line or a head longer than it may be');
    } else if (at === end) {
      this.#keep(buffer, start, end);
    } else if ((next === end || isFold(buffer, next)) && this.#isField(buffer, start, at)) {
      this.#keep(buffer, start, at);
      this.#held = true;
    } else if (this.#carried > 0) {
      this.#keep(buffer, start, at);
      this.#state = this.#carriedLine();
    } else {
      this.#state = this.#wholeLine(buffer, start, at);
    }
    return next;
  }

  #carriedLine(): State {
    const length = this.#carried;
    this.#carried = 0;
    this.#held = false;
    return this.#wholeLine(this.#carry, 0, length);
  }

  /** Whether the line that ends at `end` is one of a head or of trailers, and not the empty one after them. */
  #isField(buffer: Buffer, start: number, end: number): boolean {
    if (this.#state !== state.fields && this.#state !== state.trailers) return false;
    const length = this.#carried + end - start;
    const first = this.#carried > 0 ? this.#carry[0] : buffer[start];
    return length > 1 || (length === 1 && first !== carriageReturn);
  }

  /**
   * Whether the held field goes on in the line at `start`: an obsolete fold, which a user agent has to take for spaces
   * (RFC 9112 §5.2). If not, the field is taken.
   */
  #unfold(buffer: Buffer, start: number): boolean {
    if (!isFold(buffer, start)) {
      this.#state = this.#carriedLine();
      return false;
    }
    this.#held = false;
    const last = this.#carried - 1;
    if (this.#carry[last] === carriageReturn) this.#carry[last] = space;
    return true;
  }

  #keep(buffer: Buffer, start: number, end: number): void {
    const needed = this.#carried + end - start;
    if (needed > this.#carry.length) {
      const larger = Buffer.allocUnsafe(Math.min(headLimit, Math.max(256, needed * 2)));
      this.#carry.copy(larger, 0, 0, this.#carried);
      this.#carry = larger;
    }
    buffer.copy(this.#carry, this.#carried, start, end);
    this.#carried = needed;
  }

  /** Takes a line without its end, which may be CRLF or LF (RFC 9112 §2.2); returns the state it leads to. */
  #wholeLine(line: Buffer, start: number, lineEnd: number): State {
    const end = lineEnd > start && line[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
    switch (this.#state) {
      case state.statusLine:
        return this.#statusLine(line, start, end);
      case state.fields:
        return start === end ? this.#endOfHead() : this.#field(line, start, end);
      case state.chunkLine:
        return this.#chunkLine(line, start, end);
      case state.chunkEnd:
        return start === end ? this.#expectChunk() : this.#fail('a chunk longer than its size');
      default:
        if (start === end) return state.done;
        return nameEnd(line, start, end) < 0
          ? this.#fail('a trailer that is no header field')
          : state.trailers;
    }
  }

  #statusLine(line: Buffer, start: number, end: number): State {
    const code = statusLine(line, start, end);
    if (code < 0) return this.#fail('no HTTP/1.x status line');
    this.#minorVersion = code >= 1000 ? 1 : 0;
    this.status = code % 1000;
    this.keepAlive = this.#minorVersion === 1;
    return state.fields;
  }

  #field(line: Buffer, start: number, end: number): State {
    const colon = nameEnd(line, start, end);
    if (colon < 0) return this.#fail('a line in the head that is no header field');
    if (this.#reader !== null && this.status >= 200) this.#reader.field(line, start, colon, end);
    if (isName(line, start, colon, contentLengthName)) return this.#contentLength(line, colon + 1, end);
    if (isName(line, start, colon, transferEncodingName)) return this.#transferEncoding(line, colon + 1, end);
    if (isName(line, start, colon, connectionName)) this.#connection(line, colon + 1, end);
    return state.fields;
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

  #contentLength(line: Buffer, start: number, end: number): State {
    for (let at = start; at <= end; ) {
      const stop = memberEnd(line, at, end);
      const length = contentLength(line, at, stop);
      if (length < 0) return this.#fail('a Content-Length that is no number');
      if (this.#length >= 0 && this.#length !== length) return this.#fail('two different Content-Lengths');
      this.#length = length;
      at = stop + 1;
    }
    return state.fields;
  }

  #transferEncoding(line: Buffer, start: number, end: number): State {
    for (let at = start; at <= end; ) {
      const stop = memberEnd(line, at, end);
      const found = coding(line, at, stop);
      at = stop + 1;
      if (found === 'none') continue;
      if (found === 'faulty') return this.#fail('a Transfer-Encoding that is none');
      if (this.#chunked) return this.#fail('chunked is not the last transfer encoding');
      this.#encoded = true;
      this.#chunked = found === 'chunked';
    }
    return state.fields;
  }

  #endOfHead(): State {
    if (this.status < 200) {
      return this.status === 101 ? this.#fail('a switch of protocols not asked for') : this.#beginHead();
    }
    if (this.#encoded && this.#length >= 0) return this.#fail('both Content-Length and Transfer-Encoding');
    // An HTTP/1.0 answer with a transfer encoding is faulty; its connection must not be trusted (RFC 9112 §6.1).
    if (this.#encoded && this.#minorVersion === 0) this.keepAlive = false;

    const bodiless = this.#headRequest || this.status === 204 || this.status === 304;
    if (bodiless || this.#length === 0) return state.done;
    if (this.#chunked) return this.#expectChunk();
    if (this.#length > 0) {
      this.#left = this.#length;
      return state.fixedBody;
    }
    this.keepAlive = false;
    return state.bodyUntilClose;
  }

  #expectChunk(): State {
    this.#allowance = chunkLineLimit;
    return state.chunkLine;
  }

  #chunkLine(line: Buffer, start: number, end: number): State {
    const size = chunkSize(line, start, end);
    if (size < 0) return this.#fail('a chunk without a size');
    this.#left = size;
    this.#allowance = headLimit;
    return size > 0 ? state.chunkData : state.trailers;
  }

  #fail(problem: string): State {
    this.problem = problem;
    this.keepAlive = false;
    return state.failed;
  }
}

/** Whether the line that begins at `at` continues the one before it. */
function isFold(buffer: Buffer, at: number): boolean {
  return buffer[at] === space || buffer[at] === tab;
}
