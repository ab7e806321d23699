import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clopperPearson } from '../../harness/stats/clopper-pearson.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { share } from '../helpers/draws.ts';

describe('clopperPearson', () => {
  it('agrees with values worked out by others', () => {
    // R: binom.test(7, 20)$conf.int and binom.test(1, 100)$conf.int
    expect(clopperPearson(7, 20, 0.95).low).toBeCloseTo(0.1539092, 6);
    expect(clopperPearson(7, 20, 0.95).high).toBeCloseTo(0.5921885, 6);
    expect(clopperPearson(1, 100, 0.95).low).toBeCloseTo(0.0002531, 6);
    expect(clopperPearson(1, 100, 0.95).high).toBeCloseTo(0.05445939, 6);
  });

  it('has a closed form where nothing or everything hit', () => {
    for (const trials of [1, 30, 300, 100_000]) {
      const none = clopperPearson(0, trials, 0.9);
      expect(none.low).toBe(0);
      expect(none.high).toBeCloseTo(1 - 0.05 ** (1 / trials), 10);
      const all = clopperPearson(trials, trials, 0.9);
      expect(all.low).toBeCloseTo(0.05 ** (1 / trials), 10);
      expect(all.high).toBe(1);
    }
    // The rule of three: 299 trials without a hit put the share below 1 % at 95 % on one side.
    expect(clopperPearson(0, 299, 0.9).high).toBeLessThanOrEqual(0.01);
    expect(clopperPearson(0, 298, 0.9).high).toBeGreaterThan(0.01);
  });

  it('holds the share seen, whatever it is, and mirrors', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (trials, part) => {
          const hits = Math.round(trials * part);
          const { low, high } = clopperPearson(hits, trials, 0.95);
          expect(low).toBeLessThanOrEqual(hits / trials);
          expect(high).toBeGreaterThanOrEqual(hits / trials);
          const mirrored = clopperPearson(trials - hits, trials, 0.95);
          expect(mirrored.low).toBeCloseTo(1 - high, 9);
          expect(mirrored.high).toBeCloseTo(1 - low, 9);
        },
      ),
    );
  });

  it('is crossed by the true share no more often than it says', () => {
    const random = createRandom(11);
    for (const truth of [0.002, 0.01, 0.05]) {
      const drawn = () => {
        let hits = 0;
        for (let trial = 0; trial < 400; trial++) if (random.next() < truth) hits++;
        return clopperPearson(hits, 400, 0.9);
      };
      // Six standard errors of a share of 5 % in 1,000 draws are 4 points.
      expect(share(1000, () => drawn().high < truth)).toBeLessThan(0.09);
      expect(share(1000, () => drawn().low > truth)).toBeLessThan(0.09);
    }
  });
});
