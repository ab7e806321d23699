import type { Clock } from '../../harness/load/clock.ts';

/** A clock that moves only when told, and then calls back in order of time. */
export class FakeClock implements Clock {
  #now = 1000;
  readonly #due = new Set<{ at: number; every: number | null; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, every: null, callback };
    this.#due.add(timer);
    return () => this.#due.delete(timer);
  }

  soon(ms: number, callback: () => void): () => void {
    // Time moves on, even where what is left is lost in rounding.
    return this.after(Math.max(ms, 0.001), callback);
  }

  afterReading(callback: () => void): () => void {
    return this.after(0, callback);
  }

  every(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, every: ms, callback };
    this.#due.add(timer);
    return () => this.#due.delete(timer);
  }

  /** Timers that were not taken back. */
  get pending(): number {
    return this.#due.size;
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const next = [...this.#due].filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#now = next.at;
      if (next.every === null) this.#due.delete(next);
      else next.at += next.every;
      next.callback();
    }
    this.#now = until;
  }
}
