import { describe, expect, it } from 'vitest';
import { createRandom } from '../../harness/stats/random.ts';
import { type Look, testSequentially } from '../../harness/stats/sequential.ts';
import { cauchy, normal, share } from '../helpers/draws.ts';

const looks: readonly Look[] = [
  { rounds: 4, spend: 0, giveUpAbove: 0.3 },
  { rounds: 8, spend: 0.25, giveUpAbove: 0.1 },
  { rounds: 12, spend: 0.25, giveUpAbove: 0.05 },
];
const alpha = 0.05;

/** Values that are all above 0 and all different. */
const worse = (rounds: number) => Array.from({ length: rounds }, (_, i) => 1 + i / 100);
const even = (rounds: number) => Array.from({ length: rounds }, (_, i) => (i % 2 ? 1 : -1) * (1 + i / 100));

describe('testSequentially', () => {
  it('has nothing to say before the first look, but asks for rounds', () => {
    expect(testSequentially([worse(3)], looks, alpha, false)).toMatchObject([
      { rejected: false, open: true, p: null, level: null, rounds: 0 },
    ]);
  });

  it('rejects nothing at a look that may spend nothing, and asks for more of what is suspect', () => {
    const [suspect, clean] = testSequentially([worse(4), even(4)], looks, alpha, false);
    expect(suspect).toMatchObject({ rejected: false, open: true, p: 2 ** -4, level: 0, rounds: 4 });
    expect(clean).toMatchObject({ rejected: false, open: false });
  });

  it('rejects at the look at which p is within its share of α, and stays with it', () => {
    const level = (0.25 * alpha) / 2;
    const outcome = { rejected: true, open: false, p: 2 ** -8, level, rounds: 8 };
    expect(testSequentially([worse(8), even(8)], looks, alpha, false)[0]).toMatchObject(outcome);
    expect(testSequentially([[...worse(8), -9, -9, -9, -9], even(12)], looks, alpha, false)[0]).toMatchObject(
      outcome,
    );
  });

  it('hands on what a rejected test leaves', () => {
    // p = 3/256 = 0.0117 lies between a half and the whole of 0.25 α.
    const nearly = [1, -2, 3, 4, 5, 6, 7, 8];
    const [first] = testSequentially([nearly, even(8)], looks, 0.06, false);
    expect(first?.p).toBeCloseTo(3 / 256, 12);
    expect(first?.rejected).toBe(false);
    expect(testSequentially([nearly, worse(8)], looks, 0.06, false)).toMatchObject([
      { rejected: true, level: 0.25 * 0.06 },
      { rejected: true },
    ]);
  });

  it('spends what is left at the last round when no more will come', () => {
    const [open] = testSequentially([worse(6)], looks, alpha, false);
    expect(open).toMatchObject({ rejected: false, open: true, rounds: 4 });
    expect(testSequentially([worse(6)], looks, alpha, true)[0]).toMatchObject({
      rejected: true,
      open: false,
      p: 2 ** -6,
      level: alpha,
      rounds: 6,
    });
    // 2⁻⁸ was looked at with a quarter before: three are left for the ninth round.
    expect(testSequentially([even(9)], looks, alpha, true)[0]).toMatchObject({
      level: 0.75 * alpha,
      rounds: 9,
    });
  });

  it('looks but once at a last round that is a look of its own', () => {
    expect(testSequentially([even(8)], looks, alpha, true)[0]).toMatchObject({ level: alpha, rounds: 8 });
  });

  it('takes tests with different numbers of rounds, and tests without any', () => {
    const outcomes = testSequentially([worse(12), even(5), []], looks, alpha, true);
    expect(outcomes.map(({ rounds, rejected }) => [rounds, rejected])).toMatchObject([
      [8, true],
      [5, false],
      [0, false],
    ]);
    expect(testSequentially([], looks, alpha, true)).toMatchObject([]);
  });

  it.each([
    ['normal', (random) => normal(random)],
    ['heavy-tailed', (random) => cauchy(random)],
    ['growing', (random, round) => (1 + round) * normal(random)],
  ] satisfies [string, (random: ReturnType<typeof createRandom>, round: number) => number][])(
    'rejects any of six true hypotheses no more often than α over all looks, %s values',
    (_, draw) => {
      const random = createRandom(3, 14);
      const wrong = share(4000, () => {
        const family = Array.from({ length: 6 }, () =>
          Array.from({ length: 16 }, (_, round) => draw(random, round)),
        );
        return testSequentially(family, looks, alpha, true).some(({ rejected }) => rejected);
      });
      // 5 % and three standard errors of it in 4,000 draws.
      expect(wrong).toBeLessThan(0.0604);
    },
  );
});
