import type { Interval } from '../model/estimate.ts';
import { studentQuantile } from './student.ts';

/**
 * How far two samples lie apart that were not taken in pairs, by the rank-sum test turned round: the interval of shifts
 * that it would not reject.
 *
 * Sources: Mann & Whitney, On a test of whether one of two random variables is stochastically larger than the other,
 * 1947; Hollander, Wolfe & Chicken, Nonparametric Statistical Methods, 3rd ed., §4.2–4.3. The test is exact where both
 * samples come from one distribution but for the shift; what all values of one sample share, as a machine that had become
 * slower, is shift to it.
 */

/** P(U = u) for u = 0 … n·m when every order of the values is as likely: p(n, m) = (n·p(n−1, m)(u−m) + m·p(n, m−1)(u)) / (n+m). */
export function rankSumDistribution(n: number, m: number): readonly number[] {
  // One row of the recursion at a time: by[j] is the distribution for i and j values.
  let by: number[][] = Array.from({ length: m + 1 }, () => [1]);
  for (let i = 1; i <= n; i++) {
    const next: number[][] = [[1]];
    for (let j = 1; j <= m; j++) {
      const [above, left] = [by[j] ?? [], next[j - 1] ?? []];
      next.push(
        Array.from({ length: i * j + 1 }, (_, u) => (i * (above[u - j] ?? 0) + j * (left[u] ?? 0)) / (i + j)),
      );
    }
    by = next;
  }
  return by[m] ?? [1];
}

/**
 * How much larger the values of `to` are than those of `from`: the median of all differences, and its exact interval;
 * null where so few values cannot give this confidence.
 */
export function shiftInterval(
  from: readonly number[],
  to: readonly number[],
  confidence: number,
): { readonly low: number; readonly high: number } | null {
  const rank = criticalRank(from.length, to.length, confidence);
  if (rank === 0) return null;
  const differences = differencesOf(from, to);
  return {
    low: differences[rank - 1] ?? Number.NaN,
    high: differences[differences.length - rank] ?? Number.NaN,
  };
}

/**
 * The ratio of two positive quantities from the natural logarithms of their values in the rounds of two runs. Below what
 * an exact interval needs (four rounds each at 95 %) Student's t with a common variance, and marked "few rounds"; with one
 * round of either no interval.
 */
export function unpairedRatio(from: readonly number[], to: readonly number[], confidence: number): Interval {
  const exact = shiftInterval(from, to, confidence);
  const shift =
    exact === null
      ? studentShift(from, to, confidence)
      : { point: median(differencesOf(from, to)), ...exact };
  return {
    point: Math.exp(shift.point),
    low: shift.low === null ? null : Math.exp(shift.low),
    high: shift.high === null ? null : Math.exp(shift.high),
    confidence,
    rounds: Math.min(from.length, to.length),
    fewRounds: exact === null,
  };
}

/** The interval runs from the so-manieth smallest to the so-manieth largest difference; 0 where there is none. */
function criticalRank(n: number, m: number, confidence: number): number {
  const tail = (1 - confidence) / 2;
  let below = 0;
  for (const [u, p] of rankSumDistribution(n, m).entries()) {
    below += p;
    // The probabilities are sums of many; what is equal but for their rounding is within.
    if (below > tail * (1 + 1e-9)) return u;
  }
  return 0;
}

/** In rising order. */
function differencesOf(from: readonly number[], to: readonly number[]): Float64Array {
  return Float64Array.from(to.flatMap((value) => from.map((other) => value - other))).sort();
}

function median(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

function studentShift(
  from: readonly number[],
  to: readonly number[],
  confidence: number,
): { readonly point: number; readonly low: number | null; readonly high: number | null } {
  const point = mean(to) - mean(from);
  const degrees = from.length + to.length - 2;
  if (Math.min(from.length, to.length) < 2) return { point, low: null, high: null };
  const variance = (squares(from) + squares(to)) / degrees;
  const error = Math.sqrt(variance * (1 / from.length + 1 / to.length));
  const halfWidth = studentQuantile(confidence, degrees) * error;
  return { point, low: point - halfWidth, high: point + halfWidth };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function squares(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
}
