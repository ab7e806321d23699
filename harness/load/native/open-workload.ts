import type { OpenLevel } from '../../model/level.ts';
import type { FailureKind, LoadOrder } from '../../model/load.ts';
import type { Clock } from '../clock.ts';
import type { OpenRecorder } from '../open-recorder.ts';
import type { Pacer } from '../pacer.ts';
import type { StopRule } from '../stop-rule.ts';
import type { Tally } from '../tally.ts';
import type { Sleeper, Waker } from '../waker.ts';
import { ArrivalQueue } from './arrival-queue.ts';
import type { Client, ExchangeListener } from './client.ts';
import type { ClientPool } from './client-pool.ts';
import { type DeadlineLimits, Deadlines } from './deadlines.ts';
import type { Sequence } from './sequence.ts';

/** A connection that broke rests this long, so that a dead server does not bring a million failures a second. */
const restMs = 10;

export type OpenLimits = Pick<OpenLevel, 'overflow' | 'queueLimit'> &
  Pick<LoadOrder, 'drainTimeoutMs'> &
  DeadlineLimits;

/** What an open slice is made of; each part can be another one. */
export interface OpenParts {
  readonly pool: ClientPool;
  readonly sequence: Sequence;
  readonly pacer: Pacer;
  readonly waker: Waker;
  /** Asked with intended starts: it ends at a time that is known beforehand. */
  readonly stopRule: StopRule;
  /** When that is, ms after the start. */
  readonly windowMs: number;
  readonly tally: Tally;
  readonly recorder: OpenRecorder;
  readonly clock: Clock;
}

/**
 * Requests that are due by a schedule which nothing moves, neither answers nor the loader's own lateness: every
 * arrival that is due within the window is offered, and its response time begins when it was due. It takes a free
 * client, or else waits or is dropped. After the window those in flight and those that wait are seen to, until the
 * drain is over; what is left then is unfinished.
 *
 * ```
 *   due ── noticed ──► sent ──► ok, failed ─► done
 *              ├─────► waiting ──► sent         │  no outcome by the end of the drain:
 *              └─────► dropped                  └─ unfinished (in flight, or unsent)
 * ```
 *
 * An arrival is sent as soon as it is noticed, where a connection stands that is free. Else it waits until the answers
 * that have arrived are read, and then for a free connection, one that is opened, or its end. No more than one connection
 * is opened between two readings: a loader that wakes late finds many arrivals due, and answers unread; were a connection
 * opened for each, which costs more than to send a request, the next ones would be later still (seen: from a lapse of some
 * ms at 2,000 per second to 1,000 connections and 200 ms of lag).
 */
export class OpenWorkload implements ExchangeListener, Sleeper {
  readonly #parts: OpenParts;
  readonly #limits: OpenLimits;
  readonly #deadlines: Deadlines;
  readonly #queue = new ArrivalQueue();
  /** Arrivals for which there is no connection to be had. */
  readonly #mayWait: number;
  readonly #timers = new Set<() => void>();
  #startedAt = 0;
  /** Intended start of the next arrival, ms after the start; Infinity after the last. */
  #nextMs = Number.POSITIVE_INFINITY;
  #inFlight = 0;
  #outcomes = 0;
  #turnComes = false;
  #finish: ((totalMs: number) => void) | null = null;

  constructor(parts: OpenParts, limits: OpenLimits) {
    this.#parts = parts;
    this.#limits = limits;
    this.#deadlines = new Deadlines(limits);
    this.#mayWait = limits.overflow === 'queue' ? limits.queueLimit : 0;
  }

