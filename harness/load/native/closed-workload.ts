import type { FailureKind, LoadOrder } from '../../model/load.ts';
import type { Client, ExchangeListener, SliceParts } from './client.ts';
import { type DeadlineLimits, Deadlines } from './deadlines.ts';

/** A connection that broke rests this long, so that a dead server does not bring a million failures a second. */
const restMs = 10;

/** So many answers are read at most before their connections send again. */
const mostRead = 64;

/**
 * Of more clients than this each sends as soon as its answer is read: until the batch is read, what its connection is
 * made of would have left the CPU's cache (of 8,000, that costs 7 % of the CPU time), and with so many a response time
 * is far longer than it takes to write.
 */
const mostThatWait = 1024;

export type SliceLimits = Pick<LoadOrder, 'window' | 'drainTimeoutMs' | 'thinkMs' | 'share'> & DeadlineLimits;

/**
 * A fixed number of clients, each sending its next request as soon as it is ready. The response time begins there,
 * so the time that a reconnect takes belongs to it. When the stop rule says so nothing more is sent, and what is in
 * flight is waited for; what is left then is unfinished.
 *
 * Answers that have arrived are read, up to {@link mostRead}, before the next requests are sent. Were each sent at once,
 * answers would lie unread, and age, while requests are written on other connections: against nginx with 50 connections
 * that doubled p50. Of more than {@link mostThatWait} clients each is sent at once all the same.
 *
 * With think time each client rests after an outcome, and the first requests are spread evenly over one think time,
 * for else all would march in step. The response time begins when the rest is over and the request is sent.
 */
export class ClosedWorkload implements ExchangeListener {
  readonly #parts: SliceParts;
  readonly #limits: SliceLimits;
  readonly #deadlines: Deadlines;
  readonly #thinkMs: number;
  readonly #timers = new Set<() => void>();
  /** Clients whose next request is due when all that has arrived is read. */
  #ready: Client[] = [];
  #startedAt = 0;
  #inFlight = 0;
  #draining = false;
  #finish: ((totalMs: number) => void) | null = null;

  constructor(parts: SliceParts, limits: SliceLimits) {
    this.#parts = parts;
    this.#limits = limits;
    this.#deadlines = new Deadlines(limits);
    this.#thinkMs = limits.thinkMs ?? 0;
  }

  /** Resolves, when nothing is in flight any more, to the slice's whole length in ms. */
  run(): Promise<number> {
    const { clients, clock, stopRule } = this.#parts;
    const { minMs, maxMs } = this.#limits.window;
    const { index: own, of } = this.#limits.share ?? { index: 0, of: 1 };
    stopRule.onEnough = () => this.#look();
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#timers.add(clock.after(minMs, () => this.#look()));
      this.#timers.add(clock.after(maxMs, () => this.#look()));
      this.#timers.add(clock.every(this.#deadlines.sweepMs, () => this.#sweep()));
      this.#startedAt = clock.now();
      for (const [index, client] of clients.entries()) {
        // The first request of one before could not be made.
        if (this.#finish === null) return;
        client.listener = this;
        client.sentInSlice = 0;
        const waitMs = (this.#thinkMs * (index + own / of)) / clients.length;
        if (waitMs === 0) this.#send(client, this.#startedAt);
        else this.#rest(client, waitMs);
      }
    });
  }

  /** Ends the slice now; what is in flight is unfinished. */
  cancel(): void {
    const { clients, sequence, tally } = this.#parts;
    for (const client of clients) {
      if (!client.inFlight) continue;
      client.discard();
      sequence.failed(client, false);
      tally.unfinished += 1;
    }
    this.#end();
  }

  answered(client: Client): void {
    const { clock, sequence, tally, recorder } = this.#parts;
    const now = clock.now();
    tally.answered(client.status);
    if (sequence.opens(client)) recorder.openingStep();
    else recorder.answer(now - this.#startedAt, now - client.startedAt, client.sentInSlice === 1);
    this.#inFlight -= 1;
    this.#think(client, now);
  }

  failed(client: Client, kind: FailureKind, detail: string): void {
    const { clock, sequence, tally, recorder } = this.#parts;
    const now = clock.now();
    const answered = kind === 'status' || kind === 'body';
    sequence.failed(client, answered);
    tally.failed(kind, detail, answered ? client.status : null);
    recorder.failure(now - this.#startedAt);
    this.#inFlight -= 1;
    if (answered) this.#think(client, now);
    else this.#rest(client, Math.max(restMs, this.#thinkMs));
  }

  #send(client: Client, now: number): void {
    const { sequence, tally } = this.#parts;
    const request = sequence.next(client);
    if (request === null) {
      this.cancel();
      return;
    }
    tally.sent += 1;
    this.#inFlight += 1;
    client.startedAt = now;
    client.sentAt = now;
    client.sentInSlice += 1;
    client.send(request);
  }

  #think(client: Client, now: number): void {
    if (this.#thinkMs === 0) this.#next(client, now);
    else this.#rest(client, this.#thinkMs);
  }

  #next(client: Client, now: number): void {
    if (this.#over(now)) {
      this.#drain(now);
      return;
    }
    if (this.#parts.clients.length > mostThatWait) {
      this.#send(client, now);
      return;
    }
    this.#ready.push(client);
    if (this.#ready.length >= mostRead) {
      this.#sendReady();
      return;
    }
    if (this.#ready.length > 1) return;
    const forget = this.#parts.clock.afterReading(() => {
      this.#timers.delete(forget);
      this.#sendReady();
    });
    this.#timers.add(forget);
  }

  #sendReady(): void {
    const ready = this.#ready;
    this.#ready = [];
    for (const client of ready) {
      // The request of one before could not be made.
      if (this.#finish === null) return;
      const now = this.#parts.clock.now();
      if (this.#over(now)) this.#drain(now);
      else this.#send(client, now);
    }
  }

  #rest(client: Client, ms: number): void {
    const { clock } = this.#parts;
    const wake = clock.after(ms, () => {
      this.#timers.delete(wake);
      this.#next(client, clock.now());
    });
    this.#timers.add(wake);
    this.#look();
  }

  #over(now: number): boolean {
    return this.#parts.stopRule.over(now - this.#startedAt, this.#parts.tally.answers);
  }

  #look(): void {
    const now = this.#parts.clock.now();
    if (this.#over(now)) this.#drain(now);
  }

  #drain(now: number): void {
    if (this.#inFlight === 0) {
      this.#end();
    } else if (!this.#draining) {
      this.#draining = true;
      const sendingMs = this.#parts.stopRule.end?.atMs ?? 0;
      const leftMs = this.#startedAt + sendingMs + this.#limits.drainTimeoutMs - now;
      this.#timers.add(this.#parts.clock.after(Math.max(0, leftMs), () => this.cancel()));
    }
  }

  #sweep(): void {
    const { clients, clock } = this.#parts;
    const now = clock.now();
    for (const client of clients) {
      const overdue = client.inFlight ? this.#deadlines.overdue(client, now) : null;
      if (overdue === null) continue;
      client.discard();
      this.failed(client, overdue.kind, overdue.detail);
    }
    this.#look();
  }

  #end(): void {
    const finish = this.#finish;
    if (finish === null) return;
    this.#finish = null;
    for (const clear of this.#timers) clear();
    this.#timers.clear();
    finish(this.#parts.clock.now() - this.#startedAt);
  }
}
