import { describe, expect, it } from 'vitest';
import { alikeWarmups } from '../../harness/measure/alike-warmups.ts';
import { gatedPlan, gatePlan } from '../helpers/gating.ts';

const found = [
  { variant: 'old', scenario: 'json', ms: 0, answers: 5000, steady: true },
  { variant: 'new', scenario: 'json', ms: 1200, answers: 3000, steady: true },
];
const plan = gatedPlan();

describe('alikeWarmups', () => {
  it('warms both sides of a gate as long as the one that took longer', () => {
    const gated = { ...plan, gate: { ...gatePlan(), findRate: null } };
    expect(alikeWarmups(gated, found).map(({ ms, answers }) => [ms, answers])).toEqual([
      [1200, 5000],
      [1200, 5000],
    ]);
  });

  it('leaves those of a run to each of its modes', () => {
    expect(alikeWarmups(plan, found)).toEqual(found);
  });
});
