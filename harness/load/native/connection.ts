import type { FailureKind, LoadTarget } from '../../model/load.ts';
import type { Client, ExchangeListener, Stage } from './client.ts';
import type { Descriptors } from './descriptors.ts';
import { ResponseParser } from './parser.ts';
import { type PreparedRequest, statusMatches } from './request.ts';
import { Link, type LinkUser } from './transport.ts';
import { exhausted, whyBroken, whyNotConnected } from './trouble.ts';

const ignored: ExchangeListener = { answered() {}, failed() {} };

/**
 * One connection place: at any time it has at most one link and one request in flight. It outlives slices, and
 * its links: a request sent on a closed connection connects first, as part of the request.
 *
 * ```
 *   closed ──── open, send ────► connecting
 *   connecting ─ connected ────► idle, or busy when a request waits
 *   idle ────── send ──────────► busy
 *   busy ────── answer ────────► idle, or closed when the answer closes
 *   any ─────── failure, end of the server's side, discard ──► closed
 * ```
 *
 * Each request handed over has exactly one outcome: `answered`, `failed`, or `discard` by its owner.
 */
export class Connection implements Client, LinkUser {
  listener: ExchangeListener = ignored;
  // No moment yet. A number with a fraction from the start, for V8 would else make all connections anew when one comes.
  startedAt = Number.NEGATIVE_INFINITY;
  sentAt = Number.NEGATIVE_INFINITY;
  sentInSlice = 0;
  seenBytes = 0;
  seenAt = Number.NEGATIVE_INFINITY;
  status = 0;
  bytesReceived = 0;
  /** Answers after which the server closed, as it may. */
  closedAfterAnswer = 0;
  /** Connections given up with a request that failed. */
  closedAfterFailure = 0;
  /** The server closed this connection while nothing was in flight, and it was not opened again since. */
  closedWhileIdle = false;

  readonly #target: LoadTarget;
  readonly #buffer: Buffer;
  readonly #parser = new ResponseParser();
  #state: 'closed' | 'connecting' | 'idle' | 'busy' = 'closed';
  #link: Link | null = null;
  #request: PreparedRequest | null = null;
  #opened: ((open: boolean) => void) | null = null;
  /** The answer in flight has begun. */
  #begun = false;
  #toldDescriptors = false;

  /** `buffer` is where bytes are read into: one for all connections of a process, for each piece is used up at once. */
  constructor(target: LoadTarget, buffer: Buffer) {
    this.#target = target;
    this.#buffer = buffer;
  }

  get inFlight(): boolean {
    return this.#request !== null;
  }

  get label(): string {
    return this.#request?.label ?? '';
  }

