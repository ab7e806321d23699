import type { Design, DesignState } from '../../model/design.ts';
import type { PlannedGate } from '../../model/gate.ts';
import type { Plan } from '../../model/plan.ts';
import { besideRecorded, type Recorded } from '../../stats/recorded-rounds.ts';
import { findPairs } from '../gate-pairs.ts';
import { screenAndConfirm } from './screen-and-confirm.ts';

/**
 * The design of `bench gate`: {@link screenAndConfirm} over the pairs of the plan. Where rates are found from what the
 * baseline serves, a first round loads closed levels alone; its time is planned with those that are to come.
 * @param recorded what the gate is against, where that is not measured beside
 */
export function gateDesign(plan: Plan, gate: PlannedGate, recorded: Recorded | null = null): Design {
  const recordedIds = new Set(gate.against?.pairs.map(({ baseline }) => baseline));
  const designOf = ({ slices }: DesignState) => {
    const { plan: found, pairs, foreseen } = findPairs(plan, gate, slices);
    const isKnown = (visit: { readonly scenario: string; readonly level: object }) =>
      !foreseen.some(({ scenario, level }) => scenario === visit.scenario && level === visit.level);
    return { design: screenAndConfirm(found, gate, [...pairs, ...foreseen]), isKnown };
  };
  return {
    next(measured) {
      const { against } = gate;
      const state =
        against === undefined || recorded === null
          ? measured
          : { ...measured, slices: besideRecorded(against, recorded, measured) };
      // More of them have no other side.
      if (against !== undefined && keptRounds(measured) >= gate.maxRounds)
        return { kind: 'done', why: 'rounds' };
      const { design, isKnown } = designOf(state);
      const step = design.next(state);
      if (step.kind === 'done') return step;
      const visits = step.visits.filter(isKnown).map((visit) => ({
        ...visit,
        variants: visit.variants.filter((id) => !recordedIds.has(id)),
      }));
      return { ...step, visits };
    },
    climbs: () => true,
  };
}

function keptRounds({ rounds }: DesignState): number {
  return rounds.filter(({ discarded }) => discarded.length === 0).length;
}
