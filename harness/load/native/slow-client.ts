import type { Socket } from 'node:net';
import type { LoadTarget } from '../../model/load.ts';
import type { Clock } from '../clock.ts';
import { dial } from './dial.ts';
import { ResponseParser } from './parser.ts';
import { type PreparedRequest, statusMatches } from './request.ts';

const nothing = (): void => {};

/** How a client is slow: so many bytes at once, then a pause; the same for sending and reading. */
export interface SlowPace {
  readonly pieceBytes: number;
  readonly pauseMs: number;
  /** An answer that has not begun so long after the last piece was sent, or does not go on for so long, fails. */
  readonly answerTimeoutMs: number;
}

export interface SlowCounts {
  started: number;
  completed: number;
  failed: number;
}

/**
 * One client that sends a request in pieces with pauses, reads the answer likewise, and begins again. It keeps its
 * connection while the server does, and after a failure pauses before it makes a new one.
 *
 * Between two pieces of an answer the socket is paused, so that what the client has not read fills the buffers of the
 * kernel (on loopback some MB: a shorter answer is out of the server's hands at once) and then stays with the server.
 * Over TLS it is read by whole records of up to 16 kB: what is decrypted comes at once.
 */
export class SlowClient {
  readonly #target: LoadTarget;
  readonly #request: PreparedRequest;
  readonly #pace: SlowPace;
  readonly #clock: Clock;
  readonly #counts: SlowCounts;
  readonly #parser = new ResponseParser();
  readonly #buffer: Buffer;
  #socket: Socket | null = null;
  #sentBytes = 0;
  #headStartBytes = 0;
  /** A request has been begun and has no outcome yet. */
  #busy = false;
  /** Until the next piece is sent, or the next request begun. */
  #cancelSend = nothing;
  /** Until the next piece is read. */
  #cancelRead = nothing;
  #cancelDeadline = nothing;
  #underWay: () => void = nothing;

  constructor(
    target: LoadTarget,
    request: PreparedRequest,
    pace: SlowPace,
    clock: Clock,
    counts: SlowCounts,
  ) {
    this.#target = target;
    this.#request = request;
    this.#pace = pace;
    this.#clock = clock;
    this.#counts = counts;
    this.#buffer = Buffer.allocUnsafeSlow(pace.pieceBytes);
  }

  /**
   * Begins, with so much of its first request (a share) sent at once, as if it had been under way for long. Resolves
   * when its first piece has left, or has failed to.
   */
  start(headStart: number): Promise<void> {
    return new Promise((resolve) => {
      this.#underWay = resolve;
      this.#headStartBytes = Math.floor(headStart * this.#request.bytes.length);
      this.#begin();
    });
  }

  /** Ends at once; what was under way counts neither as completed nor as failed. */
  stop(): void {
    this.#busy = false;
    this.#cancelSend();
    this.#drop();
    this.#underWay();
  }

  #begin(): void {
    this.#counts.started += 1;
    this.#busy = true;
    this.#sentBytes = 0;
    this.#parser.begin(this.#request.head, this.#request.body);
    this.#expectProgress();
    if (this.#socket === null) this.#connect();
    else this.#sendPiece(this.#socket);
  }

  #connect(): void {
    const onread = {
      buffer: this.#buffer,
      callback: (length: number): boolean => this.#socket === socket && this.#received(socket, length),
    };
    const socket: Socket = dial(this.#target, onread, () => {
      if (this.#socket === socket) this.#sendPiece(socket);
    });
    this.#socket = socket;
    socket.on('end', () => {
      if (this.#socket !== socket) return;
      if (this.#busy && this.#parser.end()) this.#answered();
      else this.#broke();
    });
    for (const event of ['error', 'close']) {
      socket.on(event, () => {
        if (this.#socket === socket) this.#broke();
      });
    }
  }

  #sendPiece(socket: Socket): void {
    const { bytes } = this.#request;
    const piece = this.#headStartBytes + this.#pace.pieceBytes;
    const end = Math.min(bytes.length, this.#sentBytes + piece);
    this.#headStartBytes = 0;
    socket.write(bytes.subarray(this.#sentBytes, end), () => this.#underWay());
    this.#sentBytes = end;
    this.#expectProgress();
    if (end < bytes.length)
      this.#cancelSend = this.#clock.after(this.#pace.pauseMs, () => this.#sendPiece(socket));
  }

  /** Whether to read on; if not, the next piece is read after a pause. */
  #received(socket: Socket, length: number): boolean {
    const used = this.#busy ? this.#parser.push(this.#buffer, 0, length) : 0;
    if (this.#parser.problem !== null || (this.#parser.done && used < length)) {
      this.#broke();
      return false;
    }
    if (this.#parser.done) {
      this.#answered();
      return true;
    }
    this.#expectProgress();
    this.#cancelRead();
    this.#cancelRead = this.#clock.after(this.#pace.pauseMs, () => socket.resume());
    return false;
  }

  #answered(): void {
    const { status, body, keepAlive } = this.#parser;
    const expected = statusMatches(this.#request.status, status) && body.matches();
    // What is left of a request that was answered early would be taken for the next one.
    const whole = this.#sentBytes === this.#request.bytes.length;
    if (keepAlive && whole) this.#cancelDeadline();
    else this.#drop();
    this.#settle(expected);
  }

  /** The connection is of no use any more; while it rests between two requests that is no failure. */
  #broke(): void {
    this.#drop();
    this.#underWay();
    if (this.#busy) this.#settle(false);
  }

  #settle(completed: boolean): void {
    this.#busy = false;
    if (completed) this.#counts.completed += 1;
    else this.#counts.failed += 1;
    this.#cancelSend();
    if (completed) this.#begin();
    else this.#cancelSend = this.#clock.after(this.#pace.pauseMs, () => this.#begin());
  }

  /** In place of what was expected before. */
  #expectProgress(): void {
    const { pauseMs, answerTimeoutMs } = this.#pace;
    this.#cancelDeadline();
    this.#cancelDeadline = this.#clock.after(pauseMs + answerTimeoutMs, () => this.#broke());
  }

  #drop(): void {
    this.#cancelRead();
    this.#cancelDeadline();
    this.#socket?.destroy();
    this.#socket = null;
  }
}