  get stage(): Stage {
    if (this.#state === 'connecting') return 'connecting';
    return this.#begun ? 'reading' : 'waiting';
  }

  get idle(): boolean {
    return this.#state === 'idle';
  }

  /** Whether its link stands that was never told of descriptors; a link that replaces one is not worth it. */
  get wantsDescriptor(): boolean {
    return this.idle && !this.#toldDescriptors;
  }

  takeDescriptor(descriptors: Descriptors): void {
    this.#toldDescriptors = true;
    this.#link?.takeDescriptor(descriptors);
  }

  /** Begins to count bytes and closed answers anew. */
  resetCounts(): void {
    this.bytesReceived = 0;
    this.closedAfterAnswer = 0;
    this.closedAfterFailure = 0;
  }

  /** Connects without sending. Resolves to whether the connection stands; a failure is not told to the listener. */
  open(): Promise<boolean> {
    if (this.#state === 'idle') return Promise.resolve(true);
    return new Promise((resolve) => {
      this.#opened = resolve;
      this.#connect();
    });
  }

  send(request: PreparedRequest): void {
    this.#request = request;
    if (this.#link !== null && this.#state === 'idle') this.#write(this.#link, request);
    else this.#connect();
  }

  discard(): void {
    if (this.#request !== null) this.closedAfterFailure += 1;
    this.#request = null;
    this.#drop();
  }

  connected(): void {
    if (this.#request !== null && this.#link !== null) {
      this.#write(this.#link, this.#request);
    } else {
      this.#state = 'idle';
      this.#settleOpen(true);
    }
  }

  received(length: number): void {
    this.bytesReceived += length;
    if (this.#request === null) {
      // Bytes that nobody asked for: the connection cannot be trusted with a request (RFC 9112 §9.2).
      this.#closedUnasked();
      return;
    }
    if (this.#begun) this.#read(this.#request, length, false);
    else this.#begin(this.#request, length);
  }

  ended(): void {
    const parser = this.#parser;
    if (this.#request !== null && this.#begun && parser.end()) this.#answer(this.#request, 0);
    else if (this.#request !== null && this.#begun && parser.problem !== null)
      this.#fail('protocol', parser.problem);
    else this.broke('closed by the server');
  }

  broke(code: string): void {
    if (this.#request === null && this.#opened === null) this.#closedUnasked();
    else if (this.#state !== 'connecting') this.#fail('reset', whyBroken(code, this.#begun));
    else this.#fail(exhausted(code) ? 'exhausted' : 'connect', whyNotConnected(code, this.#target));
  }

  #connect(): void {
    this.#state = 'connecting';
    this.#begun = false;
    this.closedWhileIdle = false;
    this.#link = new Link(this.#target, this.#buffer, this);
  }

  #write(link: Link, request: PreparedRequest): void {
    this.#state = 'busy';
    this.#begun = false;
    link.write(request.bytes);
  }

  /** The first bytes of an answer: most often all of it, and the same as before. */
  #begin(request: PreparedRequest, length: number): void {
    const { memory } = request;
    const status = memory === null ? 0 : memory.recall(this.#buffer, length);
    if (status > 0) {
      this.#request = null;
      this.status = status;
      this.#state = 'idle';
      this.listener.answered(this);
      return;
    }
    this.#begun = true;
    this.#parser.begin(request.head, request.body, request.reader);
    this.#read(request, length, true);
  }

  /** `first`: these are the first bytes of the answer. */
  #read(request: PreparedRequest, length: number, first: boolean): void {
    const parser = this.#parser;
    const used = parser.push(this.#buffer, 0, length);
    if (parser.problem !== null) this.#fail('protocol', parser.problem);
    else if (!parser.done) return;
    else if (used < length) this.#fail('protocol', 'bytes after the end of the answer');
    else this.#answer(request, first ? length : 0);
  }

  /** `length` of an answer that came in one piece, which still stands in the buffer; else 0. */
  #answer(request: PreparedRequest, length: number): void {
    const parser = this.#parser;
    this.#request = null;
    this.status = parser.status;
    if (parser.keepAlive) {
      this.#state = 'idle';
    } else {
      this.closedAfterAnswer += 1;
      this.#drop();
    }
    if (!statusMatches(request.status, parser.status)) {
      this.listener.failed(this, 'status', `${request.label}: status ${parser.status}`);
    } else if (!parser.body.matches()) {
      this.listener.failed(this, 'body', `${request.label}: ${parser.body.mismatch()}`);
    } else {
      const missing = request.reader === null ? null : request.reader.finish();
      if (missing === null) {
        if (length > 0 && parser.keepAlive) request.memory?.remember(this.#buffer, length, parser.status);
        this.listener.answered(this);
      } else this.listener.failed(this, 'body', `${request.label}: ${missing}`);
    }
  }

  #closedUnasked(): void {
    this.closedWhileIdle = true;
    this.#drop();
  }

  #fail(kind: FailureKind, detail: string): void {
    const request = this.#request;
    this.#request = null;
    this.closedAfterFailure += 1;
    this.#drop();
    if (request !== null) this.listener.failed(this, kind, `${request.label}: ${detail}`);
  }

  #drop(): void {
    this.#state = 'closed';
    const link = this.#link;
    this.#link = null;
    link?.close();
    this.#settleOpen(false);
  }

  #settleOpen(open: boolean): void {
    const settle = this.#opened;
    this.#opened = null;
    settle?.(open);
  }
}
