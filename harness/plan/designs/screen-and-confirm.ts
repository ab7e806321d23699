import type { Design, DesignState, LevelVisit } from '../../model/design.ts';
import type { GatePair, GatePlan } from '../../model/gate.ts';
import type { Plan } from '../../model/plan.ts';
import { collectCells } from '../../stats/collect.ts';
import { nextOfGate, suspectedPairs } from '../../stats/gate-course.ts';
import { gateSeries } from '../../stats/gate-series.ts';
import { stepKey } from './resolution.ts';
import { windowsOf } from './windows.ts';

/** Of a round that was not measured yet: share of its time that starting and warming up will take. */
const foreseenOverhead = 1 / 3;

/** The design of a gate: {@link nextOfGate}, by what slices showed. Every round counts for all that it visited. */
export function screenAndConfirm(plan: Plan, gate: GatePlan, pairs: readonly GatePair[]): Design {
  const visitsOf = (some: readonly GatePair[], passes: number) =>
    some.map((pair) => visitOf(plan, pair, passes));
  return {
    next(state) {
      const step = nextOfGate(gate, pairs, {
        rounds: state.rounds.length,
        kept: state.rounds.filter((round) => round.discarded.length === 0).length,
        elapsedSeconds: state.elapsedSeconds,
        suspects: () => {
          const cells = collectCells(plan, state.rounds, state.slices);
          return suspectedPairs(gate, gateSeries(plan, gate, pairs, cells), pairs);
        },
        roundSeconds: (some, passes) => roundSeconds(visitsOf(some, passes), state),
      });
      if (step.kind === 'done') return step;
      return { kind: 'round', visits: visitsOf(step.pairs, step.passes), untilSeconds: gate.budgetSeconds };
    },
    climbs: () => true,
  };
}

/** A visit as a gate makes it. */
export function visitOf(
  plan: Plan,
  { baseline, candidate, scenario, level }: GatePair,
  passes: number,
): LevelVisit {
  const named = plan.scenarios.find(({ name }) => name === scenario);
  if (named === undefined) throw new Error(`a gate of scenario ${scenario}, which is not in the plan`);
  const window = windowsOf(plan, named, level).usual;
  return { scenario, level, variants: [baseline, candidate], passes, window };
}

/**
 * How long a round of these visits will take: windows as long as the last of their step were, and what the last round
 * took beside its windows (starting, warming up, draining), to which visits that it made and this will not contribute.
 */
export function roundSeconds(visits: readonly LevelVisit[], state: DesignState): number {
  const windowMs = new Map(state.slices.map((slice) => [stepKey(slice), slice.load?.windowMs ?? 0]));
  const windowsMs = visits.reduce(
    (sum, visit) =>
      sum +
      visit.passes * visit.variants.length * Math.max(visit.window.minMs, windowMs.get(stepKey(visit)) ?? 0),
    0,
  );
  const last = state.rounds.at(-1);
  if (last === undefined) return windowsMs / 1000 / (1 - foreseenOverhead);
  const ofLast = state.slices.filter(({ round }) => round === last.round);
  const measuredMs = ofLast.reduce((sum, { load }) => sum + (load?.windowMs ?? 0), 0);
  const steps = new Set(ofLast.map(stepKey)).size;
  const overheadMs = last.endedMs - last.startedMs - measuredMs;
  // Half of it belongs to the starts, half to what is visited.
  const visited = steps === 0 ? 1 : Math.min(1, visits.length / steps);
  return (windowsMs + overheadMs * (0.5 + 0.5 * visited)) / 1000;
}
