import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holm } from '../../harness/stats/holm.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { normal, share } from '../helpers/draws.ts';

const pValue = fc.double({ min: 0, max: 1, noNaN: true });

describe('holm', () => {
  it('agrees with values worked out by others', () => {
    // @stdlib/stats-padjust 0.2.1, method holm
    expect(holm([0.01, 0.02, 0.03, 0.04, 0.05])).toEqual([0.05, 0.08, 0.09, 0.09, 0.09]);
    const [a, b, c, d] = holm([0.02, 0.0005, 0.3, 0.01]);
    expect(a).toBeCloseTo(0.04, 12);
    expect(b).toBeCloseTo(0.002, 12);
    expect(c).toBeCloseTo(0.3, 12);
    expect(d).toBeCloseTo(0.03, 12);
  });

  it('leaves a single test as it is, and none without tests', () => {
    expect(holm([0.03])).toEqual([0.03]);
    expect(holm([])).toEqual([]);
  });

  it('never falls below the p-values, keeps their order and stays within 1', () => {
    fc.assert(
      fc.property(fc.array(pValue, { maxLength: 12 }), (pValues) => {
        const adjusted = holm(pValues);
        for (const [i, p] of pValues.entries()) {
          expect(adjusted[i]!).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]!).toBeLessThanOrEqual(1);
          for (const [j, other] of pValues.entries())
            if (p < other) expect(adjusted[i]!).toBeLessThanOrEqual(adjusted[j]!);
        }
      }),
    );
  });

  it('rejects a true hypothesis no more often than it says, beside false ones and with tests that depend on each other', () => {
    const random = createRandom(17);
    // 1 − Φ(z) by Zelen & Severo (Abramowitz & Stegun 26.2.17)
    const upperTail = (z: number) => {
      const t = 1 / (1 + 0.2316419 * Math.abs(z));
      const series =
        t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
      const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
      return z > 0 ? tail : 1 - tail;
    };
    for (const common of [0, 0.9]) {
      const wrong = share(20_000, () => {
        const shared = normal(random);
        const draw = () => common * shared + Math.sqrt(1 - common ** 2) * normal(random);
        const [, ...ofTrue] = holm([
          upperTail(draw() + 5),
          ...Array.from({ length: 6 }, () => upperTail(draw())),
        ]);
        return Math.min(...ofTrue) <= 0.05;
      });
      expect(wrong).toBeLessThan(0.0555);
    }
  });
});
