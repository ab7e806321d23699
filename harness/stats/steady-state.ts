/** Windows that are averaged into one before the cut is looked for: the 5 of MSER-5. */
const BATCH = 5;

/**
 * Fewest averaged windows from which a cut is told. With fewer the halves hold one or two values each and the rule
 * cuts at the edge by chance; the series is then called too short, as if no steady state had come.
 */
const FEWEST_BATCHES = 8;

export interface SteadyState {
  /** Windows at the start to throw away as warm-up. */
  readonly cut: number;
  /** The best cut lies at half of the series (or the series is too short): it may not have settled. Go on longer. */
  readonly atEdge: boolean;
}

/**
 * Where warm-up ends in a series of counts or rates over windows of equal length, by MSER-5: average windows in fives
 * to y_1 … y_k, then take d* = argmin over d ≤ k/2 of Σ_{i>d} (y_i − mean_d)² / (k−d)², the cut that makes the
 * standard error of the rest's mean smallest. Windows left over after the last five are not looked at.
 *
 * Source: K. P. White, M. J. Cobb, S. C. Spratt, "A comparison of five steady-state truncation heuristics for
 * simulation", Winter Simulation Conference 2000.
 */
export function mser5(series: readonly number[]): SteadyState {
  const { cut, atEdge } = mser(averageInFives(series));
  return { cut: cut * BATCH, atEdge };
}

/** As {@link mser5}, for values that already stand for many observations each: nothing is averaged first. */
export function mser(batches: readonly number[]): SteadyState {
  const k = batches.length;
  const edge = Math.floor(k / 2);
  if (k < FEWEST_BATCHES) return { cut: edge, atEdge: true };

  // Grown from the back by Welford's update, so that each cut costs one step.
  let count = 0;
  let mean = 0;
  let squares = 0;
  let best = { d: edge, score: Number.POSITIVE_INFINITY };
  for (let d = k - 1; d >= 0; d--) {
    const value = batches[d] ?? 0;
    count++;
    const delta = value - mean;
    mean += delta / count;
    squares += delta * (value - mean);
    const score = squares / count ** 2;
    // Of equal scores the smaller cut wins: it throws less away.
    if (d <= edge && score <= best.score) best = { d, score };
  }
  return { cut: best.d, atEdge: best.d === edge };
}

function averageInFives(series: readonly number[]): number[] {
  const batches: number[] = [];
  for (let start = 0; start + BATCH <= series.length; start += BATCH) {
    const batch = series.slice(start, start + BATCH);
    batches.push(batch.reduce((sum, value) => sum + value, 0) / BATCH);
  }
  return batches;
}
