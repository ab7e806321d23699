import type { Design, DesignState } from '../../model/design.ts';
import type { PlannedGate } from '../../model/gate.ts';
import type { Plan } from '../../model/plan.ts';
import { findPairs } from '../gate-pairs.ts';
import { screenAndConfirm } from './screen-and-confirm.ts';

/**
 * The design of `bench gate`: {@link screenAndConfirm} over the pairs of the plan. Where rates are found from what the
 * baseline serves, a first round loads closed levels alone; its time is planned with those that are to come.
 */
export function gateDesign(plan: Plan, gate: PlannedGate): Design {
  const designOf = ({ slices }: DesignState) => {
    const { plan: found, pairs, foreseen } = findPairs(plan, gate, slices);
    const isKnown = (visit: { readonly scenario: string; readonly level: object }) =>
      !foreseen.some(({ scenario, level }) => scenario === visit.scenario && level === visit.level);
    return { design: screenAndConfirm(found, gate, [...pairs, ...foreseen]), isKnown };
  };
  return {
    next(state) {
      const { design, isKnown } = designOf(state);
      const step = design.next(state);
      return step.kind === 'done' ? step : { ...step, visits: step.visits.filter(isKnown) };
    },
    climbs: () => true,
  };
}
