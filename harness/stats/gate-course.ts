import type { GatePair, GatePlan, GateSeries } from '../model/gate.ts';
import { levelKey } from '../model/level.ts';
import { isOfAllLevels } from './gate-series.ts';
import type { GateTestState } from './gate-tests.ts';

/**
 * Slices of each variant in a visit, where the budget holds them: many short ones in turns, for weather is short. Of what
 * rounds of equal servers differ by on a shared machine nearly all is of moments and little of launches, so that more
 * slices are as good as more rounds, and starting takes half of a round of five.
 */
export const mostPasses = 8;
export const fewestPasses = 2;

/** Rounds of one pair that should fit after the screen, for what is suspect to be confirmed: at a dozen in all it can be. */
const confirmingRounds = 8;

/** Rounds of the same plan were seen to differ by a tenth. */
const margin = 1.1;

/** Rounds in all, as a multiple of those that may be kept: on a machine that disturbs more than half of them it ends. */
const mostRounds = 2;

/** How far a gate has come. */
export interface GateProgress {
  /** Rounds that were measured, discarded ones included. */
  readonly rounds: number;
  readonly kept: number;
  readonly elapsedSeconds: number;
  /** Pairs that need more rounds, the most suspect first: as {@link suspectedPairs} tells. */
  readonly suspects: () => readonly GatePair[];
  /** How long a round of these pairs, in so many passes, will take. */
  readonly roundSeconds: (pairs: readonly GatePair[], passes: number) => number;
}

export type GateStep =
  | { readonly kind: 'round'; readonly pairs: readonly GatePair[]; readonly passes: number }
  | { readonly kind: 'done'; readonly why: 'precision' | 'rounds' | 'budget' };

/**
 * What a gate measures next: all pairs up to the first look; from then on those of which some metric is suspect and not
 * confirmed, until none is, or the budget or the bound of rounds is reached; where time is short, the most suspect ones.
 */
export function nextOfGate(gate: GatePlan, pairs: readonly GatePair[], progress: GateProgress): GateStep {
  const { rounds, kept, elapsedSeconds, roundSeconds } = progress;
  const screened = gate.looks[0]?.rounds ?? 1;
  const wanted = kept < screened ? pairs : progress.suspects();
  if (wanted.length === 0) return { kind: 'done', why: 'precision' };
  if (rounds >= mostRounds * gate.maxRounds) return { kind: 'done', why: 'rounds' };
  const passes = passesThatFit(gate, pairs, progress);
  const visited = kept < screened ? wanted : affordable(gate, wanted, passes, progress);
  const needed = margin * roundSeconds(visited, passes);
  if (rounds > 0 && elapsedSeconds + needed > (gate.budgetSeconds ?? Infinity))
    return { kind: 'done', why: 'budget' };
  return { kind: 'round', pairs: visited, passes };
}

/**
 * Pairs with a test that needs more rounds: those in which a metric that gates does before those in which only others do,
 * of each the most suspect first. Of what is told of all levels together, all levels.
 */
export function suspectedPairs(
  tests: readonly GateTestState[],
  pairs: readonly GatePair[],
): readonly GatePair[] {
  const open = tests.filter((test) => test.open);
  const suspected = pairs.flatMap((pair) => {
    const own = open.filter(({ series: one }) => isOf(one, pair));
    if (own.length === 0) return [];
    const gating = own.filter(({ metric }) => metric.role === 'gating');
    const leading = gating.length > 0 ? gating : own;
    return { pair, gates: gating.length > 0, p: Math.min(...leading.map(({ outcome }) => outcome.p ?? 0)) };
  });
  return suspected.sort((a, b) => Number(b.gates) - Number(a.gates) || a.p - b.p).map(({ pair }) => pair);
}

/** Pairs of scenarios in which no candidate is found broken: where one is, that is decided, and it is visited no more. */
export function wholePairs(tests: readonly GateTestState[], pairs: readonly GatePair[]): readonly GatePair[] {
  return pairs.filter((pair) => !isBrokenOff(tests, pair));
}

/** Whether something that gates is broken in the scenario of a pair. */
export function isBrokenOff(
  tests: readonly GateTestState[],
  { baseline, candidate, scenario }: Omit<GatePair, 'level'>,
): boolean {
  return tests.some(
    ({ broken, metric, series }) =>
      broken &&
      metric.role === 'gating' &&
      series.baseline === baseline &&
      series.candidate === candidate &&
      series.scenario === scenario,
  );
}

/** Whether rounds of a pair tell a series. */
export function isOf(
  { metric, ...series }: Omit<GateSeries, 'worsening' | 'trouble'>,
  pair: GatePair,
): boolean {
  return (
    series.baseline === pair.baseline &&
    series.candidate === pair.candidate &&
    series.scenario === pair.scenario &&
    (isOfAllLevels(metric) || levelKey(series.level) === levelKey(pair.level))
  );
}

/**
 * As many of the most suspect as can still have the rounds it takes to confirm: all of them with too few rounds would
 * confirm none. What is passed over stays suspect, and its turn comes when one before it is decided.
 */
function affordable(
  gate: GatePlan,
  pairs: readonly GatePair[],
  passes: number,
  { kept, elapsedSeconds, roundSeconds }: GateProgress,
): readonly GatePair[] {
  const rounds = Math.max(1, confirmingRounds - (kept - (gate.looks[0]?.rounds ?? 1)));
  const left = (gate.budgetSeconds ?? Number.POSITIVE_INFINITY) - elapsedSeconds;
  let count = pairs.length;
  while (count > 1 && margin * rounds * roundSeconds(pairs.slice(0, count), passes) > left) count--;
  return pairs.slice(0, count);
}

/**
 * As many passes as let the rest of the screen and the confirming of one pair fit the budget. More rounds of fewer slices
 * find more than fewer rounds of more: below a dozen nothing can be confirmed, and no number of slices makes up for that.
 */
function passesThatFit(
  gate: GatePlan,
  pairs: readonly GatePair[],
  { kept, elapsedSeconds, roundSeconds }: GateProgress,
): number {
  if (gate.passes !== undefined) return gate.passes;
  if (gate.budgetSeconds === null) return mostPasses;
  const screened = gate.looks[0]?.rounds ?? 1;
  const left = gate.budgetSeconds - elapsedSeconds;
  const confirming = Math.max(0, confirmingRounds - Math.max(0, kept - screened));
  for (let passes = mostPasses; passes > fewestPasses; passes--) {
    const [full, one] = [roundSeconds(pairs, passes), roundSeconds(pairs.slice(0, 1), passes)];
    if (margin * (Math.max(0, screened - kept) * full + confirming * one) <= left) return passes;
  }
  return fewestPasses;
}
