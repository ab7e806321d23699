import { signedRankDistribution } from './signed-rank.ts';

/**
 * One-sided exact p of the Wilcoxon signed-rank test: how often values whose signs are fair coins show a sum of positive
 * ranks as high as these, or higher. Small when the values tend to lie above 0; 1 without any value but 0.
 *
 * Under the hypothesis that they do not, it is at most `level` with a probability of at most `level`, whatever the tails
 * and however they change from value to value, for only signs are drawn. Values of one size share the mean of their
 * ranks, and 0 keeps its rank but has no sign to draw (J. W. Pratt, Journal of the American Statistical Association 54,
 * 1959); the distribution is that of the ranks as they are, so ties cost nothing of its exactness.
 * Source: Hollander, Wolfe & Chicken, Nonparametric Statistical Methods, 3rd ed., §3.1, comments 5 and 11.
 */
export function signedRankP(values: readonly number[]): number {
  const distinct = sumOfDistinct(values);
  if (distinct !== null) return tailOfDistinct(values.length)[distinct] as number;
  const { ranks, positive } = rankSizes(values);
  return tailFrom(doubledDistribution(ranks), positive);
}

/**
 * The sum of positive ranks as the number of Walsh averages above 0, which needs no sorting (J. W. Tukey; Hollander, Wolfe
 * & Chicken, §3.1, comment 17); null where sizes are equal or 0.
 */
function sumOfDistinct(values: readonly number[]): number | null {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const one = values[i] as number;
    if (one === 0) return null;
    if (one > 0) sum++;
    for (let j = 0; j < i; j++) {
      const other = values[j] as number;
      if (one === other || one === -other) return null;
      if (one + other > 0) sum++;
    }
  }
  return sum;
}

interface RankedSizes {
  /** Twice the rank of each value but 0: mean ranks are whole or half. */
  readonly ranks: readonly number[];
  /** Twice the sum of ranks of the values above 0. */
  readonly positive: number;
}

function rankSizes(values: readonly number[]): RankedSizes {
  const sorted = [...values].sort((a, b) => Math.abs(a) - Math.abs(b));
  const ranks: number[] = [];
  let positive = 0;
  for (let from = 0; from < sorted.length; ) {
    const size = Math.abs(sorted[from] ?? 0);
    let end = from + 1;
    while (end < sorted.length && Math.abs(sorted[end] ?? 0) === size) end++;
    // Ranks from + 1 … end have the mean (from + 1 + end) / 2.
    const doubled = from + 1 + end;
    for (; from < end; from++) {
      if (size === 0) continue;
      ranks.push(doubled);
      if ((sorted[from] ?? 0) > 0) positive += doubled;
    }
  }
  return { ranks, positive };
}

/** P(sum = s) of the ranks given, each taken or not by a fair coin. */
function doubledDistribution(ranks: readonly number[]): Float64Array {
  const most = ranks.reduce((sum, rank) => sum + rank, 0);
  const probabilities = new Float64Array(most + 1);
  probabilities[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum--) {
      const without = probabilities[sum] as number;
      const withIt = sum >= rank ? (probabilities[sum - rank] as number) : 0;
      probabilities[sum] = (without + withIt) / 2;
    }
  }
  return probabilities;
}

/** Summed from the far end, so that small tails keep their digits. */
function tailFrom(probabilities: ArrayLike<number>, from: number): number {
  let sum = 0;
  for (let at = probabilities.length - 1; at >= from; at--) sum += probabilities[at] as number;
  return Math.min(1, sum);
}

const tails = new Map<number, Float64Array>();

/** P(W ≥ w) of n distinct sizes, by w. Kept, for simulations ask for it a million times. */
function tailOfDistinct(n: number): Float64Array {
  const known = tails.get(n);
  if (known !== undefined) return known;
  const probabilities = signedRankDistribution(n);
  const tail = new Float64Array(probabilities.length);
  let sum = 0;
  for (let w = probabilities.length - 1; w >= 0; w--) {
    sum += probabilities[w] ?? 0;
    tail[w] = Math.min(1, sum);
  }
  tails.set(n, tail);
  return tail;
}
