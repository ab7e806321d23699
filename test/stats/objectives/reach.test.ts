import { describe, expect, it } from 'vitest';
import { type Bound, decide, reachOf } from '../../../harness/stats/objectives/reach.ts';

const limit = 200;

/** An interval of the given kind, held against the limit from above and from below. */
function outcomes(low: number, high: number, bound: Bound = null) {
  const figure = { point: (low + high) / 2, low, high, confidence: 0.95, rounds: 6, fewRounds: false };
  const reach = reachOf(figure, bound)!;
  return [decide('<', limit, reach), decide('>', limit, reach)];
}

describe('an interval held against a limit', () => {
  it.each<[string, number, number, Bound, string, string]>([
    ['lies wholly below', 150, 190, null, 'met', 'missed'],
    ['lies wholly above', 210, 250, null, 'missed', 'met'],
    ['lies on both sides', 190, 210, null, 'cannot-tell', 'cannot-tell'],
    ['is a lower bound above', 210, 250, 'at-least', 'missed', 'met'],
    ['is a lower bound below', 150, 190, 'at-least', 'cannot-tell', 'cannot-tell'],
    ['is a lower bound across', 190, 210, 'at-least', 'cannot-tell', 'cannot-tell'],
    ['is an upper bound below', 150, 190, 'at-most', 'met', 'missed'],
    ['is an upper bound above', 210, 250, 'at-most', 'cannot-tell', 'cannot-tell'],
    ['is an upper bound across', 190, 210, 'at-most', 'cannot-tell', 'cannot-tell'],
  ])('%s', (_, low, high, bound, below, above) => {
    expect(outcomes(low, high, bound)).toEqual([below, above]);
  });

  it('that ends at the limit is on its right side only where the limit itself is', () => {
    const at = { low: 200, high: 200 };
    expect([decide('<', 200, at), decide('<=', 200, at)]).toEqual(['missed', 'met']);
    expect([decide('>', 200, at), decide('>=', 200, at)]).toEqual(['missed', 'met']);
    expect(decide('<=', 200, { low: 190, high: 200 })).toBe('met');
    expect(decide('<', 200, { low: 190, high: 200 })).toBe('cannot-tell');
  });

  it('does not exist from a single round', () => {
    const alone = { point: 5, low: null, high: null, confidence: 0.95, rounds: 1, fewRounds: true };
    expect(reachOf(alone, null)).toBeNull();
  });
});
