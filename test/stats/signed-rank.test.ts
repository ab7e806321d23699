import { describe, expect, it } from 'vitest';
import { createRandom } from '../../harness/stats/random.ts';
import {
  hodgesLehmann,
  signedRankDistribution,
  signedRankInterval,
  valuesForSignedRank,
  walshAverages,
} from '../../harness/stats/signed-rank.ts';
import { cauchy, normal, share } from '../helpers/draws.ts';

describe('signedRankDistribution', () => {
  it('equals the count over all sign patterns', () => {
    for (const n of [1, 2, 3, 5, 8]) {
      const counted = new Array<number>((n * (n + 1)) / 2 + 1).fill(0);
      for (let pattern = 0; pattern < 2 ** n; pattern++) {
        let sum = 0;
        for (let rank = 1; rank <= n; rank++) if (pattern & (1 << (rank - 1))) sum += rank;
        counted[sum]! += 2 ** -n;
      }
      expect(signedRankDistribution(n)).toEqual(counted);
    }
  });

  it('sums to one for many rounds', () => {
    const sum = signedRankDistribution(200).reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(1, 10);
  });
});

describe('walshAverages and hodgesLehmann', () => {
  it('average every pair, each value with itself too', () => {
    expect([...walshAverages([4, 1, 2])]).toEqual([1, 1.5, 2, 2.5, 3, 4]);
    expect(hodgesLehmann([4, 1, 2])).toBe(2.25);
    expect(hodgesLehmann([5])).toBe(5);
    expect(hodgesLehmann([])).toBeNaN();
  });

  it('move with the values and hardly with one wild value', () => {
    const values = [1, 2, 3, 4, 5, 6, 7];
    expect(hodgesLehmann(values.map((v) => v + 10))).toBe(14);
    expect(hodgesLehmann([...values, 1e9])).toBeLessThan(6);
  });
});

describe('signedRankInterval', () => {
  it('exists at 95 % from six values on, at 99 % from eight', () => {
    expect(valuesForSignedRank(0.95)).toBe(6);
    expect(valuesForSignedRank(0.99)).toBe(8);
    expect(signedRankInterval([1, 2, 3, 4, 5], 0.95)).toBeNull();
    expect(signedRankInterval([], 0.95)).toBeNull();
    expect(signedRankInterval([1, 2, 3, 4, 5, 6], 0.95)).toEqual({
      low: 1,
      high: 6,
      exactConfidence: 1 - 2 / 64,
    });
  });

  it('agrees with the published critical values', () => {
    // Two-sided 5 % critical values of W: 8 for n = 10, 13 for 12, 25 for 15, 52 for 20 (Wilcoxon & Wilcox 1964).
    for (const [n, critical] of [
      [10, 8],
      [12, 13],
      [15, 25],
      [20, 52],
    ] as const) {
      const values = Array.from({ length: n }, (_, i) => i * i);
      const averages = walshAverages(values);
      const interval = signedRankInterval(values, 0.95);
      expect(interval?.low).toBe(averages[critical]);
      expect(interval?.high).toBe(averages[averages.length - 1 - critical]);
    }
  });

  it.each([
    ['normal', normal],
    ['heavy-tailed', cauchy],
  ])('holds the centre as often as it says, %s values', (_, draw) => {
    for (const n of [6, 8, 12, 20]) {
      const random = createRandom(2024, n);
      let exact = 0;
      const coverage = share(10_000, () => {
        const interval = signedRankInterval(
          Array.from({ length: n }, () => 3 + draw(random)),
          0.95,
        )!;
        exact = interval.exactConfidence;
        return interval.low <= 3 && 3 <= interval.high;
      });
      expect(exact).toBeGreaterThanOrEqual(0.95);
      expect(Math.abs(coverage - exact)).toBeLessThan(0.01);
    }
  });

  it('holds the ratio of two servers under drift, bursts and noise that grows', () => {
    const random = createRandom(7);
    const coverage = share(10_000, () => {
      let machine = 0;
      const logs = Array.from({ length: 10 }, (_, round) => {
        machine += 0.2 * normal(random) + 0.05;
        const burst = random.next() < 0.1 ? 0.5 * cauchy(random) : 0;
        const slower = machine + 0.02 * (round + 1) * normal(random) + burst;
        const faster = machine + Math.log(1.5) + 0.02 * (round + 1) * normal(random);
        return faster - slower;
      });
      const interval = signedRankInterval(logs, 0.95)!;
      return interval.low <= Math.log(1.5) && Math.log(1.5) <= interval.high;
    });
    const { exactConfidence } = signedRankInterval([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 0.95)!;
    expect(Math.abs(coverage - exactConfidence)).toBeLessThan(0.01);
  });
});
