import type { SearchPlan } from '../../harness/model/search.ts';
import type { runWindowMs } from '../../harness/plan/designs/search-windows.ts';
import type { createRandom, Random } from '../../harness/stats/random.ts';
import type { Course, courseOf } from '../../harness/stats/search/course.ts';
import type { runState } from '../../harness/stats/search/run-state.ts';

export interface SimulatedQueue {
  readonly workers: number;
  /** Seconds of one request. */
  readonly service: (random: Random) => number;
  readonly limitMs: number;
  /** Share of requests that may be beyond the limit. */
  readonly allowed: number;
  /** Requests per second at which all workers are busy. */
  readonly fullRate: number;
  readonly spread?: number;
  readonly drift?: number;
}

export interface SearchParts {
  readonly courseOf: typeof courseOf;
  readonly runState: typeof runState;
  readonly runWindowMs: typeof runWindowMs;
  readonly createRandom: typeof createRandom;
  readonly search: SearchPlan;
}

export function simulateSearch(
  parts: SearchParts,
  queue: SimulatedQueue,
  seed: number,
): { readonly course: Course; readonly runs: number; readonly seconds: number };

export function capacityOf(queue: SimulatedQueue, random: typeof createRandom, requests?: number): number;
export function erlangC(workers: number, load: number): number;
export function exponential(mean: number): (random: Random) => number;
