import type { SliceWindow } from '../model/load.ts';

/** Every default of a run; no other place knows one. */
export const defaults = {
  stack: 'node',
  modes: ['dev', 'prefork', 'threaded'],
  scenarios: ['json', 'cpu', 'wait'],
  concurrency: [1, 8, 32],
  path: '/',
  budgetSeconds: 90,
  /** Below six rounds the exact signed-rank interval at 95 % does not exist. */
  minRounds: 6,
  /** Wanted half-width of each throughput ratio. */
  precision: 0.05,
  confidence: 0.95,
  /** One pass of 250 ms per cell and round lets six rounds of 27 cells fit the budget. */
  window: { minMs: 250, maxMs: 3000, minAnswers: 5 } satisfies SliceWindow,
  /** A Node cluster of four on two cores was seen to serve at its full rate after two seconds. */
  warmupCapMs: 2000,
  requestTimeoutMs: 10_000,
  connectTimeoutMs: 5000,
  readyTimeoutMs: 20_000,
  stopTimeoutMs: 5_000,
  failureBound: 0.01,
} as const;

/** Bounds that keep a slip of the keyboard from loading the machine for hours. */
export const limits = {
  concurrency: 10_000,
  levels: 20,
  rounds: 1000,
  budgetSeconds: { min: 5, max: 24 * 3600 },
  timeoutSeconds: { min: 0.1, max: 600 },
  seed: 2 ** 32 - 1,
} as const;
