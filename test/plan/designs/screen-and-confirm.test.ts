import { describe, expect, it } from 'vitest';
import type { DesignState } from '../../../harness/model/design.ts';
import type { GatePair, GatePlan } from '../../../harness/model/gate.ts';
import type { RoundResult, SliceResult } from '../../../harness/model/slice.ts';
import { screenAndConfirm } from '../../../harness/plan/designs/screen-and-confirm.ts';
import { mostPasses } from '../../../harness/stats/gate-course.ts';
import { createRandom } from '../../../harness/stats/random.ts';
import { normal } from '../../helpers/draws.ts';
import { gatedPlan, gatePair, gatePlan } from '../../helpers/gating.ts';
import { syntheticRound, syntheticSlice, truth } from '../../helpers/slices.ts';

const scenarios = ['json', 'page', 'wait'];
const plan = gatedPlan(scenarios);
const pairs = scenarios.map((name) => gatePair(name));

interface Measured {
  readonly state: DesignState;
  readonly visits: readonly (readonly string[])[];
  readonly passes: readonly number[];
  readonly why: string;
}

/** Executes the design on made-up servers: a round takes `overhead` seconds and half a second for each pass of a visit. */
function measured(given: {
  gate?: Partial<GatePlan>;
  pairs?: readonly GatePair[];
  /** CPU of the candidate in a scenario, over that of the baseline. */
  cpu?: (scenario: string) => number;
  discarded?: (round: number) => boolean;
  overhead?: number;
}): Measured {
  const random = createRandom(3);
  const design = screenAndConfirm(plan, gatePlan(given.gate), given.pairs ?? pairs);
  const [rounds, slices]: [RoundResult[], SliceResult[]] = [[], []];
  const [visits, passes]: [string[][], number[]] = [[], []];
  let elapsedSeconds = 0;
  for (;;) {
    const state = { rounds, slices, elapsedSeconds };
    const step = design.next(state);
    if (step.kind === 'done') return { state, visits, passes, why: step.why };
    const round = rounds.length + 1;
    let seconds = given.overhead ?? 3;
    for (const visit of step.visits) {
      seconds += 0.5 * visit.passes;
      for (let pass = 1; pass <= visit.passes; pass++) {
        for (const variant of visit.variants) {
          const cell = { variant, scenario: visit.scenario, level: visit.level };
          const changed = variant === 'new' ? (given.cpu?.(visit.scenario) ?? 1) : 1;
          const cpuMsPerRequest = 0.3 * changed * Math.exp(0.02 * normal(random));
          const shown = truth({ throughput: 2000 * Math.exp(0.02 * normal(random)), cpuMsPerRequest });
          slices.push(syntheticSlice(plan, cell, round, pass, shown));
        }
      }
    }
    rounds.push({
      ...syntheticRound(plan, round),
      startedMs: elapsedSeconds * 1000,
      endedMs: (elapsedSeconds + seconds) * 1000,
      discarded: given.discarded?.(round) ? ['steal'] : [],
    });
    elapsedSeconds += seconds;
    visits.push(step.visits.map(({ scenario }) => scenario));
    passes.push(step.visits[0]!.passes);
  }
}

const cpuOnly: Partial<GatePlan> = {
  metrics: [{ metric: 'cpuPerRequest', role: 'gating', threshold: 0.02 }],
  budgetSeconds: null,
};

describe('screenAndConfirm', () => {
  it('visits every pair up to the first look, both variants of it in turns', () => {
    const design = screenAndConfirm(plan, gatePlan(), pairs);
    const step = design.next({ rounds: [], slices: [], elapsedSeconds: 0 });
    expect(
      step.kind === 'round' && step.visits.map(({ scenario, variants }) => [scenario, variants]),
    ).toEqual(scenarios.map((name) => [name, ['old', 'new']]));
    expect(measured({ gate: cpuOnly }).visits.slice(0, 6)).toEqual(Array(6).fill(scenarios));
  });

  it('goes on with what is suspect alone, until it is confirmed', () => {
    const { visits, why } = measured({
      gate: cpuOnly,
      cpu: (scenario) => (scenario === 'page' ? 1.1 : 0.9),
    });
    expect(visits.slice(6)).toEqual(Array(6).fill(['page']));
    expect(why).toBe('precision');
  });

  it('ends after the screen where nothing is suspect', () => {
    const { visits, why } = measured({ gate: cpuOnly, cpu: () => 0.9 });
    expect([visits.length, why]).toEqual([6, 'precision']);
  });

  it('does not count rounds that were left out, and gives up on a machine that never calms down', () => {
    const every2nd = measured({ gate: cpuOnly, cpu: () => 0.9, discarded: (round) => round % 2 === 0 });
    expect(every2nd.visits).toHaveLength(11);
    const never = measured({ gate: { ...cpuOnly, maxRounds: 8 }, discarded: () => true });
    expect([never.visits.length, never.why]).toEqual([16, 'rounds']);
  });

  it('keeps to the budget', () => {
    const { state, why } = measured({
      gate: {
        ...cpuOnly,
        budgetSeconds: 60,
        onInconclusive: 'fail',
        metrics: [{ ...cpuOnly.metrics![0]!, threshold: 0.0001 }],
      },
    });
    expect(why).toBe('budget');
    expect(state.elapsedSeconds).toBeLessThanOrEqual(60);
    expect(state.elapsedSeconds).toBeGreaterThan(50);
  });

  it('makes rounds of fewer slices where those of many would be too few', () => {
    expect(new Set(measured({ gate: cpuOnly, cpu: () => 0.9 }).passes)).toEqual(new Set([mostPasses]));
    const hurried = measured({
      gate: { ...cpuOnly, budgetSeconds: 90 },
      cpu: (name) => (name === 'wait' ? 1.1 : 0.9),
    });
    expect(hurried.passes[1]).toBeLessThan(mostPasses);
    expect(hurried.visits.length).toBeGreaterThanOrEqual(12);
    expect(hurried.why).toBe('precision');
  });

  it('spends what time is left on the most suspect, where it would confirm nothing of them all', () => {
    const suspicious = { json: 1.1, page: 1.03, wait: 1.1 };
    const { visits } = measured({
      gate: { ...cpuOnly, budgetSeconds: 100 },
      cpu: (scenario) => suspicious[scenario as 'json'],
    });
    expect(visits[6]).not.toHaveLength(3);
    expect(visits[6]).not.toContain('page');
    expect(visits.filter((visited) => visited.includes('json')).length).toBeGreaterThanOrEqual(12);
    const ample = measured({ gate: cpuOnly, cpu: (scenario) => suspicious[scenario as 'json'] });
    expect([...ample.visits[6]!].sort()).toEqual(scenarios);
  });

  it('does not go back to what it cannot tell', () => {
    const level = { ...gatePair().level, concurrency: 32 } as GatePair['level'];
    const { visits } = measured({
      gate: cpuOnly,
      pairs: [gatePair('json'), gatePair('page', level)],
      cpu: () => 1.1,
    });
    expect(visits[6]).toEqual(['json']);
  });

  it('refuses a scenario that the plan has not', () => {
    const design = screenAndConfirm(plan, gatePlan(), [gatePair('other')]);
    expect(() => design.next({ rounds: [], slices: [], elapsedSeconds: 0 })).toThrow('scenario other');
  });
});
