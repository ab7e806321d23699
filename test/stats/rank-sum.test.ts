import { describe, expect, it } from 'vitest';
import { createRandom } from '../../harness/stats/random.ts';
import { rankSumDistribution, shiftInterval, unpairedRatio } from '../../harness/stats/rank-sum.ts';
import { cauchy, normal, share } from '../helpers/draws.ts';

/** By the definition: over every way to choose which of the ranks belong to the first sample. */
function counted(n: number, m: number): number[] {
  const counts = new Array<number>(n * m + 1).fill(0);
  let ways = 0;
  for (let chosen = 0; chosen < 2 ** (n + m); chosen++) {
    const first = Array.from({ length: n + m }, (_, rank) => (chosen >> rank) & 1);
    if (first.reduce((a, b) => a + b, 0) !== n) continue;
    let u = 0;
    for (const [rank, mine] of first.entries())
      if (mine === 1) u += first.slice(0, rank).filter((other) => other === 0).length;
    counts[u]! += 1;
    ways++;
  }
  return counts.map((count) => count / ways);
}

describe('rankSumDistribution', () => {
  it('equals the count over all orders', () => {
    for (const [n, m] of [
      [1, 1],
      [2, 3],
      [4, 2],
      [4, 5],
    ] as const) {
      const expected = counted(n, m);
      const found = rankSumDistribution(n, m);
      expect(found).toHaveLength(expected.length);
      for (const [u, p] of expected.entries()) expect(found[u]).toBeCloseTo(p, 12);
    }
  });

  it('sums to one for many rounds', () => {
    expect(rankSumDistribution(60, 40).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
  });
});

describe('the interval of a shift', () => {
  const upTo = (n: number) => Array.from({ length: n }, (_, at) => at + 1);

  it('exists at 95 % from four rounds of each on', () => {
    expect(shiftInterval(upTo(3), upTo(4), 0.95)).toBeNull();
    expect(shiftInterval([], upTo(4), 0.95)).toBeNull();
    expect(shiftInterval(upTo(4), upTo(4), 0.95)).toEqual({ low: -3, high: 3 });
  });

  it('agrees with the published critical values', () => {
    // Two-sided 5 % critical values of U: 2 for 5 and 5, 5 for 6 and 6, 23 for 10 and 10 (Mann & Whitney's tables, as in
    // Siegel, Nonparametric Statistics, 1956). The interval then begins at the next difference in rising order.
    for (const [n, critical] of [
      [5, 2],
      [6, 5],
      [10, 23],
    ] as const) {
      // Differences that are all different: the k-th in rising order names k.
      const from = upTo(n).map((value) => value * 100);
      const to = upTo(n);
      const differences = to.flatMap((value) => from.map((other) => value - other)).sort((a, b) => a - b);
      const interval = shiftInterval(from, to, 0.95);
      expect(interval?.low).toBe(differences[critical]);
      expect(interval?.high).toBe(differences[n * n - 1 - critical]);
    }
  });

  it('moves with the shift and turns round with the samples', () => {
    const random = createRandom(3);
    const from = upTo(7).map(() => normal(random));
    const to = upTo(9).map(() => normal(random));
    const there = shiftInterval(from, to, 0.95);
    const back = shiftInterval(to, from, 0.95);
    expect(back?.low).toBeCloseTo(-(there?.high ?? 0), 12);
    const moved = shiftInterval(
      from,
      to.map((value) => value + 5),
      0.95,
    );
    expect(moved?.low).toBeCloseTo((there?.low ?? 0) + 5, 12);
  });

  it.each([
    ['normal', normal],
    ['heavy-tailed', cauchy],
  ])('holds the truth in at least 95 of 100 %s samples', (_, draw) => {
    const random = createRandom(11);
    const holds = share(10_000, () => {
      const from = upTo(6).map(() => draw(random));
      const to = upTo(8).map(() => draw(random) + 0.3);
      const interval = shiftInterval(from, to, 0.95);
      return interval !== null && interval.low <= 0.3 && interval.high >= 0.3;
    });
    // Ranks are whole numbers: for 6 and 8 rounds the interval of at least 95 % has 95.7 %; 10,000 draws give ± 0.5 %.
    expect(holds).toBeGreaterThan(0.95);
    expect(holds).toBeLessThan(0.965);
  });
});

describe('a ratio of two runs', () => {
  const logs = (...values: number[]) => values.map(Math.log);

  it('is exact where there are rounds enough, and said to be of few where not', () => {
    const exact = unpairedRatio(logs(9, 10, 11, 10.5), logs(18, 20, 22, 21), 0.95);
    expect(exact.point).toBeCloseTo(2, 1);
    expect(exact).toMatchObject({ rounds: 4, fewRounds: false, confidence: 0.95 });
    expect(unpairedRatio(logs(9, 10, 11), logs(18, 20, 22, 21), 0.95).fewRounds).toBe(true);
  });

  it('is Student’s with few rounds, and has no interval with one', () => {
    // Differences of logarithms 0 ± t(2)·s·√(1/2 + 1/2): s² = (0.005 + 0.005)/2, t = 4.3027.
    const few = unpairedRatio([0, 0.1], [0, 0.1], 0.95);
    expect(Math.log(few.high ?? 0)).toBeCloseTo(4.3027 * Math.sqrt(0.005), 4);
    expect(unpairedRatio([0], [Math.log(2), Math.log(2)], 0.95)).toMatchObject({ low: null, high: null });
    expect(unpairedRatio([0], [Math.log(2)], 0.95).point).toBeCloseTo(2, 12);
  });
});
