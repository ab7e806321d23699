import { describe, expect, it } from 'vitest';
import type { PlannedGate } from '../../../harness/model/gate.ts';
import { noiseDesign } from '../../../harness/plan/designs/noise.ts';
import { mostPasses } from '../../../harness/stats/gate-course.ts';
import { gatedPlan, gatePlan } from '../../helpers/gating.ts';
import { syntheticRound, syntheticRun, truth } from '../../helpers/slices.ts';

const gate: PlannedGate = { ...gatePlan(), findRate: null };
const plan = gatedPlan(['json', 'page'], { budgetSeconds: 120, rounds: { min: 6, max: null } });
const shown = syntheticRun({ plan, passes: 5, rounds: 9, truth: () => truth({ throughput: 2000 }) });
const stepAfter = (rounds: number, elapsedSeconds: number, of = plan) =>
  noiseDesign(of, gate).next({
    rounds: shown.rounds.slice(0, rounds),
    slices: shown.slices.filter(({ round }) => round <= rounds),
    elapsedSeconds,
  });

describe('noiseDesign', () => {
  it('visits everything in every round, also what a gate would have passed', () => {
    for (const rounds of [0, 6, 9]) {
      const step = stepAfter(rounds, 10);
      if (step.kind === 'done') throw new Error('it ended');
      expect(step.visits.map(({ scenario, variants, passes }) => [scenario, variants, passes])).toEqual([
        ['json', ['old', 'new'], mostPasses],
        ['page', ['old', 'new'], mostPasses],
      ]);
    }
  });

  it('ends with its budget, or with as many kept rounds as were asked for', () => {
    expect(stepAfter(9, 119)).toEqual({ kind: 'done', why: 'budget' });
    const counted = { ...plan, budgetSeconds: null, rounds: { min: 9, max: 9 } };
    expect(stepAfter(8, 500, counted).kind).toBe('round');
    expect(stepAfter(9, 500, counted)).toEqual({ kind: 'done', why: 'rounds' });
  });

  it('ends on a machine that disturbs more rounds than it leaves', () => {
    const rounds = Array.from({ length: 8 }, (_, index) => ({
      ...syntheticRound(plan, index + 1),
      discarded: ['steal'],
    }));
    const counted = { ...plan, budgetSeconds: null, rounds: { min: 4, max: 4 } };
    expect(noiseDesign(counted, gate).next({ rounds, slices: [], elapsedSeconds: 1 })).toEqual({
      kind: 'done',
      why: 'rounds',
    });
  });
});
