import type { Design, DesignState, DesignStep, LevelVisit } from '../../model/design.ts';
import { type Level, levelKey, levelValue } from '../../model/level.ts';
import type { Plan } from '../../model/plan.ts';
import { type Scenario, slowRequestMs } from '../../model/scenario.ts';
import type { SliceResult } from '../../model/slice.ts';
import { compare } from '../../stats/compare.ts';

/** Throughput that grows by less than this share from one level to the next has stopped growing. */
const growthThatCounts = 0.05;

/** The shortest window worth measuring, ms; the needed rounds fall back to it when the budget would not hold them. */
const shortestMs = 200;

/** Rounds of the same plan were seen to differ by a tenth. */
const margin = 1.1;

/** Share of a needed round that must fit the budget for it to begin. */
const mostOfIt = 0.85;

/** A slow server answers so many connections within a second. */
const fewConnections = 8;

/** Slow requests of a client that a window must hold. */
const slowRequestsSeen = 3;

/** Rounds beyond the needed ones measure only what is unresolved, in slices this much longer. */
const lengthening = 2;

/** Ids of the variants that are loaded in a scenario. */
export type Visitors = (scenario: string) => readonly string[];

/**
 * The design of `bench run`: every variant climbs every scenario's levels in each round; after the needed rounds,
 * what is not yet as precise as asked is measured on, until the budget is spent. `visitors`: where not every variant
 * is wanted in every scenario.
 */
export function ladder(plan: Plan, visitors: Visitors = () => plan.variants.map(({ id }) => id)): Design {
  const all = plan.scenarios.flatMap((scenario) =>
    plan.levels.map(
      (level): LevelVisit => ({
        scenario: scenario.name,
        level,
        variants: visitors(scenario.name),
        passes: 1,
        window: {
          ...plan.window,
          minMs: Math.max(plan.window.minMs, leastWindowMs(scenario)),
          minAnswers: answersFor(plan, level),
        },
      }),
    ),
  );
  return {
    next(state) {
      const kept = state.rounds.filter((round) => round.discarded.length === 0).length;
      if (plan.rounds.max !== null && kept >= plan.rounds.max) return { kind: 'done', why: 'rounds' };
      const needed = plan.rounds.min - kept;
      const step: DesignStep =
        needed > 0 ? { kind: 'round', visits: hurried(plan, all, needed, state) } : refine(plan, all, state);
      return step.kind === 'round' && !fits(plan, state, needed > 0) ? { kind: 'done', why: 'budget' } : step;
    },
    climbs: (variant, scenario, level, state) => climbs(plan, variant, scenario, level, state),
  };
}

/**
 * Response times can be told when each connection was answered about once more; where that takes long, only few
 * connections are waited for, and the level goes without percentiles until a lengthened round has them.
 */
function answersFor(plan: Plan, level: Level): number {
  return Math.max(plan.window.minAnswers, Math.min(levelValue(level), fewConnections));
}

/** Beside slow clients normal requests come through in bursts, one for each slow request: several must be seen. */
function leastWindowMs({ slow }: Scenario): number {
  return slow === undefined ? 0 : slowRequestsSeen * slowRequestMs(slow);
}

/** All visits, in shorter windows where the rounds still needed would not fit the budget otherwise. */
function hurried(
  plan: Plan,
  all: readonly LevelVisit[],
  needed: number,
  state: DesignState,
): readonly LevelVisit[] {
  const last = state.rounds.at(-1);
  if (plan.budgetSeconds === null || last === undefined) return all;
  const seconds = (needed * (last.endedMs - last.startedMs)) / 1000;
  if (state.elapsedSeconds + margin * seconds <= plan.budgetSeconds) return all;
  return all.map((visit) => {
    const scenario = plan.scenarios.find(({ name }) => name === visit.scenario);
    const leastMs = Math.max(shortestMs, scenario === undefined ? 0 : leastWindowMs(scenario));
    return { ...visit, window: { ...visit.window, minMs: Math.min(leastMs, visit.window.minMs) } };
  });
}

/**
 * Whether one more round like the dearest of the last two ends within the budget. The first round always does; one that
 * is needed may begin when most of it fits, for the measuring loop cuts a round short that would overrun.
 */
function fits(plan: Plan, state: DesignState, needed: boolean): boolean {
  if (plan.budgetSeconds === null || state.rounds.length === 0) return true;
  const costs = state.rounds.slice(-2).map((round) => (round.endedMs - round.startedMs) / 1000);
  const share = needed ? mostOfIt : 1;
  return state.elapsedSeconds + share * Math.max(...costs) <= plan.budgetSeconds;
}

function refine(plan: Plan, all: readonly LevelVisit[], state: DesignState): DesignStep {
  if (plan.variants.length < 2) return { kind: 'done', why: 'precision' };
  const unresolved = unresolvedLevels(plan, state);
  const visits = all
    .filter((visit) => unresolved.has(`${visit.scenario}|${levelKey(visit.level)}`))
    .map((visit) => ({ ...visit, window: lengthened(visit) }));
  return visits.length === 0 ? { kind: 'done', why: 'precision' } : { kind: 'round', visits };
}

function lengthened(visit: LevelVisit): LevelVisit['window'] {
  const { minMs, maxMs } = visit.window;
  return { minMs: Math.min(maxMs, minMs * lengthening), maxMs, minAnswers: levelValue(visit.level) };
}

/** Scenario and level of every throughput ratio whose interval is wider than asked, or missing. */
function unresolvedLevels(plan: Plan, state: DesignState): Set<string> {
  const ratios = compare(plan, state.rounds, state.slices, ['throughput']).filter(
    (comparison) => comparison.baseline === plan.baseline,
  );
  const wide = ratios.filter(({ ratio: { point, low, high } }) => {
    if (low === null || high === null) return true;
    return (high - low) / 2 > plan.precision * point;
  });
  return new Set(wide.map((comparison) => `${comparison.scenario}|${levelKey(comparison.level)}`));
}

/**
 * A variant that was overwhelmed at two levels in a row, and served no more at the second than at the first, is
 * saturated: higher levels would only lengthen its queue.
 */
function climbs(plan: Plan, variant: string, scenario: string, level: Level, state: DesignState): boolean {
  const round = state.slices.at(-1)?.round;
  const below = state.slices
    .filter((slice) => slice.round === round && slice.variant === variant && slice.scenario === scenario)
    .filter((slice) => levelValue(slice.level) < levelValue(level))
    .sort((a, b) => levelValue(a.level) - levelValue(b.level));
  const [first, second] = below.slice(-2);
  if (first === undefined || second === undefined) return true;
  const grew = throughput(second) > throughput(first) * (1 + growthThatCounts);
  return grew || !(overwhelmed(plan, first) && overwhelmed(plan, second));
}

function overwhelmed(plan: Plan, slice: SliceResult): boolean {
  if (slice.load === null) return true;
  const { sent, ok } = slice.load;
  return sent > 0 && (sent - ok) / sent > plan.failureBound;
}

function throughput(slice: SliceResult): number {
  const busy = slice.load?.busy;
  return busy === undefined || busy.elapsedMs === 0 ? 0 : (1000 * busy.answers) / busy.elapsedMs;
}
