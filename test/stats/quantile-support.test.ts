import { describe, expect, it } from 'vitest';
import {
  requestsNeeded,
  requestsNeededPerRound,
  supportsQuantile,
} from '../../harness/stats/quantile-support.ts';

describe('quantile support', () => {
  it.each([
    [0.5, 20, 4],
    [0.9, 100, 20],
    [0.95, 200, 40],
    [0.99, 1000, 200],
    [0.999, 10_000, 2000],
  ])('quantile %f needs %i requests over all rounds and %i in each', (q, pooled, perRound) => {
    expect(requestsNeeded(q)).toBe(pooled);
    expect(requestsNeededPerRound(q)).toBe(perRound);
  });

  it('asks for both the pooled number and the number in each round', () => {
    expect(supportsQuantile(0.99, [200, 200, 200, 200, 200], 1)).toBe(true);
    expect(supportsQuantile(0.99, [200, 200, 200, 200], 1)).toBe(false);
    expect(supportsQuantile(0.99, [5000, 5000, 199], 1)).toBe(false);
    expect(supportsQuantile(0.5, [], 1)).toBe(false);
  });

  it('needs each connection to have been answered about once more', () => {
    expect(supportsQuantile(0.5, [31, 40, 32], 32)).toBe(true);
    expect(supportsQuantile(0.5, [31, 40, 30], 32)).toBe(false);
  });
});
