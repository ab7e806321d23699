/**
 * The Wilcoxon signed-rank test turned round: the interval of shifts that it would not reject.
 *
 * Source: Hollander, Wolfe & Chicken, Nonparametric Statistical Methods, 3rd ed., §3.1–3.3. The test is exact for
 * whatever symmetric distribution, also one that differs from round to round, so heavy tails and drift cost width
 * but not coverage.
 */

export interface SignedRankInterval {
  readonly low: number;
  readonly high: number;
  /** The confidence it really has: at least the one asked for, since ranks are whole numbers. */
  readonly exactConfidence: number;
}

/** P(W = w) for w = 0 … n(n+1)/2 when every rank's sign is a fair coin: f_k(w) = (f_{k−1}(w) + f_{k−1}(w−k)) / 2. */
export function signedRankDistribution(n: number): number[] {
  let probabilities = [1];
  for (let rank = 1; rank <= n; rank++) {
    const next = new Array<number>(probabilities.length + rank).fill(0);
    for (const [w, p] of probabilities.entries()) {
      next[w] = (next[w] ?? 0) + p / 2;
      next[w + rank] = (next[w + rank] ?? 0) + p / 2;
    }
    probabilities = next;
  }
  return probabilities;
}

/** Means of all pairs, each value paired with itself too: (x_i + x_j)/2 for i ≤ j, in rising order. */
export function walshAverages(values: readonly number[]): Float64Array {
  const n = values.length;
  const averages = new Float64Array((n * (n + 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) averages[at++] = ((values[i] ?? 0) + (values[j] ?? 0)) / 2;
  }
  return averages.sort();
}

/** The Hodges–Lehmann estimate of the centre: the median of the Walsh averages. NaN for no values. */
export function hodgesLehmann(values: readonly number[]): number {
  const averages = walshAverages(values);
  const upper = averages[averages.length >> 1] ?? Number.NaN;
  return averages.length % 2 === 1 ? upper : (upper + (averages[(averages.length >> 1) - 1] ?? 0)) / 2;
}

/** The fewest values from which an exact interval of this confidence exists: 2·2⁻ⁿ ≤ 1 − confidence. 6 at 95 %. */
export function valuesForSignedRank(confidence: number): number {
  let n = 1;
  while (2 * 2 ** -n > 1 - confidence) n++;
  return n;
}

/** The exact interval of the centre, or null when so few values cannot give this confidence. */
export function signedRankInterval(values: readonly number[], confidence: number): SignedRankInterval | null {
  const rank = criticalRank(values.length, confidence);
  if (rank === null) return null;
  const averages = walshAverages(values);
  return {
    low: averages[rank.k - 1] ?? Number.NaN,
    high: averages[averages.length - rank.k] ?? Number.NaN,
    exactConfidence: rank.exactConfidence,
  };
}

interface CriticalRank {
  /** The interval runs from the k-th smallest to the k-th largest Walsh average. */
  readonly k: number;
  readonly exactConfidence: number;
}

const criticalRanks = new Map<string, CriticalRank | null>();

/** The largest k with 2·P(W < k) ≤ 1 − confidence; null when not even k = 1 does. Kept, for it is asked in every cell. */
function criticalRank(n: number, confidence: number): CriticalRank | null {
  const key = `${n}|${confidence}`;
  const known = criticalRanks.get(key);
  if (known !== undefined) return known;
  let below = 0;
  let k = 0;
  for (const p of signedRankDistribution(n)) {
    if (2 * (below + p) > 1 - confidence) break;
    below += p;
    k++;
  }
  const found = k === 0 ? null : { k, exactConfidence: 1 - 2 * below };
  criticalRanks.set(key, found);
  return found;
}
