import { describe, expect, it } from 'vitest';
import { requestsToMeet, testShare, withOdds } from '../../../harness/stats/search/share-test.ts';

const p99 = { allowed: 0.01, odds: 2, risk: 0.05, alike: 1 };

describe('testShare', () => {
  it('tells half of a percent from two', () => {
    expect(testShare([{ beyond: 2, of: 1000 }], p99).state).toBe('met');
    expect(testShare([{ beyond: 25, of: 1000 }], p99).state).toBe('missed');
  });

  it('leaves open what lies between, and says what is likelier', () => {
    expect(testShare([{ beyond: 9, of: 1000 }], p99)).toEqual({ state: 'open', likelier: 'met' });
    expect(testShare([{ beyond: 12, of: 1000 }], p99)).toEqual({ state: 'open', likelier: 'missed' });
  });

  it('says nothing of no requests', () => {
    expect(testShare([], p99).state).toBe('open');
    expect(testShare([{ beyond: 0, of: 0 }], p99).state).toBe('open');
  });

  it('asks for as many requests as it says, when none is late', () => {
    const needed = requestsToMeet(p99);
    expect(needed).toBe(197);
    expect(testShare([{ beyond: 0, of: needed }], p99).state).toBe('met');
    expect(testShare([{ beyond: 0, of: needed - 5 }], p99).state).toBe('open');
  });

  it('asks for more where requests count for less', () => {
    const grouped = { ...p99, alike: 4 };
    expect(requestsToMeet(grouped)).toBeGreaterThan(3.9 * requestsToMeet(p99));
    expect(testShare([{ beyond: 0, of: 500 }], grouped).state).toBe('open');
    expect(testShare([{ beyond: 0, of: 800 }], grouped).state).toBe('met');
  });

  it('takes a heap of late requests in one slice for less than as many in all of them', () => {
    const spread = [12, 12, 12, 12].map((beyond) => ({ beyond, of: 500 }));
    const heap = [48, 0, 0, 0].map((beyond) => ({ beyond, of: 500 }));
    expect(testShare(spread, p99).state).toBe('missed');
    expect(testShare(heap, p99)).toEqual({ state: 'open', likelier: 'missed' });
  });

  it('is of odds, so that half of all requests may be tested too', () => {
    expect(withOdds(0.5, 2)).toBeCloseTo(2 / 3);
    expect(testShare([{ beyond: 30, of: 100 }], { ...p99, allowed: 0.5 }).state).toBe('met');
  });
});
