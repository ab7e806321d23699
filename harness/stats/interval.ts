import type { Interval } from '../model/estimate.ts';
import { hodgesLehmann, signedRankInterval, valuesForSignedRank } from './signed-rank.ts';
import { studentQuantile } from './student.ts';

/** Rounds below which no interval is called exact, whatever confidence was asked for (method: six at 95 %). */
const FEWEST_ROUNDS = 6;

/** Rounds from which an interval of this confidence is exact and no longer marked "few rounds". */
export function roundsNeeded(confidence: number): number {
  return Math.max(FEWEST_ROUNDS, valuesForSignedRank(confidence));
}

/**
 * The interval of a positive quantity from the natural logarithms of its value in each round, which are finite and at
 * least one. Taken on logarithms because ratios and rates vary by shares, and brought back by exp().
 *
 * With enough rounds ({@link roundsNeeded}): Hodges–Lehmann centre and exact signed-rank interval. With fewer, from
 * two on: mean and Student's t interval. With one: the value alone.
 */
export function intervalOfLogs(logs: readonly number[], confidence: number): Interval {
  const rounds = logs.length;
  const fewRounds = rounds < roundsNeeded(confidence);
  const centre = fewRounds ? studentInterval(logs, confidence) : exactInterval(logs, confidence);
  return {
    point: Math.exp(centre.point),
    low: centre.low === null ? null : Math.exp(centre.low),
    high: centre.high === null ? null : Math.exp(centre.high),
    confidence,
    rounds,
    fewRounds,
  };
}

interface Centre {
  readonly point: number;
  readonly low: number | null;
  readonly high: number | null;
}

function exactInterval(logs: readonly number[], confidence: number): Centre {
  const interval = signedRankInterval(logs, confidence);
  return { point: hodgesLehmann(logs), low: interval?.low ?? null, high: interval?.high ?? null };
}

function studentInterval(logs: readonly number[], confidence: number): Centre {
  const n = logs.length;
  const mean = logs.reduce((sum, log) => sum + log, 0) / n;
  if (n < 2) return { point: mean, low: null, high: null };
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (n - 1);
  const halfWidth = studentQuantile(confidence, n - 1) * Math.sqrt(variance / n);
  return { point: mean, low: mean - halfWidth, high: mean + halfWidth };
}

/**
 * How far an interval reaches to either side of its middle, as a share: 0.05 for "± 5 %". On the logarithmic scale, so
 * that a ratio and its inverse are equally wide. Null without an interval.
 */
export function halfWidth(interval: Pick<Interval, 'low' | 'high'>): number | null {
  if (interval.low === null || interval.high === null) return null;
  return Math.sqrt(interval.high / interval.low) - 1;
}
