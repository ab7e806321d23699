import { describe, expect, it } from 'vitest';
import { jainIndex } from '../../harness/stats/jain-index.ts';

describe('jainIndex', () => {
  it('is 1 for equal shares and 1/n when one has all', () => {
    expect(jainIndex([7, 7, 7])).toBe(1);
    expect(jainIndex([0, 0, 5, 0])).toBe(0.25);
  });

  it('lies between for what lies between, whatever the unit', () => {
    // (1 + 2 + 3)² / (3 · 14)
    expect(jainIndex([1, 2, 3])).toBeCloseTo(36 / 42, 12);
    expect(jainIndex([10, 20, 30])).toBeCloseTo(36 / 42, 12);
  });

  it('is no number where there is nothing to share', () => {
    expect(jainIndex([])).toBeNaN();
    expect(jainIndex([0, 0])).toBeNaN();
  });
});
