import { BegunLine } from './begun-line.ts';
import { BodyMatcher, type PreparedCheck } from './body-check.ts';
import { Framing } from './framing.ts';
import { chunkSize, nameEnd, statusLine } from './head-fields.ts';

/** Head and trailers of one answer, interim answers (1xx) included, may take this many bytes. */
export const headLimit = 65_536;
/** A line with a chunk's size, its extensions included, may take this many bytes. */
export const chunkLineLimit = 4096;
/**
 * The body of one answer may take this many bytes, 1 GiB: within the request timeout hardly a server sends as much. An
 * endless body that does is so found out as one, and not counted as an answer that was merely slow.
 */
export const bodyLimit = 2 ** 30;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const tab = 0x09;

/** Reads along with an answer, where somebody needs more of it than whether it is the expected one. */
export interface AnswerReader {
  /** A header field of the final answer: its name is `line[start, colon)`, its value `line[colon + 1, end)`. */
  field(line: Buffer, start: number, colon: number, end: number): void;
  /** The next piece of the body: `buffer[start, end)`. The buffer may be reused afterwards. */
  piece(buffer: Buffer, start: number, end: number): void;
  /** The answer is whole and the expected one. Returns what it should have held and did not, else null. */
  finish(): string | null;
}

const tooLong = 'a body longer than 1 GiB';
const pastChunk = 'a chunk longer than its size';

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
  /** What is wrong with the bytes; null while nothing is. */
  problem: string | null = null;
  readonly body = new BodyMatcher();

  #state: State = state.done;
  #reader: AnswerReader | null = null;
  #headRequest = false;
  #minorVersion = 1;
  readonly #framing = new Framing();
  /** Bytes left of the body or of the chunk. */
  #left = 0;
  /** Bytes that the body may still take, those of the current chunk taken off already. */
  #bodyAllowance = bodyLimit;
  /** Bytes that the current head, chunk line or trailers may still take. */
  #allowance = headLimit;
  readonly #begun = new BegunLine(headLimit);

  /** Expects the answer to a request next. */
  begin(headRequest: boolean, check: PreparedCheck, reader: AnswerReader | null = null): void {
    this.problem = null;
    this.body.begin(check);
    this.#reader = reader;
    this.#headRequest = headRequest;
    this.#allowance = headLimit;
    this.#bodyAllowance = bodyLimit;
    this.#begun.clear();
    this.#state = this.#beginHead();
  }

  /** Memory taken for what is kept of the pieces until more of the answer comes. */
  get keptBytes(): number {
    return this.#begun.bytes.length + this.body.keptBytes;
  }

  /** Whether the connection may carry another request after this answer. */
  get keepAlive(): boolean {
    return this.#framing.keepAlive;
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
          this.#untilClose(buffer, at, end);
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
    else if (this.#begun.whole) this.#state = this.#begunLine();
    return this.done;
  }

  #beginHead(): State {
    this.status = 0;
    this.#framing.begin();
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

  #untilClose(buffer: Buffer, start: number, end: number): void {
    this.#bodyAllowance -= end - start;
    if (this.#bodyAllowance < 0) this.#state = this.#fail(tooLong);
    else this.#piece(buffer, start, end);
  }

  #line(buffer: Buffer, start: number, end: number): number {
    const begun = this.#begun;
    let from = start;
    if (begun.whole) {
      if (!isFold(buffer, start)) {
        this.#state = this.#begunLine();
        return start;
      }
      begun.unfold();
      from += 1;
    }
    let at = from;
    while (at < end && buffer[at] !== lineFeed) at += 1;
    const next = at === end ? end : at + 1;
    this.#allowance -= next - start;
    if (this.#allowance < 0) {
      this.#state = this.#fail(
        this.#state === state.chunkEnd ? pastChunk : 'a line or a head longer than it may be',
      );
    } else if (at === end) {
      begun.add(buffer, from, end);
    } else if ((next === end || isFold(buffer, next)) && this.#isField(buffer, from, at)) {
      begun.add(buffer, from, at);
      begun.whole = true;
    } else if (begun.length > 0) {
      begun.add(buffer, from, at);
      this.#state = this.#begunLine();
    } else {
      this.#state = this.#wholeLine(buffer, from, at);
    }
    return next;
  }

  #begunLine(): State {
    const { bytes, length } = this.#begun;
    this.#begun.clear();
    return this.#wholeLine(bytes, 0, length);
  }

  /** Whether the line that ends at `end` is one of a head or of trailers, and not the empty one after them. */
  #isField(buffer: Buffer, start: number, end: number): boolean {
    if (this.#state !== state.fields && this.#state !== state.trailers) return false;
    const length = this.#begun.length + end - start;
    const first = this.#begun.length > 0 ? this.#begun.bytes[0] : buffer[start];
    return length > 1 || (length === 1 && first !== carriageReturn);
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
        return start === end ? this.#expectChunk() : this.#fail(pastChunk);
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
    this.#framing.keepAlive = this.#minorVersion === 1;
    return state.fields;
  }

  #field(line: Buffer, start: number, end: number): State {
    const colon = nameEnd(line, start, end);
    if (colon < 0) return this.#fail('a line in the head that is no header field');
    if (this.#reader !== null && this.status >= 200) this.#reader.field(line, start, colon, end);
    const problem = this.#framing.field(line, start, colon, end);
    return problem === null ? state.fields : this.#fail(problem);
  }

  #endOfHead(): State {
    const framing = this.#framing;
    if (this.status < 200) {
      return this.status === 101 ? this.#fail('a switch of protocols not asked for') : this.#beginHead();
    }
    // An HTTP/1.0 answer with a transfer encoding is faulty; its connection must not be trusted (RFC 9112 §6.1).
    if (framing.encoded && this.#minorVersion === 0) framing.keepAlive = false;

    const bodiless = this.#headRequest || this.status === 204 || this.status === 304;
    if (bodiless || framing.length === 0) return state.done;
    if (framing.chunked) return this.#expectChunk();
    if (framing.length > bodyLimit) return this.#fail(tooLong);
    if (framing.length > 0) {
      this.#left = framing.length;
      return state.fixedBody;
    }
    framing.keepAlive = false;
    return state.bodyUntilClose;
  }

  #expectChunk(): State {
    this.#allowance = chunkLineLimit;
    return state.chunkLine;
  }

  #chunkLine(line: Buffer, start: number, end: number): State {
    const size = chunkSize(line, start, end);
    if (size < 0) return this.#fail('a chunk without a size');
    this.#bodyAllowance -= size;
    if (this.#bodyAllowance < 0) return this.#fail(tooLong);
    this.#left = size;
    // After the data nothing may come but the end of its line, so that no more than this is waited for.
    this.#allowance = size > 0 ? 2 : headLimit;
    return size > 0 ? state.chunkData : state.trailers;
  }

  #fail(problem: string): State {
    this.problem = problem;
    this.#framing.keepAlive = false;
    return state.failed;
  }
}

/**
 * Whether the line that begins at `at` goes on with the one before it: an obsolete fold, which a user agent has to take
 * for spaces (RFC 9112 §5.2).
 */
function isFold(buffer: Buffer, at: number): boolean {
  return buffer[at] === space || buffer[at] === tab;
}
