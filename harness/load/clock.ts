/** Time as the load engines know it; tests put their own in its place. */
export interface Clock {
  /** Milliseconds since some moment, with fractions below 1 µs; never falls. */
  now(): number;
  /** Calls back once, no earlier than `ms` from now. Returns what takes it back. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back once, about `ms` from now: late by a millisecond at most where nothing else is done, seldom early. */
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
    const timer = setTimeout(callback, Math.ceil(ms));
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
