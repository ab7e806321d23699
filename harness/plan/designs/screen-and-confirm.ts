import type { Design, DesignState, LevelVisit } from '../../model/design.ts';
import type { GatePair, GatePlan, GateSeries } from '../../model/gate.ts';
import { levelKey } from '../../model/level.ts';
import type { Plan } from '../../model/plan.ts';
import { collectCells } from '../../stats/collect.ts';
import { gateSeries } from '../../stats/gate-series.ts';
import { type GateTestState, testGate } from '../../stats/gate-tests.ts';
import { stepKey } from './resolution.ts';
import { windowsOf } from './windows.ts';

/** Slices of each variant in a visit, where the budget holds them: many short ones in turns, for weather is short. */
const mostPasses = 5;
const fewestPasses = 2;

/** Rounds of one pair that should fit after the screen, for what is suspect to be confirmed. */
const confirmingRounds = 12;

/** Of a round that was not measured yet: share of its time that starting and warming up will take. */
const foreseenOverhead = 1 / 3;

/** Rounds of the same plan were seen to differ by a tenth. */
const margin = 1.1;

/** Rounds in all, as a multiple of those that may be kept: on a machine that disturbs more than half of them it ends. */
const mostRounds = 2;

/**
 * The design of a gate: all pairs up to the first look; from then on those of which some gating metric is suspect and not
 * confirmed, until none is, or the budget or the bound of rounds is reached; where time is short, of the most suspect ones.
 * A scenario in which a candidate is found broken is decided, and visited no more. Every round counts for all that it
 * visited.
 */
export function screenAndConfirm(plan: Plan, gate: GatePlan, pairs: readonly GatePair[]): Design {
  const screened = gate.looks[0]?.rounds ?? 1;
  return {
    next(state) {
      const kept = state.rounds.filter((round) => round.discarded.length === 0).length;
      const tests = testsOf(plan, gate, pairs, state);
      const whole = pairs.filter((pair) => !isBrokenOff(tests, pair));
      const wanted = kept < screened ? whole : suspects(whole, tests);
      if (wanted.length === 0) return { kind: 'done', why: 'precision' };
      if (state.rounds.length >= mostRounds * gate.maxRounds) return { kind: 'done', why: 'rounds' };
      const passes = passesThatFit(plan, gate, { pairs, screened, kept }, state);
      const all = wanted.map((pair) => visitOf(plan, pair, isOutrun(tests, pair) ? 1 : passes));
      const visits = kept < screened ? all : affordable(gate, all, kept - screened, state);
      const needed = margin * roundSeconds(visits, state);
      if (state.rounds.length > 0 && state.elapsedSeconds + needed > (gate.budgetSeconds ?? Infinity)) {
        return { kind: 'done', why: 'budget' };
      }
      return { kind: 'round', visits, untilSeconds: gate.budgetSeconds };
    },
    climbs: () => true,
  };
}

function testsOf(
  plan: Plan,
  gate: GatePlan,
  pairs: readonly GatePair[],
  { rounds, slices }: DesignState,
): readonly GateTestState[] {
  return testGate(gate, gateSeries(plan, gate, pairs, collectCells(plan, rounds, slices)), false);
}

function isBrokenOff(tests: readonly GateTestState[], pair: GatePair): boolean {
  return tests.some(
    ({ broken, metric, series }) =>
      broken && metric.role === 'gating' && isOf({ ...series, metric: 'failures' }, pair),
  );
}

/** Such slices take as long as a request may take, and one says as much as several. */
function isOutrun(tests: readonly GateTestState[], pair: GatePair): boolean {
  return tests.some(({ series }) => series.trouble?.code === 'lower-bound' && isOf(series, pair));
}

/**
 * Pairs with a test that needs more rounds, the most suspect first; of failures, which are of all levels together, all
 * levels.
 */
function suspects(pairs: readonly GatePair[], tests: readonly GateTestState[]): readonly GatePair[] {
  const open = tests.filter((test) => test.open);
  const suspected = pairs.flatMap((pair) => {
    const own = open.filter(({ series }) => isOf(series, pair));
    return own.length === 0 ? [] : { pair, p: Math.min(...own.map(({ outcome }) => outcome.p ?? 0)) };
  });
  return suspected.sort((a, b) => a.p - b.p).map(({ pair }) => pair);
}

function isOf({ metric, ...series }: GateSeries, pair: GatePair): boolean {
  return (
    series.baseline === pair.baseline &&
    series.candidate === pair.candidate &&
    series.scenario === pair.scenario &&
    (metric === 'failures' || levelKey(series.level) === levelKey(pair.level))
  );
}

/**
 * As many of the most suspect as can still have the rounds it takes to confirm: all of them with too few rounds would
 * confirm none. What is passed over stays suspect, and its turn comes when one before it is decided.
 */
function affordable(
  gate: GatePlan,
  visits: readonly LevelVisit[],
  confirming: number,
  state: DesignState,
): readonly LevelVisit[] {
  const rounds = Math.max(1, confirmingRounds - confirming);
  const left = (gate.budgetSeconds ?? Number.POSITIVE_INFINITY) - state.elapsedSeconds;
  let count = visits.length;
  while (count > 1 && margin * rounds * roundSeconds(visits.slice(0, count), state) > left) count--;
  return visits.slice(0, count);
}

function visitOf(plan: Plan, { baseline, candidate, scenario, level }: GatePair, passes: number): LevelVisit {
  const named = plan.scenarios.find(({ name }) => name === scenario);
  if (named === undefined) throw new Error(`a gate of scenario ${scenario}, which is not in the plan`);
  const window = windowsOf(plan, named, level).usual;
  return { scenario, level, variants: [baseline, candidate], passes, window };
}

interface Screen {
  readonly pairs: readonly GatePair[];
  readonly screened: number;
  readonly kept: number;
}

/**
 * As many passes as let the rest of the screen and the confirming of one pair fit the budget. More rounds of fewer slices
 * find more than fewer rounds of more: below a dozen nothing can be confirmed, and no number of slices makes up for that.
 */
function passesThatFit(
  plan: Plan,
  gate: GatePlan,
  { pairs, screened, kept }: Screen,
  state: DesignState,
): number {
  if (gate.budgetSeconds === null) return mostPasses;
  const left = gate.budgetSeconds - state.elapsedSeconds;
  const confirming = Math.max(0, confirmingRounds - Math.max(0, kept - screened));
  for (let passes = mostPasses; passes > fewestPasses; passes--) {
    const [full, one] = [pairs, pairs.slice(0, 1)].map((some) =>
      roundSeconds(
        some.map((pair) => visitOf(plan, pair, passes)),
        state,
      ),
    );
    const needed = Math.max(0, screened - kept) * (full ?? 0) + confirming * (one ?? 0);
    if (margin * needed <= left) return passes;
  }
  return fewestPasses;
}

/**
 * How long a round of these visits will take: windows as long as the last of their step were, and what the last round
 * took beside its windows (starting, warming up, draining), to which visits that it made and this will not contribute.
 */
function roundSeconds(visits: readonly LevelVisit[], state: DesignState): number {
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
