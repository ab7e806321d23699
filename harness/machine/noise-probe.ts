import { setImmediate as nextTurn } from 'node:timers/promises';

/** Time and turns of the event loop; tests put their own in its place. */
export interface ProbeClock {
  /** ms. */
  now(): number;
  /** Calls back after 1 ms, or as soon after as the system can. */
  afterMillisecond(): Promise<void>;
  /** Lets everything else have its turn. */
  turn(): Promise<void>;
  /** Does one piece of work that takes the CPU and nothing else, always the same. */
  work(): void;
}

/** About 12 ms on a machine of 2023: longer than what a busy kernel takes for itself, short enough to be repeated often. */
const steps = 10_000_000;
/** The first pieces teach the compiler, and the processor's clock. */
const unmeasured = 5;

export const systemProbeClock: ProbeClock = {
  now: () => performance.now(),
  afterMillisecond: () => new Promise((resolve) => void setTimeout(resolve, 1)),
  turn: () => nextTurn(),
  work: () => void mix(steps),
};

/** How long each piece of the same work took, ms, done again and again for `durationMs`. */
export async function timeWork(
  durationMs: number,
  clock: ProbeClock,
  signal: AbortSignal,
): Promise<readonly number[]> {
  for (let piece = 0; piece < unmeasured; piece++) clock.work();
  const times: number[] = [];
  const until = clock.now() + durationMs;
  // One piece at least: on a machine where it takes longer than all of the time there is.
  while (!signal.aborted && (times.length === 0 || clock.now() < until)) {
    const before = clock.now();
    clock.work();
    times.push(clock.now() - before);
    await clock.turn();
  }
  return times;
}

/** How late timers of 1 ms fired, ms, one after another for `durationMs`; one that is early counts as in time. */
export async function timeTimers(
  durationMs: number,
  clock: ProbeClock,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const lags: number[] = [];
  const until = clock.now() + durationMs;
  while (!signal.aborted && clock.now() < until) {
    const due = clock.now() + 1;
    await clock.afterMillisecond();
    lags.push(Math.max(0, clock.now() - due));
  }
  return lags;
}

/** The value that a share `q` of the sorted values does not exceed. */
export function rankedAt(sorted: readonly number[], q: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? 0;
}

/** A multiplicative generator (Numerical Recipes' constants): nothing but the CPU, and no result that could be left out. */
function mix(count: number): number {
  let state = 1;
  for (let step = 0; step < count; step++) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
  return state;
}
