import type { Pacing } from '../model/load.ts';
import type { Clock } from './clock.ts';

/** What a waker wakes. */
export interface Sleeper {
  /** Takes notice of what is due. Returns in how many ms the next is; Infinity when nothing more will be. */
  look(): number;
  /** Grows with everything that happens: what was due, and what came to an end. */
  readonly happened: number;
}

/** Wakes an open workload for its arrivals. */
export interface Waker {
  /** Looks at once, and then when something may be due, until nothing more will be. */
  start(sleeper: Sleeper): void;
  stop(): void;
  /** Time spent on nothing but looking at the clock; null where none is. */
  readonly spinMs: number | null;
}

export function wakerFor(pacing: Pacing, clock: Clock): Waker {
  return pacing === 'spin' ? new SpinWaker(clock) : new TimerWaker(clock);
}

/**
 * Sleeps until the next arrival is due, as exactly as timers of whole milliseconds can: it wakes 0 to 1.1 ms late, so that
 * arrivals nearer to each other than that are sent together.
 *
 * On the 2-core machine of method.md, at 2,000/s: 0.6 ms late in the middle, for 6 % of a core. A worker thread that sleeps
 * fractions of a ms on an atomic and wakes this one was 0.16 ms late, for 15 to 19 %, since each wake costs 0.1 ms of CPU;
 * its 99th percentile was no better alone, and several times worse on a core that another process wants. Timers up to a
 * ms before, and then turns of the event loop, took 95 %: that is what spinning is for.
 */
export class TimerWaker implements Waker {
  readonly spinMs = null;
  readonly #clock: Clock;
  #forget = (): void => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(sleeper: Sleeper): void {
    const turn = (): void => {
      const waitMs = sleeper.look();
      if (waitMs === Number.POSITIVE_INFINITY) return;
      // What became due meanwhile: after the answers that have come meanwhile.
      this.#forget = waitMs <= 0 ? this.#clock.afterReading(turn) : this.#clock.soon(waitMs, turn);
    };
    turn();
  }

  stop(): void {
    this.#forget();
  }
}

/** A turn of the event loop in which nothing happens takes some µs; in a longer one this process did not run. */
const longestIdleTurnMs = 1;

/** Looks at the clock in every turn of the event loop: exact to some µs, and a whole core is busy with it. */
export class SpinWaker implements Waker {
  spinMs = 0;
  readonly #clock: Clock;
  #forget = (): void => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(sleeper: Sleeper): void {
    let before = this.#clock.now();
    let happened = sleeper.happened;
    const turn = (): void => {
      const waitMs = sleeper.look();
      const now = this.#clock.now();
      const idle = sleeper.happened === happened && now - before < longestIdleTurnMs;
      if (idle) this.spinMs += now - before;
      before = now;
      happened = sleeper.happened;
      if (waitMs !== Number.POSITIVE_INFINITY) this.#forget = this.#clock.afterReading(turn);
    };
    turn();
  }

  stop(): void {
    this.#forget();
  }
}
