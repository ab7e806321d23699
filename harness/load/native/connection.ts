import { connect, type Socket } from 'node:net';
import type { FailureKind, LoadTarget } from '../../model/load.ts';
import type { Client, ExchangeListener } from './closed-workload.ts';
import { ResponseParser } from './parser.ts';
import { type PreparedRequest, statusMatches } from './request.ts';

const ignored: ExchangeListener = { answered() {}, failed() {} };

/**
 * One connection place: at any time it has at most one socket and one request in flight. It outlives slices, and
 * its sockets: a request sent on a closed connection connects first, as part of the request.
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
export class Connection implements Client {
  listener: ExchangeListener = ignored;
  startedAt = 0;
  sentInSlice = 0;
  status = 0;
  bytesReceived = 0;
  /** Answers after which the server closed, as it may. */
  closedAfterAnswer = 0;
  /** The server closed this connection while nothing was in flight, and it was not opened again since. */
  closedWhileIdle = false;

  readonly #target: LoadTarget;
  readonly #buffer: Buffer;
  readonly #parser = new ResponseParser();
  #state: 'closed' | 'connecting' | 'idle' | 'busy' = 'closed';
  #socket: Socket | null = null;
  #request: PreparedRequest | null = null;
  #opened: ((open: boolean) => void) | null = null;
  /** The answer in flight has begun. */
  #begun = false;

  /** `buffer` is where bytes are read into: one for all connections of a process, for each piece is used up at once. */
  constructor(target: LoadTarget, buffer: Buffer) {
    this.#target = target;
    this.#buffer = buffer;
  }

  get inFlight(): boolean {
    return this.#request !== null;
  }

  get idle(): boolean {
    return this.#state === 'idle';
  }

  /** Begins to count bytes and closed answers anew. */
  resetCounts(): void {
    this.bytesReceived = 0;
    this.closedAfterAnswer = 0;
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
    if (this.#socket !== null && this.#state === 'idle') this.#write(this.#socket, request);
    else this.#connect();
  }

  discard(): void {
    this.#request = null;
    this.#drop();
  }

  #connect(): void {
    this.#state = 'connecting';
    this.closedWhileIdle = false;
    const socket = connect({
      host: this.#target.host,
      port: this.#target.port,
      noDelay: true,
      onread: {
        buffer: this.#buffer,
        callback: (length) => {
          if (this.#socket === socket) this.#received(length);
          return true;
        },
      },
    });
    this.#socket = socket;
    socket.on('connect', () => {
      if (this.#socket === socket) this.#connected(socket);
    });
    socket.on('end', () => {
      if (this.#socket === socket) this.#ended();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#socket === socket) this.#broke(error.code ?? error.message);
    });
    socket.on('close', () => {
      if (this.#socket === socket) this.#broke('closed');
    });
  }

  #connected(socket: Socket): void {
    if (this.#request !== null) {
      this.#write(socket, this.#request);
    } else {
      this.#state = 'idle';
      this.#settleOpen(true);
    }
  }

  #write(socket: Socket, request: PreparedRequest): void {
    this.#state = 'busy';
    this.#begun = false;
    this.#parser.begin(request.head, request.body, request.reader);
    socket.write(request.bytes);
  }

  #received(length: number): void {
    this.bytesReceived += length;
    if (this.#request === null) {
      // Bytes that nobody asked for: the connection cannot be trusted with a request (RFC 9112 §9.2).
      this.#closedUnasked();
      return;
    }
    this.#begun = true;
    const parser = this.#parser;
    const used = parser.push(this.#buffer, 0, length);
    if (parser.problem !== null) this.#fail('protocol', parser.problem);
    else if (!parser.done) return;
    else if (used < length) this.#fail('protocol', 'bytes after the end of the answer');
    else this.#answer(this.#request);
  }

  #answer(request: PreparedRequest): void {
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
      if (missing === null) this.listener.answered(this);
      else this.listener.failed(this, 'body', `${request.label}: ${missing}`);
    }
  }

  /** The server has ended its side. */
  #ended(): void {
    if (this.#request !== null && this.#begun && this.#parser.end()) this.#answer(this.#request);
    else this.#broke('closed by the server');
  }

  #broke(detail: string): void {
    if (this.#request === null && this.#opened === null) this.#closedUnasked();
    else if (this.#state === 'connecting') this.#fail('connect', detail);
    else this.#fail('reset', this.#begun ? `${detail} within the answer` : `${detail} before an answer`);
  }

  #closedUnasked(): void {
    this.closedWhileIdle = true;
    this.#drop();
  }

  #fail(kind: FailureKind, detail: string): void {
    const request = this.#request;
    this.#request = null;
    this.#drop();
    if (request !== null) this.listener.failed(this, kind, `${request.label}: ${detail}`);
  }

  #drop(): void {
    this.#state = 'closed';
    const socket = this.#socket;
    this.#socket = null;
    socket?.destroy();
    this.#settleOpen(false);
  }

  #settleOpen(open: boolean): void {
    const settle = this.#opened;
    this.#opened = null;
    settle?.(open);
  }
}
