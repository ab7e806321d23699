import type { DesignState } from '../../model/design.ts';
import { levelKey } from '../../model/level.ts';
import type { Plan } from '../../model/plan.ts';
import type { SliceResult } from '../../model/slice.ts';
import type { PlannedVisit } from './windows.ts';

/** Rounds of the same plan were seen to differ by a tenth. */
const margin = 1.1;

/** Share of a needed round that must fit for it to begin: what is lacking is cut. */
const mostOfIt = 0.85;

/**
 * How far the last round that is needed may go beyond the budget: without it there is no exact interval, and all that
 * the rounds before it cost would buy half as much.
 */
const overrun = 1.1;

/** Of an open round that was not measured yet: share of its time that starting and warming up will take. */
const foreseenOverhead = 1 / 3;

/** Seconds of the run by which a round should be over. `needed`: rounds that are still needed, this one included. */
export function untilSeconds(plan: Plan, needed: number): number | null {
  if (plan.budgetSeconds === null) return null;
  return plan.budgetSeconds * (needed === 1 ? overrun : 1);
}

/**
 * Whether one more round like the dearest of the last two ends in time. The first round always does; one that is needed
 * may begin when most of it fits, for the measuring loop leaves out what would take it too far.
 */
export function fits(plan: Plan, state: DesignState, needed: number): boolean {
  const until = untilSeconds(plan, needed);
  if (until === null || state.rounds.length === 0) return true;
  const costs = state.rounds.slice(-2).map((round) => (round.endedMs - round.startedMs) / 1000);
  const share = needed > 0 ? mostOfIt : 1;
  return state.elapsedSeconds + share * Math.max(...costs) <= until;
}

/**
 * How long windows may be for the needed rounds to fit the budget: 1 for as long as usual, 0 for as short as is of
 * use. Closed windows are short anyway, so they are either; open ones are shortened as far as it takes.
 */
export function windowShare(
  plan: Plan,
  visits: readonly PlannedVisit[],
  needed: number,
  state: DesignState,
): number {
  if (plan.budgetSeconds === null) return 1;
  const leftMs = 1000 * (plan.budgetSeconds - state.elapsedSeconds);
  const roundMs = leftMs / needed / margin;
  const last = state.rounds.at(-1);
  if (visits.some(({ visit }) => visit.level.kind === 'open')) {
    const visited = last === undefined ? null : state.slices.filter(({ round }) => round === last.round);
    const overheadMs =
      last === undefined || visited === null
        ? foreseenOverhead * roundMs
        : last.endedMs - last.startedMs - sum(visited, ({ load }) => load?.windowMs ?? 0);
    return shareOf(visits, visited, roundMs - overheadMs);
  }
  return last === undefined || last.endedMs - last.startedMs <= roundMs ? 1 : 0;
}

/** Where between the least and the usual windows all of a round take so long. `visited`: all when null. */
function shareOf(
  visits: readonly PlannedVisit[],
  visited: readonly SliceResult[] | null,
  windowsMs: number,
): number {
  const slicesOf = ({ visit }: PlannedVisit) =>
    visited === null
      ? visit.passes * visit.variants.length
      : visited.filter(
          ({ scenario, level }) => scenario === visit.scenario && levelKey(level) === levelKey(visit.level),
        ).length;
  const usualMs = sum(visits, (planned) => slicesOf(planned) * planned.visit.window.minMs);
  const leastMs = sum(visits, (planned) => slicesOf(planned) * planned.leastMs);
  if (windowsMs >= usualMs) return 1;
  return windowsMs <= leastMs ? 0 : (windowsMs - leastMs) / (usualMs - leastMs);
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
