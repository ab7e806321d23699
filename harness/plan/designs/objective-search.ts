import type { Design, DesignState, DesignStep, LevelVisit } from '../../model/design.ts';
import type { Level } from '../../model/level.ts';
import type { SliceWindow } from '../../model/load.ts';
import type { SearchingPlan } from '../../model/plan.ts';
import type { SliceResult } from '../../model/slice.ts';
import {
  calmConnections,
  calmOf,
  isOf,
  type Standing,
  searchesOf,
  standings,
} from '../../stats/search/results.ts';
import { calmFactor, calmSlackMs, type Search, stateOf } from '../../stats/search/runs.ts';
import { leadShare, runWindowMs } from './search-windows.ts';

/** Runs that a search takes, seen in simulation: what the budget is shared out by. */
const usualRuns = 15;
const fewestRunsAhead = 3;

/** Of its slices after the first, those that a run needs in the mean. */
const usualSlices = 2.2;

/**
 * Where time is short, slices are shortened to so much of their usual length: below, queues are not seen to build up. Where
 * there is more than is needed they are as much longer, and repeats agree more closely.
 */
const shortest = 0.2;
const longest = 2;

/** Seconds that a round takes beside its slices, before any was measured: starting, warming up, cooling down. */
const foreseenOverhead = 3;

/** One connection, until it is answered as fast as without other load: then what was queued before is done. */
const calmWindow: SliceWindow = { minMs: 200, maxMs: 5000, minAnswers: 5 };
const calmLooks = 5;

const beginWindow: SliceWindow = { minMs: 1000, maxMs: 3000, minAnswers: 32 };

/** Disturbed rounds beyond which the machine is given up, unless as many were kept. */
const discardsBorne = 4;

/**
 * The design of `bench capacity`: each variant and scenario searches for the highest rate that meets its objectives, all
 * of them side by side, so that each round has fresh processes for the next run of each. Before each run it is waited
 * until a single connection is answered as without load; what a run then takes follows from what it shows.
 */
export function objectiveSearch(plan: SearchingPlan): Design {
  return {
    next(state) {
      const all = standings(plan, state.rounds, state.slices);
      const active = all.filter(({ course }) => course === null || course.next.length > 0);
      if (active.length === 0) return { kind: 'done', why: 'precision' };
      const discarded = state.rounds.filter((round) => round.discarded.length > 0).length;
      if (discarded > Math.max(discardsBorne, state.rounds.length - discarded))
        return { kind: 'done', why: 'rounds' };
      return nextRound(plan, active, state);
    },
    climbs: (variant, scenario, level, state) => climbs(plan, { variant, scenario }, level, state),
  };
}

/** What fits the budget: those that had the fewest runs first. */
function nextRound(plan: SearchingPlan, active: readonly Standing[], state: DesignState): DesignStep {
  const { budgetSeconds } = plan;
  const left = (budgetSeconds ?? Number.POSITIVE_INFINITY) - state.elapsedSeconds;
  const overhead = overheadSeconds(state);
  const share = shareThatFits(plan, active, left, overhead);
  const inTurn = [...active].sort((a, b) => a.runs.length - b.runs.length);
  let count = inTurn.length;
  // Each variant that is left out saves its start too.
  const seconds = () => {
    const chosen = inTurn.slice(0, count);
    const started = new Set(chosen.map(({ search }) => search.variant)).size;
    return overhead * started + chosen.reduce((sum, one) => sum + leastSeconds(plan, one, share), 0);
  };
  while (count > 0 && seconds() > left) count--;
  if (count === 0) return { kind: 'done', why: 'budget' };
  const visits = inTurn.slice(0, count).flatMap((one) => visitsOf(plan, one, share));
  return { kind: 'round', visits, untilSeconds: budgetSeconds };
}

/** Of the usual length of slices, what lets all searches have the runs that they should still need. */
function shareThatFits(
  plan: SearchingPlan,
  active: readonly Standing[],
  leftSeconds: number,
  overhead: number,
): number {
  if (!Number.isFinite(leftSeconds)) return 1;
  const runs = active.map((one) => Math.max(fewestRunsAhead, usualRuns - one.runs.length));
  const slices = active.reduce((sum, one, index) => sum + (runs[index] ?? 0) * usualSeconds(plan, one), 0);
  const starts = runs.reduce((sum, count) => sum + count, 0) * overhead;
  return Math.min(longest, Math.max(shortest, (leftSeconds - starts) / slices));
}