  /**
   * Resolves, when every arrival of the window has an outcome or the drain is over, to the whole length in ms. `startAt`:
   * from when on arrivals are due, so that those of several loaders interleave as they should, though one is a little late.
   */
  run(startAt = this.#parts.clock.now()): Promise<number> {
    const { clock, waker, windowMs } = this.#parts;
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#timers.add(clock.after(windowMs, () => this.#turn()));
      this.#timers.add(clock.after(windowMs + this.#limits.drainTimeoutMs, () => this.cancel()));
      this.#timers.add(clock.every(this.#deadlines.sweepMs, () => this.#sweep()));
      this.#startedAt = startAt;
      this.#advance();
      waker.start(this);
    });
  }

  /** Ends the slice now; what was due by now and has no outcome is unfinished. */
  cancel(): void {
    if (this.#finish === null) return;
    const { clock, pool, recorder, sequence, tally } = this.#parts;
    const now = clock.now();
    for (const client of pool.clients) {
      if (!client.inFlight) continue;
      client.discard();
      sequence.failed(client, false);
      tally.unfinished += 1;
      recorder.unfinished(now - client.startedAt, false);
    }
    for (let due = this.#queue.shift(); due !== undefined; due = this.#queue.shift()) this.#leave(due, now);
    while (this.#nextMs <= now - this.#startedAt) {
      const due = this.#takeArrival();
      recorder.noticed(now - due);
      this.#leave(due, now);
    }
    this.#end();
  }

  get happened(): number {
    return this.#parts.recorder.offered + this.#outcomes;
  }

  look(): number {
    const { clock } = this.#parts;
    // What becomes due while these are sent comes next time: answers are to be read in between.
    const until = clock.now() - this.#startedAt;
    while (this.#nextMs <= until) this.#arrive();
    return this.#nextMs - (clock.now() - this.#startedAt);
  }

  answered(client: Client): void {
    const { clock, sequence, tally, recorder } = this.#parts;
    const now = clock.now();
    const responseMs = now - client.startedAt;
    tally.answered(client.status);
    if (sequence.opens(client)) recorder.openingStep(responseMs);
    else recorder.answer(now - this.#startedAt, responseMs, now - client.sentAt);
    this.#settled(client, true, now);
  }

  failed(client: Client, kind: FailureKind, detail: string): void {
    const { clock, sequence, tally, recorder } = this.#parts;
    const now = clock.now();
    const answered = kind === 'status' || kind === 'body';
    sequence.failed(client, answered);
    tally.failed(kind, detail, answered ? client.status : null);
    recorder.failure(now - this.#startedAt, now - client.startedAt);
    this.#settled(client, answered, now);
  }

  /** The next arrival is due: it is sent, waits, or is dropped. */
  #arrive(): void {
    const { clock, pool, recorder } = this.#parts;
    const due = this.#takeArrival();
    const now = clock.now();
    recorder.noticed(now - due);
    this.#sendWaiting();
    const client = this.#queue.length === 0 ? pool.takeStanding() : null;
    if (client !== null) {
      this.#send(client, due);
    } else if (this.#queue.length < pool.closed + this.#mayWait) {
      this.#queue.push(due);
      if (pool.closed > 0) this.#turnAfterReading();
    } else {
      this.#drop(due, now);
    }
  }

  #takeArrival(): number {
    const due = this.#startedAt + this.#nextMs;
    this.#advance();
    return due;
  }

  #advance(): void {
    const { pacer, stopRule } = this.#parts;
    const next = pacer.next();
    this.#nextMs = stopRule.over(next, 0) ? Number.POSITIVE_INFINITY : next;
  }

  #send(client: Client, due: number): void {
    const { clock, sequence, tally, recorder } = this.#parts;
    client.listener = this;
    client.sentInSlice = tally.sent;
    const request = sequence.next(client);
    if (request === null) {
      this.cancel();
      return;
    }
    const now = clock.now();
    tally.sent += 1;
    this.#inFlight += 1;
    client.startedAt = due;
    client.sentAt = now;
    recorder.sent(now - due);
    client.send(request);
  }

  /** Over connections that stand, as far as there are any. */
  #sendWaiting(): void {
    while (this.#queue.length > 0) {
      const client = this.#parts.pool.takeStanding();
      if (client === null) return;
      this.#sendFirst(client);
    }
  }

  /** Opens one connection for those that still wait. */
  #openForWaiting(): void {
    const { pool } = this.#parts;
    const client = this.#queue.length > 0 ? pool.takeClosed() : null;
    if (client === null) return;
    this.#sendFirst(client);
    if (this.#queue.length > 0 && pool.closed > 0) this.#turnAfterReading();
  }

  #sendFirst(client: Client): void {
    const due = this.#queue.shift();
    if (due !== undefined) this.#send(client, due);
  }

  #drop(due: number, now: number): void {
    const { pool, recorder, tally } = this.#parts;
    const waiting = this.#queue.length;
    const busy = `all ${pool.clients.length} connections were in use`;
    tally.failed('dropped', waiting === 0 ? busy : `${busy} and ${waiting} requests waited`, null);
    recorder.failure(now - this.#startedAt, now - due);
  }

  /** No outcome, and never sent. */
  #leave(due: number, now: number): void {
    const { recorder, tally } = this.#parts;
    tally.unfinished += 1;
    recorder.unfinished(now - due, true);
  }

  /** A request has its outcome; a client that got no whole answer rests before it is used again. */
  #settled(client: Client, answered: boolean, now: number): void {
    const { clock, pool } = this.#parts;
    this.#inFlight -= 1;
    this.#outcomes += 1;
    if (answered) {
      pool.give(client);
    } else {
      const wake = clock.after(restMs, () => {
        this.#timers.delete(wake);
        pool.give(client);
        this.#turn();
      });
      this.#timers.add(wake);
    }
    const due = this.#queue.length > 0 || this.#nextMs <= now - this.#startedAt;
    const last = this.#inFlight === 0 && this.#nextMs === Number.POSITIVE_INFINITY;
    if (due || last) this.#turnAfterReading();
  }

  /** Once, however many answers are read before. */
  #turnAfterReading(): void {
    if (this.#turnComes) return;
    this.#turnComes = true;
    const forget = this.#parts.clock.afterReading(() => {
      this.#timers.delete(forget);
      this.#turnComes = false;
      this.#turn();
    });
    this.#timers.add(forget);
  }

  /** Sees to what is due and what waits; ends the slice when nothing is left. */
  #turn(): void {
    this.look();
    this.#sendWaiting();
    this.#openForWaiting();
    const { clock, windowMs } = this.#parts;
    const done =
      this.#nextMs === Number.POSITIVE_INFINITY && this.#queue.length === 0 && this.#inFlight === 0;
    if (done && clock.now() - this.#startedAt >= windowMs) this.#end();
  }

  #sweep(): void {
    const { clock, pool } = this.#parts;
    const now = clock.now();
    for (const client of pool.clients) {
      const overdue = client.inFlight ? this.#deadlines.overdue(client, now) : null;
      if (overdue === null) continue;
      client.discard();
      this.failed(client, overdue.kind, overdue.detail);
    }
  }

  #end(): void {
    const finish = this.#finish;
    if (finish === null) return;
    this.#finish = null;
    this.#nextMs = Number.POSITIVE_INFINITY;
    this.#parts.waker.stop();
    for (const clear of this.#timers) clear();
    this.#timers.clear();
    finish(this.#parts.clock.now() - this.#startedAt);
  }
}
