import { describe, expect, it } from 'vitest';
import { Deck } from '../../harness/load/native/deck.ts';
import { createRandom } from '../../harness/stats/random.ts';

const dealt = (seed: number, count: number, cards = [5, 2, 1]) => {
  const deck = new Deck(cards, createRandom(seed));
  return Array.from({ length: count }, () => deck.next());
};

describe('a deck', () => {
  it('holds each number as often as it weighs, every time it is dealt', () => {
    const cards = dealt(1, 80);
    for (let start = 0; start < 80; start += 8) {
      const one = cards.slice(start, start + 8).sort();
      expect(one).toEqual([0, 0, 0, 0, 0, 1, 1, 2]);
    }
  });

  it('is dealt in the same order for the same seed, and in another for another', () => {
    expect(dealt(7, 40)).toEqual(dealt(7, 40));
    expect(dealt(7, 40)).not.toEqual(dealt(8, 40));
  });

  it('is shuffled anew when it is used up', () => {
    const cards = dealt(3, 40);
    const decks = [0, 8, 16, 24, 32].map((start) => cards.slice(start, start + 8).join());
    expect(new Set(decks).size).toBeGreaterThan(1);
  });
});
