import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../harness/stats/random.ts';
import { signedRankInterval } from '../../harness/stats/signed-rank.ts';
import { signedRankP } from '../../harness/stats/signed-rank-test.ts';
import { cauchy, normal, share } from '../helpers/draws.ts';

/** By definition: the share of all sign patterns of these sizes whose sum of positive ranks is as high. */
function countedP(values: readonly number[]): number {
  const sizes = values.map(Math.abs);
  const rankOf = (size: number) =>
    sizes.filter((other) => other < size).length + (sizes.filter((other) => other === size).length + 1) / 2;
  const sum = (signs: (index: number) => number) =>
    sizes.reduce((total, size, i) => total + (signs(i) > 0 && size > 0 ? rankOf(size) : 0), 0);
  const seen = sum((i) => values[i]!);
  let asHigh = 0;
  for (let pattern = 0; pattern < 2 ** values.length; pattern++) {
    if (sum((i) => (pattern & (1 << i) ? 1 : -1)) >= seen) asHigh++;
  }
  return asHigh / 2 ** values.length;
}

describe('signedRankP', () => {
  it('is 2⁻ⁿ when every value is above 0, and 1 when none is', () => {
    expect(signedRankP([3, 1, 2, 5, 4])).toBe(2 ** -5);
    expect(signedRankP([3, 3, 3])).toBe(2 ** -3);
    expect(signedRankP([-3, -1, -2])).toBe(1);
  });

  it('is 1 where nothing but 0 was seen, or nothing at all', () => {
    expect(signedRankP([0, 0, 0])).toBe(1);
    expect(signedRankP([])).toBe(1);
  });

  it('agrees with values worked out by others', () => {
    // Hollander & Wolfe's Hamilton depression scores; R: wilcox.test(x, y, paired = TRUE, alternative = "greater"),
    // V = 40, p = 0.01953
    const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    expect(signedRankP(before.map((value, i) => value - after[i]!))).toBeCloseTo(0.01953125, 10);
  });

  it('equals the count over all sign patterns, also with ties and zeros', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 9 }), (values) => {
        expect(signedRankP(values)).toBeCloseTo(countedP(values), 12);
      }),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.double({ min: 0.01, max: 9, noNaN: true }), { maxLength: 9 }),
        fc.integer({ min: 0, max: 511 }),
        (sizes, signs) => {
          const values = sizes.map((size, i) => (signs & (1 << i) ? size : -size));
          expect(signedRankP(values)).toBeCloseTo(countedP(values), 12);
        },
      ),
    );
  });

  it('is small for a shift just when the interval of twice that confidence lies beyond it', () => {
    const random = createRandom(31);
    for (let draw = 0; draw < 300; draw++) {
      const values = Array.from({ length: 12 }, () => 0.6 + normal(random));
      expect(signedRankP(values) <= 0.025).toBe(signedRankInterval(values, 0.95)!.low > 0);
    }
  });

  it.each([
    ['normal', normal],
    ['heavy-tailed', cauchy],
    ['rounded', (random) => Math.round(2 * normal(random))],
  ] satisfies [string, typeof normal][])('keeps its level with %s values', (_, draw) => {
    const random = createRandom(5, 8);
    const level = 0.05;
    const rejected = share(
      20_000,
      () => signedRankP(Array.from({ length: 10 }, () => draw(random))) <= level,
    );
    // Three standard errors of 5 % in 20,000 draws are 0.46 points; whole ranks reject a little less often.
    expect(rejected).toBeLessThan(level + 0.005);
    expect(rejected).toBeGreaterThan(level - 0.013);
  });
});
