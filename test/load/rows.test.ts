import { describe, expect, it } from 'vitest';
import type { Feed } from '../../harness/feeds/feed.ts';
import { Rows } from '../../harness/load/native/rows.ts';

const feedOf = (rows: number): Feed => {
  const [first = { id: '0' }, ...others] = Array.from({ length: rows }, (_, index) => ({
    id: String(index),
  }));
  return { columns: ['id'], rows: [first, ...others] };
};

/** What each of so many loaders takes, so many times. */
function taken(loaders: number, rows: number, times: number, order: 'sequential' | 'random'): number[][] {
  return Array.from({ length: loaders }, (_, index) => {
    const own = new Rows({ feed: feedOf(rows), order, place: { index, of: loaders } });
    own.begin(9);
    return Array.from({ length: times }, () => own.take());
  });
}

describe('the rows of a feed, shared by loaders', () => {
  it('are taken by turns, so that none is taken twice before all were', () => {
    expect(taken(2, 7, 4, 'sequential')).toEqual([
      [0, 2, 4, 6],
      [1, 3, 5, 0],
    ]);
    const all = taken(3, 99, 33, 'sequential').flat();
    expect(new Set(all).size).toBe(99);
  });

  it('are drawn by each loader from a stream of its own', () => {
    const [one, other] = taken(2, 1000, 50, 'random');
    expect(one).not.toEqual(other);
    expect(taken(2, 1000, 50, 'random')).toEqual([one, other]);
    expect(Math.max(...one!, ...other!)).toBeLessThan(1000);
  });
});
