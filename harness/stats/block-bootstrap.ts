import { errorFunction } from 'simple-statistics';
import type { Interval } from '../model/estimate.ts';
import { roundsNeeded } from './interval.ts';
import type { Random } from './random.ts';
import { studentQuantile } from './student.ts';
import { rankOf, type TimeCounts } from './time-counts.ts';

/** Times of one round's requests. */
export type RoundTimes = Pick<TimeCounts, 'eachBucket'>;

/** Resamples of the rounds. The ends of an interval are then some of the outermost dozens of values. */
const resamples = 2000;

/**
 * A percentile of all rounds' requests together, in ms, with its interval by the block bootstrap: whole rounds are drawn
 * with replacement (requests of a round depend on each other), their histograms merged, and the quantile read off each
 * resample. Source: A. C. Davison & D. V. Hinkley, Bootstrap Methods and their Application, 1997, §3.8. Without an
 * interval below the rounds that {@link roundsNeeded} tells; null where nothing was timed.
 *
 * The ends are "expanded": taken as far out as Student's t with n − 1 degrees of freedom and the divisor n − 1 would
 * (T. C. Hesterberg, What teachers should know about the bootstrap, The American Statistician 69, 2015, §5.3). Without
 * that, intervals at 95 % from six rounds held the truth 88 times in 100.
 *
 * What it is of decides whether to use it. Rounds' own quantiles with the signed-rank interval (`latencyFigures`) are of a
 * typical round, and hold that exactly. This is of a typical request: it counts the round that stalled. Taken for the
 * other, rounds' own quantiles held the p99 of all requests in 85 of 100 runs of 20 rounds, and fewer the more rounds.
 * `npm run bench:self coverage` shows where it holds what it says: where rounds differ by a tenth; with p99 decided by
 * rare stalls, or rounds that differ by a third, six rounds have not seen the worst yet, and 95 % are 80 (of twenty
 * rounds, 88).
 */
export function pooledQuantile(
  rounds: readonly RoundTimes[],
  q: number,
  confidence: number,
  random: Random,
): Interval | null {
  const pool = poolOf(rounds);
  const point = pool.quantileMs(q, ones(rounds.length));
  if (Number.isNaN(point)) return null;
  const drawn = draw(rounds.length, random, (weights) => pool.quantileMs(q, weights));
  return withEnds(point, drawn, rounds.length, confidence);
}

/**
 * Candidate ÷ baseline of such a percentile; the n-th rounds of both belong together and are drawn together, so that what
 * both met cancels.
 */
export function pooledQuantileRatio(
  candidate: readonly RoundTimes[],
  baseline: readonly RoundTimes[],
  q: number,
  confidence: number,
  random: Random,
): Interval | null {
  const [top, bottom] = [poolOf(candidate), poolOf(baseline)];
  const ratioOf = (weights: ArrayLike<number>) => top.quantileMs(q, weights) / bottom.quantileMs(q, weights);
  const point = ratioOf(ones(candidate.length));
  if (Number.isNaN(point)) return null;
  return withEnds(point, draw(candidate.length, random, ratioOf), candidate.length, confidence);
}

/** How much lies beyond each end of an expanded percentile interval: Φ(−t·√(n/(n−1))). */
export function expandedTail(rounds: number, confidence: number): number {
  const t = studentQuantile(confidence, rounds - 1);
  return (1 - errorFunction((t * Math.sqrt(rounds / (rounds - 1))) / Math.SQRT2)) / 2;
}

function withEnds(point: number, drawn: Float64Array, rounds: number, confidence: number): Interval {
  const fewRounds = rounds < roundsNeeded(confidence);
  if (fewRounds) return { point, low: null, high: null, confidence, rounds, fewRounds };
  // NaN, of resamples without a request, sorts last.
  const known = drawn.filter((value) => !Number.isNaN(value)).sort();
  const beyond = Math.floor(expandedTail(rounds, confidence) * (known.length + 1));
  const at = Math.max(0, beyond - 1);
  const low = known[at] ?? point;
  const high = known[known.length - 1 - at] ?? point;
  return { point, low, high, confidence, rounds, fewRounds };
}

/** What a statistic comes to for rounds drawn with replacement; `weights`: how often each was drawn. */
function draw(
  rounds: number,
  random: Random,
  statistic: (weights: ArrayLike<number>) => number,
): Float64Array {
  const weights = new Int32Array(rounds);
  return new Float64Array(resamples).map(() => {
    weights.fill(0);
    for (let i = 0; i < rounds; i++) {
      const drawn = random.below(rounds);
      weights[drawn] = (weights[drawn] ?? 0) + 1;
    }
    return statistic(weights);
  });
}

interface Pool {
  /** Of all rounds' histograms merged, each counted as often as its weight says; NaN without any request. */
  quantileMs(q: number, weights: ArrayLike<number>): number;
}

/**
 * Counts of each round cumulated over the buckets that any of them has, so that a resample need not be merged. Those of
 * all rounds at one bucket lie together, for that is what a search through the buckets sums up.
 */
function poolOf(rounds: readonly RoundTimes[]): Pool {
  const buckets = bucketsOf(rounds);
  const n = rounds.length;
  const cumulated = new Float64Array(n * buckets.length);
  for (const [round, times] of rounds.entries()) {
    for (const [bucket, count] of cumulatedCounts(times, buckets).entries())
      cumulated[bucket * n + round] = count;
  }
  const upTo = (bucket: number, weights: ArrayLike<number>) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (weights[i] as number) * (cumulated[bucket * n + i] as number);
    return sum;
  };
  return {
    quantileMs(q, weights) {
      const total = buckets.length === 0 ? 0 : upTo(buckets.length - 1, weights);
      if (total === 0) return Number.NaN;
      const rank = rankOf(q, total);
      let low = 0;
      let high = buckets.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (upTo(middle, weights) >= rank) high = middle;
        else low = middle + 1;
      }
      return (buckets[low] as number) / 1000;
    },
  };
}

/** The highest value, in µs, of each bucket that some round has, in rising order: what quantiles are told as. */
function bucketsOf(rounds: readonly RoundTimes[]): Float64Array {
  const seen = new Set<number>();
  for (const times of rounds) times.eachBucket((_lowest, highest) => seen.add(highest));
  return Float64Array.from(seen).sort();
}

function cumulatedCounts(times: RoundTimes, buckets: Float64Array): Float64Array {
  const counts = new Float64Array(buckets.length);
  let at = 0;
  times.eachBucket((_lowest, highest, count) => {
    while ((buckets[at] ?? Number.POSITIVE_INFINITY) < highest) at++;
    counts[at] = count;
  });
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum;
  });
}

function ones(length: number): Int32Array {
  return new Int32Array(length).fill(1);
}
