import type { Random } from './random.ts';
import type { Look } from './sequential.ts';
import { hodgesLehmann } from './signed-rank.ts';
import { signedRankP } from './signed-rank-test.ts';

/** How a test would have gone on. */
export interface TestCourse {
  readonly looks: readonly Look[];
  /** Share of α that this test has for itself. */
  readonly alpha: number;
  /** Rounds that it could have had, had it stayed suspect. */
  readonly reach: number;
  /** The least centre of the values that is told, when the test rejects. */
  readonly threshold: number;
}

/** Runs of the test that each shift is judged by: a power of 80 % is then known to ± 2.3 points (standard error). */
const draws = 300;

/** Halvings of the bracket that holds the shift: to less than 2 % of it. */
const halvings = 6;

/** Doublings of the noise after which a shift is called out of reach. */
const mostDoublings = 10;

/**
 * The smallest shift of values that this course would have rejected, and told, with a probability of `power`; in the unit
 * of the values. Null where the test cannot reject in so few rounds at all, and where too few values (below three) show
 * how far they spread.
 *
 * Found by running the course itself on values drawn from those seen (with replacement, as they lie about their
 * centre, either sign alike, and wider by √(n/(n−1)) for what their own centre takes off): a formula for the power of the
 * signed-rank test at levels of a thousandth and a dozen of rounds would have to be told how heavy the tails are.
 * Every shift is judged by the same draws, so that power rises with it. It is no better than the noise it is told from: of
 * what was told of six to eight rounds the middle was found 80 times in 100, and the middle half between 53 and 91 times.
 */
export function smallestDetectable(
  values: readonly number[],
  course: TestCourse,
  power: number,
  random: Random,
): number | null {
  if (values.length < 3) return null;
  const samples = noiseSamples(values, course.reach, random);
  const powerAt = (shift: number) =>
    samples.filter((noise) =>
      isTold(
        noise.map((value) => value + shift),
        course,
      ),
    ).length / draws;
  let high = Math.max(course.threshold, medianSize(samples[0] ?? []), Number.MIN_VALUE);
  let low = 0;
  for (let doubling = 0; powerAt(high) < power; doubling++) {
    if (doubling === mostDoublings) return null;
    low = high;
    high *= 2;
  }
  for (let step = 0; step < halvings; step++) {
    const middle = (low + high) / 2;
    if (powerAt(middle) < power) low = middle;
    else high = middle;
  }
  return high;
}

/** Values of one test, all of its rounds: rejected at some look before it gave up, or at the end, and large enough. */
function isTold(values: readonly number[], { looks, alpha, reach, threshold }: TestCourse): boolean {
  let left = 1;
  for (const { rounds, spend, giveUpAbove } of looks) {
    if (rounds >= reach) break;
    const seen = values.slice(0, rounds);
    const p = signedRankP(seen);
    if (p <= spend * alpha) return isCentredAbove(seen, threshold);
    if (p > giveUpAbove) return false;
    left -= spend;
  }
  return signedRankP(values) <= left * alpha && isCentredAbove(values, threshold);
}

/**
 * Whether the Hodges–Lehmann centre is above a threshold: half of the Walsh averages are just when the signed ranks of
 * what is beyond it make up half of their sum (Hollander, Wolfe & Chicken, §3.1, comment 17), which is sooner counted.
 */
function isCentredAbove(values: readonly number[], threshold: number): boolean {
  return signedRankP(values.map((value) => value - threshold)) <= 0.5;
}

function noiseSamples(values: readonly number[], length: number, random: Random): number[][] {
  const n = values.length;
  const centre = hodgesLehmann(values);
  const noise = values.map((value) => (value - centre) * Math.sqrt(n / (n - 1)));
  // Values drawn twice would be ties, which are none in truth and slow to test: told apart by a millionth.
  const one = () =>
    (random.below(2) === 0 ? 1 : -1) * (noise[random.below(n)] ?? 0) * (1 + 1e-6 * random.next());
  return Array.from({ length: draws }, () => Array.from({ length }, one));
}

function medianSize(values: readonly number[]): number {
  const sizes = values.map(Math.abs).sort((a, b) => a - b);
  return sizes[sizes.length >> 1] ?? 0;
}