function usualSeconds(plan: SearchingPlan, one: Standing): number {
  const rate = one.course?.next[0];
  return rate === undefined
    ? 0
    : ((leadShare + usualSlices) * runWindowMs(plan.search, one.search.objectives, rate)) / 1000;
}

/** Of the runs that are due, when they are decided as soon as can be. */
function leastSeconds(plan: SearchingPlan, { course, search }: Standing, share: number): number {
  if (course === null) return beginWindow.minMs / 1000;
  const ms = course.next.map(
    (rate) =>
      (plan.search.test.least + leadShare) * share * runWindowMs(plan.search, search.objectives, rate),
  );
  return ms.reduce((sum, one) => sum + one, 0) / 1000;
}

function visitsOf(plan: SearchingPlan, { course, search }: Standing, share: number): readonly LevelVisit[] {
  const { begin, shape, test } = plan.search;
  const visit = (level: Level, window: SliceWindow, firstPass: number): LevelVisit => ({
    ...{ scenario: search.scenario, level, variants: [search.variant] },
    ...{ passes: 1, firstPass, window },
  });
  const calm: Level = { kind: 'closed', concurrency: calmConnections };
  const cooling = Array.from({ length: calmLooks }, (_, look) => visit(calm, calmWindow, look + 1));
  if (course === null) {
    const busy: Level = { kind: 'closed', concurrency: begin.concurrency };
    return [...cooling.slice(0, 1), visit(busy, beginWindow, 1)];
  }
  return course.next.flatMap((rate) => {
    const level: Level = { kind: 'open', rate, ...shape };
    const ms = Math.round(share * runWindowMs(plan.search, search.objectives, rate));
    const lead = visit(level, exactly(Math.round(leadShare * ms)), 1);
    const rest = Array.from({ length: test.slices }, (_, slice) => visit(level, exactly(ms), slice + 2));
    return [...cooling, lead, ...rest];
  });
}

function exactly(ms: number): SliceWindow {
  return { minMs: ms, maxMs: ms, minAnswers: 0 };
}

/** Whether a run that was begun wants another slice, and whether one more look is needed before the next begins. */
function climbs(
  plan: SearchingPlan,
  place: Pick<Search, 'variant' | 'scenario'>,
  level: Level,
  { rounds, slices }: DesignState,
): boolean {
  const search = searchesOf(plan).find(
    ({ variant, scenario }) => variant === place.variant && scenario === place.scenario,
  );
  if (search === undefined) return false;
  const round = (rounds.at(-1)?.round ?? 0) + 1;
  const own = slices.filter((slice) => isOf(slice, search));
  const now = own.filter((slice) => slice.round === round);
  if (level.kind === 'closed') return level.concurrency !== calmConnections || !isCalm(own, now);
  const run = now.filter((slice) => slice.level.kind === 'open' && slice.level.rate === level.rate);
  return run.length === 0 || stateOf(plan, search, run).outcome === null;
}

/** Whether the last slice was one of a single connection, answered about as fast as the fastest ever. */
function isCalm(own: readonly SliceResult[], now: readonly SliceResult[]): boolean {
  const last = now.at(-1);
  if (last === undefined || last.level.kind !== 'closed') return false;
  const [ms, leastMs] = [calmOf([last]), calmOf(own)];
  return ms !== null && leastMs !== null && ms <= calmFactor * leastMs + calmSlackMs;
}

/** Of one start, as the last round took it: beside its slices with their drains. */
function overheadSeconds({ rounds, slices }: DesignState): number {
  const last = rounds.at(-1);
  if (last === undefined) return foreseenOverhead;
  const totalMs = slices
    .filter(({ round }) => round === last.round)
    .reduce((sum, { load }) => sum + (load?.totalMs ?? 0), 0);
  return Math.max(0, last.endedMs - last.startedMs - totalMs) / 1000 / Math.max(1, last.launches.length);
}
