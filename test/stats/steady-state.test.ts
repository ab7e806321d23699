import { describe, expect, it } from 'vitest';
import { createRandom } from '../../harness/stats/random.ts';
import { mser } from '../../harness/stats/steady-state.ts';
import { normal, share } from '../helpers/draws.ts';

const noisy = (length: number, seed: number, level: (i: number) => number) => {
  const random = createRandom(seed);
  return Array.from({ length }, (_, i) => level(i) * (1 + 0.05 * normal(random)));
};

/** MSER-5: over averages of five. */
const mser5 = (series: readonly number[]) => {
  const fives = Array.from({ length: Math.floor(series.length / 5) }, (_, b) => {
    const five = series.slice(b * 5, b * 5 + 5);
    return five.reduce((sum, value) => sum + value, 0) / 5;
  });
  const { cut, atEdge } = mser(fives);
  return { cut: cut * 5, atEdge };
};

describe('mser', () => {
  it('cuts a warm-up after three to four of its time constants, when the noise hides what is left', () => {
    const cuts = Array.from({ length: 2_000 }, (_, seed) =>
      mser5(noisy(400, seed, (i) => 1000 * (1 - Math.exp(-i / 30)))),
    );
    const sorted = cuts.map((c) => c.cut).sort((a, b) => a - b);
    expect(sorted[1000]).toBeGreaterThanOrEqual(90);
    expect(sorted[1000]).toBeLessThanOrEqual(120);
    expect(sorted[100]).toBeGreaterThanOrEqual(75);
    expect(cuts.filter((c) => c.atEdge).length).toBeLessThan(100);
  });

  it('cuts a step right behind it', () => {
    const step = Array.from({ length: 100 }, (_, i) => (i < 30 ? 10 : 100));
    expect(mser5(step)).toEqual({ cut: 30, atEdge: false });
  });

  it('cuts nothing from a series that never changes', () => {
    expect(mser5(new Array(100).fill(42))).toEqual({ cut: 0, atEdge: false });
  });

  it('seldom cuts much from a series that is steady from the start', () => {
    let seed = 0;
    const deep = share(2_000, () => mser5(noisy(400, seed++, () => 1000)).cut > 100);
    expect(deep).toBeLessThan(0.15);
  });

  it('says so when the series still climbs at its end', () => {
    expect(mser5(noisy(400, 3, (i) => 100 + i)).atEdge).toBe(true);
  });

  it('calls a series too short to tell unsettled', () => {
    expect(mser5([])).toEqual({ cut: 0, atEdge: true });
    expect(mser5(new Array(39).fill(1)).atEdge).toBe(true);
    expect(mser5(new Array(40).fill(1)).atEdge).toBe(false);
  });

  it('finds the cut that the formula finds', () => {
    const series = noisy(200, 5, (i) => 1000 * (1 - Math.exp(-i / 20)));
    const batches = Array.from({ length: 40 }, (_, b) => {
      const five = series.slice(b * 5, b * 5 + 5);
      return five.reduce((sum, v) => sum + v, 0) / 5;
    });
    const score = (d: number) => {
      const rest = batches.slice(d);
      const mean = rest.reduce((sum, v) => sum + v, 0) / rest.length;
      return rest.reduce((sum, v) => sum + (v - mean) ** 2, 0) / rest.length ** 2;
    };
    const scores = Array.from({ length: 21 }, (_, d) => score(d));
    expect(mser5(series).cut).toBe(5 * scores.indexOf(Math.min(...scores)));
  });
});
