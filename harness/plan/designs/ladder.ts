import type { Design, DesignState, LevelVisit } from '../../model/design.ts';
import type { Plan } from '../../model/plan.ts';
import { fits, untilSeconds, windowShare } from './budget.ts';
import { climbs } from './climbing.ts';
import { stepKey, unresolvedSteps } from './resolution.ts';
import { lengthened, type PlannedVisit, windowsOf } from './windows.ts';

/** Ids of the variants that are loaded in a scenario. */
export type Visitors = (scenario: string) => readonly string[];

/**
 * The design of `bench run`: every variant climbs every scenario's levels in each round; after the needed rounds,
 * what is not yet as precise as asked is measured on, until the budget is spent. `visitors`: where not every variant
 * is wanted in every scenario.
 */
export function ladder(plan: Plan, visitors: Visitors = () => plan.variants.map(({ id }) => id)): Design {
  const all = plan.scenarios.flatMap((scenario) =>
    plan.levels.map((level): PlannedVisit => {
      const { usual, leastMs } = windowsOf(plan, scenario, level);
      const variants = visitors(scenario.name);
      return { visit: { scenario: scenario.name, level, variants, passes: 1, window: usual }, leastMs };
    }),
  );
  return {
    next(state) {
      const kept = state.rounds.filter((round) => round.discarded.length === 0).length;
      if (plan.rounds.max !== null && kept >= plan.rounds.max) return { kind: 'done', why: 'rounds' };
      const needed = plan.rounds.min - kept;
      const visits = needed > 0 ? hurried(plan, all, needed, state) : unresolved(plan, all, state);
      if (visits.length === 0) return { kind: 'done', why: 'precision' };
      return fits(plan, state, needed)
        ? { kind: 'round', visits, untilSeconds: untilSeconds(plan, needed) }
        : { kind: 'done', why: 'budget' };
    },
    climbs: (variant, scenario, level, state) => climbs(plan, variant, scenario, level, state),
  };
}

/** All visits, in shorter windows where the rounds still needed would not fit the budget otherwise. */
function hurried(
  plan: Plan,
  all: readonly PlannedVisit[],
  needed: number,
  state: DesignState,
): readonly LevelVisit[] {
  const share = windowShare(plan, all, needed, state);
  return all.map(({ visit, leastMs }) => {
    const minMs = Math.round(leastMs + share * (visit.window.minMs - leastMs));
    return { ...visit, window: { ...visit.window, minMs } };
  });
}

/** What is to be measured on, in longer windows; nothing where there is nothing to compare. */
function unresolved(plan: Plan, all: readonly PlannedVisit[], state: DesignState): readonly LevelVisit[] {
  if (plan.variants.length < 2) return [];
  const steps = unresolvedSteps(plan, state);
  return all
    .filter(({ visit }) => steps.has(stepKey(visit)))
    .map(({ visit }) => ({ ...visit, window: lengthened(visit) }));
}
