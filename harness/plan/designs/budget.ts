import type { DesignState } from '../../model/design.ts';
import type { Plan } from '../../model/plan.ts';
import type { SliceResult } from '../../model/slice.ts';
import { stepKey } from './resolution.ts';
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
  const open = visits.some(({ visit }) => visit.level.kind === 'open');
  const roundMs = (1000 * (plan.budgetSeconds - state.elapsedSeconds)) / needed / margin;
  const last = state.rounds.at(-1);
  if (last === undefined) {
    const windowsMs = (1 - foreseenOverhead) * roundMs;
    return open ? shareOf(visits.flatMap(windowsOfVisit), windowsMs) : 1;
  }
  const visited = state.slices.filter(({ round }) => round === last.round);
  const overheadMs = last.endedMs - last.startedMs - sum(visited, ({ load }) => load?.windowMs ?? 0);
  const share = shareOf(windowsOfSlices(visits, visited), roundMs - overheadMs);
  return open || share === 1 ? share : 0;
}

/** How long a slice takes in its usual window, and in the least. */
interface Lengths {
  readonly usualMs: number;
  readonly leastMs: number;
}

function windowsOfVisit({ visit, leastMs }: PlannedVisit): readonly Lengths[] {
  const slices = visit.passes * visit.variants.length;
  return Array.from({ length: slices }, () => ({ usualMs: visit.window.minMs, leastMs }));
}

/** Slices of a round that are measured again. Where it was waited for answers it will be again. */
function windowsOfSlices(
  visits: readonly PlannedVisit[],
  visited: readonly SliceResult[],
): readonly Lengths[] {
  const byStep = new Map(visits.map((planned) => [stepKey(planned.visit), planned]));
  return visited.flatMap((slice) => {
    const planned = byStep.get(stepKey(slice));
    if (planned === undefined) return [];
    const waitedMs = slice.level.kind === 'open' ? 0 : (slice.load?.windowMs ?? 0);
    return { usualMs: Math.max(planned.visit.window.minMs, waitedMs), leastMs: planned.leastMs };
  });
}

/** Where between their least and their usual lengths all windows together take so long. */
function shareOf(windows: readonly Lengths[], togetherMs: number): number {
  const usualMs = sum(windows, (window) => window.usualMs);
  const leastMs = sum(windows, (window) => window.leastMs);
  if (togetherMs >= usualMs) return 1;
  return togetherMs <= leastMs ? 0 : (togetherMs - leastMs) / (usualMs - leastMs);
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
