import { writeFileSync } from 'node:fs';

const never = new Int32Array(new SharedArrayBuffer(4));

/** Blocks the thread, without using the CPU; fractions of a ms are kept. */
export function waitFor(ms) {
  Atomics.wait(never, 0, 0, ms);
}

/** Linux wakes a sleeper up to 0.05 ms late, to wake several at once, unless it is told not to (prctl(2), timer slack). */
export function wakeInTime() {
  try {
    writeFileSync('/proc/self/timerslack_ns', '1');
  } catch {
    // It then waits for longer, which is measured.
  }
}

/** By how much a short wait takes longer than it should all the same: the middle of several. */
export function overshootMs() {
  wakeInTime();
  const askedMs = 0.15;
  const late = Array.from({ length: 201 }, () => {
    const began = performance.now();
    waitFor(askedMs);
    return performance.now() - began - askedMs;
  });
  return late.sort((a, b) => a - b)[100];
}
