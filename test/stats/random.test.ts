import { describe, expect, it } from 'vitest';
import { createRandom, shuffle } from '../../harness/stats/random.ts';
import { share } from '../helpers/draws.ts';

const take = (count: number, ...seeds: number[]) => {
  const random = createRandom(...seeds);
  return Array.from({ length: count }, () => random.next());
};

describe('createRandom', () => {
  it('repeats itself for the same seeds and for no others', () => {
    expect(take(20, 7, 3)).toEqual(take(20, 7, 3));
    const streams = [take(5, 7), take(5, 8), take(5, 7, 1), take(5, 7, 2), take(5, 1, 7), take(5)];
    expect(new Set(streams.map(String)).size).toBe(streams.length);
  });

  it('tells seeds apart that differ only above 32 bits', () => {
    expect(take(3, 5)).not.toEqual(take(3, 5 + 2 ** 32));
  });

  it('fills [0, 1) evenly, also in the first number of neighbouring seeds', () => {
    for (const first of [false, true]) {
      const bins = new Array<number>(10).fill(0);
      const one = createRandom(1);
      for (let seed = 0; seed < 20_000; seed++) {
        const value = first ? createRandom(seed).next() : one.next();
        const bin = Math.floor(value * 10);
        bins[bin] = bins[bin]! + 1;
      }
      // chi-square with 9 degrees of freedom: 27.9 is passed once in a thousand seeds
      const chiSquare = bins.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
      expect(chiSquare).toBeLessThan(27.9);
    }
  });

  it('draws whole numbers below a bound', () => {
    const random = createRandom(4);
    const seen = new Set(Array.from({ length: 500 }, () => random.below(5)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('shuffle', () => {
  it('keeps the items and leaves the given list as it was', () => {
    const items = ['a', 'b', 'c', 'd'];
    const shuffled = shuffle(items, createRandom(1));
    expect([...shuffled].sort()).toEqual(items);
    expect(items).toEqual(['a', 'b', 'c', 'd']);
    expect(shuffle([], createRandom(1))).toEqual([]);
  });

  it('gives each of the six orders of three items equally often', () => {
    const random = createRandom(99);
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = shuffle(['a', 'b', 'c'], random).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('puts each item first equally often when every round has its own seed', () => {
    const first = (item: string) => {
      let round = 0;
      return share(9_000, () => shuffle(['a', 'b', 'c'], createRandom(42, round++))[0] === item);
    };
    for (const item of ['a', 'b', 'c']) expect(first(item)).toBeCloseTo(1 / 3, 1.5);
  });
});
