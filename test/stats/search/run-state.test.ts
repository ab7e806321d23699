import { describe, expect, it } from 'vitest';
import { searchDefaults } from '../../../harness/plan/search-defaults.ts';
import { runState, type SliceShown } from '../../../harness/stats/search/run-state.ts';

const { test } = searchDefaults;
const slice = (beyond: number, of = 1000, given: Partial<SliceShown> = {}): SliceShown => ({
  evidence: [{ kind: 'share', allowed: 0.01, beyond, of }],
  ...{ overloaded: false, died: false, ...given },
});
const value = (of: number | null): SliceShown => ({
  evidence: [{ kind: 'value', value: of, limit: 100, inclusive: false }],
  ...{ overloaded: false, died: false },
});
const outcome = (...slices: readonly SliceShown[]) => runState(slices, test).outcome;

describe('runState', () => {
  it('wants more than the first, short slice to say that it holds', () => {
    expect(outcome()).toBeNull();
    expect(outcome(slice(0, 5000))).toBeNull();
    expect(outcome(slice(0), slice(0))).toBeNull();
    expect(outcome(slice(0), slice(0), slice(0))).toBe('held');
  });

  it('lets the first slice end what is clear', () => {
    expect(outcome(slice(200))).toBe('failed');
    expect(outcome(slice(30))).toBeNull();
    expect(outcome(slice(2, 10))).toBeNull();
  });

  it('fails a server that is overloaded, or does not live through it, whatever the times say', () => {
    expect(outcome(slice(0, 1000, { overloaded: true }))).toBe('failed');
    expect(outcome(slice(0), slice(0, 1000, { died: true }))).toBe('failed');
  });

  it('goes on while it is undecided, and takes the likelier at the end', () => {
    const undecided = [slice(0), slice(8), slice(9)];
    expect(outcome(...undecided)).toBeNull();
    expect(outcome(...undecided, slice(10))).toBe('held');
    expect(outcome(...undecided, slice(16))).toBe('failed');
    expect(runState([...undecided, slice(10)], test).figures).toEqual([{ verdict: 'met', decided: false }]);
  });

  it('does not count the first slice for the rest', () => {
    expect(outcome(slice(40), slice(0), slice(0))).toBe('held');
  });

  it('holds figures of no requests against their limit', () => {
    expect(outcome(value(90), value(95), value(95))).toBe('held');
    expect(outcome(value(90), value(100))).toBe('failed');
    expect(runState([value(null), value(null), value(null)], test)).toEqual({
      outcome: 'held',
      figures: [{ verdict: 'unknown', decided: true }],
    });
  });

  it('holds only when all objectives do', () => {
    const both = (late: number, failed: number): SliceShown => ({
      evidence: [
        { kind: 'share', allowed: 0.01, beyond: late, of: 20_000 },
        { kind: 'share', allowed: 0.001, beyond: failed, of: 20_000 },
      ],
      ...{ overloaded: false, died: false },
    });
    expect(outcome(both(0, 0), both(0, 0), both(0, 0))).toBe('held');
    expect(outcome(both(0, 0), both(0, 90))).toBe('failed');
    expect(outcome(both(0, 0), both(900, 0))).toBe('failed');
  });
});
