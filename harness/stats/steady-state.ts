/**
 * Fewest values from which a cut is told. With fewer the halves hold a few values each and the rule cuts at the edge
 * by chance; the series is then called too short, as if no steady state had come.
 */
const FEWEST_VALUES = 8;

export interface SteadyState {
  /** Values at the start to throw away as warm-up. */
  readonly cut: number;
  /** The best cut lies at half of the series (or the series is too short): it may not have settled. Go on longer. */
  readonly atEdge: boolean;
}

/**
 * Where warm-up ends in a series y_1 … y_k, by MSER: d* = argmin over d ≤ k/2 of Σ_{i>d} (y_i − mean_d)² / (k−d)²,
 * the cut that makes the standard error of the rest's mean smallest. Each value should stand for several
 * observations; MSER-5 averages five, here a value is a slice of many requests.
 *
 * Source: K. P. White, M. J. Cobb, S. C. Spratt, "A comparison of five steady-state truncation heuristics for
 * simulation", Winter Simulation Conference 2000.
 */
export function mser(series: readonly number[]): SteadyState {
  const k = series.length;
  const edge = Math.floor(k / 2);
  if (k < FEWEST_VALUES) return { cut: edge, atEdge: true };

  // Grown from the back by Welford's update, so that each cut costs one step.
  let count = 0;
  let mean = 0;
  let squares = 0;
  let best = { d: edge, score: Number.POSITIVE_INFINITY };
  for (let d = k - 1; d >= 0; d--) {
    const value = series[d] ?? 0;
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
