import { usualHookTimeoutMs } from '../model/hook.ts';
import type { SliceWindow } from '../model/load.ts';

/** Every default of a run; no other place knows one. */
export const defaults = {
  stack: 'node',
  modes: ['dev', 'prefork', 'threaded'],
  scenarios: ['json', 'cpu', 'wait'],
  concurrency: [1, 8, 32],
  path: '/',
  arrivals: 'constant',
  overflow: 'queue',
  /**
   * Most connections of an open workload: enough for 1,000 requests per second of 250 ms each, and for the server no
   * more than it can take at once (Node lets 511 wait to be accepted, a process often has 1,024 file descriptors).
   */
  maxConnections: 256,
  /** Arrivals that may wait for a connection, some 100 bytes each; more are dropped, for memory is no queue. */
  queueLimit: 100_000,
  pacing: 'timer',
  loaders: 1,
  /** The slices of an open workload are longer, so six rounds of it take longer too. */
  budgetSeconds: { closed: 90, open: 180 },
  /** Below six rounds the exact signed-rank interval at 95 % does not exist. */
  minRounds: 6,
  /** Wanted half-width of each throughput ratio. */
  precision: 0.05,
  confidence: 0.95,
  /** One pass of 250 ms per cell and round lets six rounds of 27 cells fit the budget. */
  window: { minMs: 250, maxMs: 3000, minAnswers: 5 } satisfies SliceWindow,
  /** With think time the first thought spreads the connections, and then each is to be answered twice in a window. */
  thoughtsSeen: 3,
  /**
   * By time alone, for arrivals wait for no answer; longer at low rates. A slice begins with an empty queue, and at 80 %
   * of what a server can do the queue takes some 90 service times to be as long as it stays (M/M/1: 1/(1−√ρ)²).
   */
  openWindow: { minMs: 1000, maxMs: 10_000, minAnswers: 0 } satisfies SliceWindow,
  /** A Node cluster of four on two cores was seen to serve at its full rate after two seconds. */
  warmupCapMs: 2000,
  requestTimeoutMs: 10_000,
  connectTimeoutMs: 5000,
  readyTimeoutMs: 20_000,
  stopTimeoutMs: 5_000,
  hookTimeoutMs: usualHookTimeoutMs,
  /** Of a server's own build step: a first install over a slow line takes minutes. */
  buildTimeoutMs: 600_000,
  failureBound: 0.01,
} as const;

/** Bounds that keep a slip of the keyboard from loading the machine for hours. */
export const limits = {
  concurrency: 10_000,
  /** Per second. Below, the longest window would see fewer arrivals than a median is told from (5). */
  rate: { min: 0.5, max: 100_000 },
  levels: 20,
  /** Each is a process, and more than the cores of most machines only get in each other's way. */
  loaders: 16,
  /** A window must hold several thoughts. */
  thinkSeconds: { min: 0, max: 30 },
  rounds: 1000,
  budgetSeconds: { min: 5, max: 24 * 3600 },
  timeoutSeconds: { min: 0.1, max: 600 },
  seed: 2 ** 32 - 1,
} as const;
