import { describe, expect, it } from 'vitest';
import { reachOf } from '../../harness/gate/reach.ts';
import { gatedPlan, gatePlan } from '../helpers/gating.ts';
import { syntheticRound } from '../helpers/slices.ts';

const plan = gatedPlan();
/** Rounds of ten seconds, one after another. */
const rounds = (count: number, discarded: readonly number[] = []) =>
  Array.from({ length: count }, (_, i) => ({
    ...syntheticRound(plan, i + 1),
    startedMs: i * 10_000,
    endedMs: (i + 1) * 10_000,
    discarded: discarded.includes(i) ? ['steal'] : [],
  }));

describe('reachOf', () => {
  it('adds what the rest of the budget would have held', () => {
    expect(reachOf(gatePlan({ budgetSeconds: 180 }), rounds(6))).toBe(18);
    expect(reachOf(gatePlan({ budgetSeconds: 60 }), rounds(6))).toBe(6);
    expect(reachOf(gatePlan({ budgetSeconds: 50 }), rounds(6))).toBe(6);
  });

  it('expects as many rounds to be left out as before', () => {
    expect(reachOf(gatePlan({ budgetSeconds: 180 }), rounds(6, [0, 3]))).toBe(4 + 8);
  });

  it('is bounded by the rounds of the plan, with or without a budget', () => {
    expect(reachOf(gatePlan({ budgetSeconds: 6000, maxRounds: 40 }), rounds(6))).toBe(40);
    expect(reachOf(gatePlan({ budgetSeconds: null, maxRounds: 40 }), rounds(6))).toBe(40);
    expect(reachOf(gatePlan({ maxRounds: 40 }), [])).toBe(40);
  });
});
