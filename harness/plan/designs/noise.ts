import type { Design } from '../../model/design.ts';
import type { PlannedGate } from '../../model/gate.ts';
import type { Plan } from '../../model/plan.ts';
import { mostPasses } from '../../stats/gate-course.ts';
import { findPairs } from '../gate-pairs.ts';
import { roundSeconds, visitOf } from './screen-and-confirm.ts';

/** Rounds of the same plan were seen to differ by a tenth. */
const margin = 1.1;

/** Rounds in all, as a multiple of those that are wanted: on a machine that disturbs more than half of them it ends. */
const mostRounds = 2;

/** The design of `bench noise`: all pairs of a gate in every round, as a gate would visit them, until time runs out. */
export function noiseDesign(plan: Plan, gate: PlannedGate): Design {
  const { max } = plan.rounds;
  return {
    next(state) {
      const kept = state.rounds.filter(({ discarded }) => discarded.length === 0).length;
      if (max !== null && (kept >= max || state.rounds.length >= mostRounds * max))
        return { kind: 'done', why: 'rounds' };
      const { plan: found, pairs } = findPairs(plan, gate, state.slices);
      const visits = pairs.map((pair) => visitOf(found, pair, mostPasses));
      const needed = margin * roundSeconds(visits, state);
      if (state.rounds.length > 0 && state.elapsedSeconds + needed > (plan.budgetSeconds ?? Infinity))
        return { kind: 'done', why: 'budget' };
      return { kind: 'round', visits, untilSeconds: plan.budgetSeconds };
    },
    climbs: () => true,
  };
}
