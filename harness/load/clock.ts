// The global of this name is a getter, which costs as much as the clock.
import { performance } from 'node:perf_hooks';

/** Time as the load engines know it; tests put their own in its place. */
export interface Clock {
  /** Milliseconds since some moment, with fractions below 1 µs; never falls. */
  now(): number;
  /** Calls back once, no earlier than `ms` from now. Returns what takes it back. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back once, about `ms` from now: up to a millisecond early or late, and 1.1 ms late at the least wait. */
  soon(ms: number, callback: () => void): () => void;
  /** Calls back once, when everything has been read that had arrived by now. Returns what takes it back. */
  afterReading(callback: () => void): () => void;
  /** Calls back again and again. Returns what ends it. */
  every(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    // A timer counts whole milliseconds and may fire up to one early; so it is set for the next one.
    const timer = setTimeout(callback, Math.ceil(ms) + 1);
    return () => clearTimeout(timer);
  },
  soon(ms, callback) {
    // Rounded up, it came 0.2 to 0.4 ms later in the middle: a loop that other things wake counts a part of a ms twice.
    const timer = setTimeout(callback, Math.round(ms));
    return () => clearTimeout(timer);
  },
  afterReading(callback) {
    // The check phase follows the poll phase, in which sockets are read.
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  },
  every(ms, callback) {
    const timer = setInterval(callback, ms);
    return () => clearInterval(timer);
  },
};
