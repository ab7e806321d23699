import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** Timers count whole milliseconds and may be one late, ms; the rest of the wait looks at the clock. */
const timerLateness = 1;
/** A start that lies further off is none that anybody gave: the wall clock was set in between. */
const longestWaitMs = 1000;

/** Milliseconds since 1970, with fractions; the same in every process of a machine. */
export function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * Resolves at a time of the wall clock, some 0.1 ms late, or at once when that has passed; to that time by the clock of
 * `performance.now()`.
 */
export async function untilStart(startAtMs: number): Promise<number> {
  const leftMs = startAtMs - wallClock();
  if (Math.abs(leftMs) > longestWaitMs) return performance.now();
  if (leftMs > timerLateness) await sleep(Math.floor(leftMs) - timerLateness);
  while (wallClock() < startAtMs) await turn();
  return startAtMs - performance.timeOrigin;
}
