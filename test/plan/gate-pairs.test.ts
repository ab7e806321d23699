import { describe, expect, it } from 'vitest';
import type { PlannedGate } from '../../harness/model/gate.ts';
import { levelKey } from '../../harness/model/level.ts';
import type { SliceResult } from '../../harness/model/slice.ts';
import { gateDesign } from '../../harness/plan/designs/gate.ts';
import { findPairs } from '../../harness/plan/gate-pairs.ts';
import { gatedPlan, gatePlan } from '../helpers/gating.ts';
import { closed, syntheticRound, syntheticSlice, truth } from '../helpers/slices.ts';

const plan = gatedPlan(['json', 'page'], { levels: [closed(16)] });
const shape = { arrivals: 'constant', connections: 256, overflow: 'queue', queueLimit: 1000 } as const;
const gate: PlannedGate = { ...gatePlan(), findRate: { share: 0.5, ...shape } };

function slice(variant: string, scenario: string, throughput: number, round = 1): SliceResult {
  return syntheticSlice(plan, { variant, scenario, level: closed(16) }, round, 1, truth({ throughput }));
}
const shown = [slice('old', 'json', 3000), slice('new', 'json', 900), slice('old', 'page', 400)];
const keys = (pairs: readonly { scenario: string; level: Parameters<typeof levelKey>[0] }[]) =>
  pairs.map(({ scenario, level }) => `${scenario} ${levelKey(level)}`);

describe('the pairs of a gate', () => {
  it('are of closed levels until the baseline was seen, and of half of what it then served', () => {
    const before = findPairs(plan, gate, []);
    expect(keys(before.pairs)).toEqual(['json c16', 'page c16']);
    expect(before.foreseen).toHaveLength(2);
    const after = findPairs(plan, gate, shown);
    expect(after.foreseen).toEqual([]);
    expect(keys(after.pairs)).toEqual(['json c16', 'json r1500', 'page c16', 'page r200']);
    expect(after.plan.levels.map(levelKey)).toEqual(['c16', 'r200', 'r1500']);
  });

  it('keep the rate that was found first, and are the same from the plan of a record', () => {
    const later = [...shown, slice('old', 'json', 9000, 2)];
    const found = findPairs(plan, gate, later);
    expect(keys(found.pairs)).toEqual(keys(findPairs(plan, gate, shown).pairs));
    const again = findPairs(found.plan, gate, later);
    expect(again.pairs).toEqual(found.pairs);
    expect(again.plan.levels).toEqual(found.plan.levels);
  });

  it('pass over what failed', () => {
    const failed: SliceResult = { ...slice('old', 'json', 3000), load: null };
    expect(keys(findPairs(plan, gate, [failed, slice('old', 'json', 800, 2)]).pairs)).toContain('json r400');
  });
});

describe('gateDesign', () => {
  const visits = (slices: readonly SliceResult[], rounds: number) => {
    const state = {
      rounds: Array.from({ length: rounds }, (_, index) => syntheticRound(plan, index + 1)),
      slices,
      elapsedSeconds: 5 * rounds,
    };
    const step = gateDesign(plan, gate).next(state);
    return step.kind === 'round' ? keys(step.visits) : [];
  };

  it('loads closed levels alone in the first round, and all from the second on', () => {
    expect(visits([], 0)).toEqual(['json c16', 'page c16']);
    expect(visits(shown, 1)).toEqual(['json c16', 'json r1500', 'page c16', 'page r200']);
  });
});
