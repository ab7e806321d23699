/**
 * Why a fitted curve is not to be trusted, or not so far (method §4). Codes with the numbers behind them; `reports/`
 * words them. `level` is what was asked for: connections, or workers.
 */
export type ModelRefusal =
  | { readonly code: 'few-levels'; readonly levels: number; readonly needed: number }
  | { readonly code: 'few-rounds'; readonly rounds: number; readonly needed: number }
  | { readonly code: 'invalid-cells'; readonly levels: readonly number[] }
  /** The load generator was near its limit there: throughput is a lower bound, which looks like contention. */
  | { readonly code: 'generator-bound'; readonly levels: readonly number[] }
  /** One serves more of each than alone: what the law cannot say, so something else was going on at low load. */
  | { readonly code: 'superlinear'; readonly level: number; readonly efficiency: number }
  /** σ = 0 beside κ > 0, or σ = 1: the data do not decide between the two. */
  | { readonly code: 'bound-hit'; readonly contention: 0 | 1 }
  /** The curve is of another shape than the data: it misses a level by so much. */
  | { readonly code: 'poor-fit'; readonly level: number; readonly error: number; readonly bound: number }
  /** Fitted without the last level, it misses that. */
  | { readonly code: 'last-left-out'; readonly level: number; readonly error: number; readonly bound: number }
  /** Some of the worker counts keep every core busy, others have cores to spare: a kink, not a curve. */
  | { readonly code: 'crosses-cores'; readonly cores: number }
  | { readonly code: 'too-far'; readonly n: number; readonly most: number }
  | { readonly code: 'wide-interval'; readonly n: number; readonly halfWidth: number; readonly bound: number }
  | {
      readonly code: 'models-differ';
      readonly n: number;
      readonly difference: number;
      readonly bound: number;
    };

export type RefusalCode = ModelRefusal['code'];

/** Method §4. */
export const bounds = {
  levels: 5,
  /** Where each was measured in at least so many rounds. */
  levelsOften: { levels: 4, rounds: 5 },
  /** Below it resamples tell too little of how rounds differ; see the simulation of the intervals. */
  rounds: 5,
  efficiency: 1.05,
  fit: 0.1,
  lastLeftOut: 0.1,
  /** Half-width of the answer's interval. */
  halfWidth: 0.2,
  difference: 0.15,
  /** Of the largest measured load. */
  reach: 2,
  /** Share of all cores busy, with the generator's part, from which it is they that limit. */
  busy: 0.85,
} as const;
