import type { GatePair, GatePlan, GateRecord } from '../model/gate.ts';
import type { Plan } from '../model/plan.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';
import { collectCells } from '../stats/collect.ts';
import { gateSeries } from '../stats/gate-series.ts';
import { decideGate } from './decide.ts';
import { reachOf } from './reach.ts';

/** What was gated: the pairs, and the plan with the levels that they are at. */
export interface Gated {
  readonly plan: Plan;
  readonly gate: GatePlan;
  readonly pairs: readonly GatePair[];
}

/** What a gate came to: of what was measured, and of nothing else. */
export function gateOf(
  { plan, gate, pairs }: Gated,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): GateRecord {
  const series = gateSeries(plan, gate, pairs, collectCells(plan, rounds, slices));
  const reach = reachOf(gate, rounds);
  const discarded = rounds.filter((round) => round.discarded.length > 0).length;
  return {
    ...decideGate(gate, series, reach),
    reach,
    rounds: { kept: rounds.length - discarded, discarded },
    series,
  };
}
