import type { Rated, RunOutcome, SearchOutcome, SearchPlan } from '../../model/search.ts';
import { groupBy } from '../group.ts';

/** One run, as the course of a search sees it. */
export interface Tried {
  readonly rate: number;
  readonly outcome: RunOutcome;
}

/** Where a search stands. */
export interface Course {
  /** Rates to be run next, lowest first; none when it is done. */
  readonly next: readonly number[];
  /** What can be said by now. */
  readonly outcome: SearchOutcome;
  /** The highest rate that holds, and the least above it that does not; null where there is none. */
  readonly low: Rated | null;
  readonly high: Rated | null;
}

type CoursePlan = Pick<SearchPlan, 'bounds' | 'resolution' | 'above' | 'runs' | 'maxRuns'>;

/** Significant digits of a rate: finer than any resolution, and easy to read. */
const rateDigits = 3;

/** Runs that settle whether a rate holds: more agree than disagree, whatever comes. */
const majority = 2;

/** Factors by which rates grow while nothing has failed, and shrink while nothing has held: slowly at first. */
const growth = 2;
const shrinking = [2, 4, 4] as const;

/** Once something has failed, what is above the bracket is looked at in smaller steps. */
const carefulGrowth = 1.2;

/**
 * The course of a search after these runs: doubling until a rate fails, bisection in ln(rate) until the bracket is as
 * narrow as asked, then fresh runs at its lower end and a little above it. A rate is what the majority of its runs say,
 * so that no single verdict, which noise may have made, stands for ever: where a rate holds above one that failed, that
 * one is run again, and the bracket moves.
 *
 * @param first The rate to begin with.
 */
export function courseOf(plan: CoursePlan, first: number, tried: readonly Tried[]): Course {
  const rated = rates(tried);
  const { low, high, doubt } = bracketOf(rated);
  const at = (next: readonly number[], outcome: SearchOutcome): Course => ({
    next: tried.length >= plan.maxRuns ? [] : next,
    ...{ outcome, low, high },
  });
  if (rated.length === 0) return at([within(plan, first)], 'unknown');
  if (doubt !== null) return at([doubt], low === null ? 'unknown' : 'unconfirmed');
  if (low === null) return lowered(plan, first, rated, at);
  if (high === null) {
    const failedBefore = tried.some(({ outcome }) => outcome !== 'held');
    const next = within(plan, low.rate * (failedBefore ? carefulGrowth : growth));
    if (next > low.rate) return at([next], 'unconfirmed');
    return isConfirmed(plan, low) ? at([], 'bound') : at([low.rate], 'unconfirmed');
  }
  const middle = roundRate(Math.sqrt(low.rate * high.rate));
  if (high.rate / low.rate > 1 + plan.resolution && middle > low.rate && middle < high.rate) {
    return at([middle], 'unconfirmed');
  }
  return confirming(plan, rated, { low, high }, at);
}

type At = (next: readonly number[], outcome: SearchOutcome) => Course;

/** Nothing has held yet. */
function lowered(plan: CoursePlan, first: number, rated: readonly Rated[], at: At): Course {
  const lowest = Math.min(...rated.map(({ rate }) => rate));
  // Below the generator's limit nothing was seen of the server's.
  const isServers = rated.some(({ rate, failed }) => rate === lowest && failed > 0);
  let next = first;
  for (const factor of shrinking) {
    next = within(plan, next / factor);
    if (next < lowest) return at([next], 'unknown');
  }
  return at([], isServers ? 'none' : 'generator');
}

/** Below and above, in the same rounds where both are due, so that what drifts hits both. */
function confirming(
  plan: CoursePlan,
  rated: readonly Rated[],
  { low, high }: { readonly low: Rated; readonly high: Rated },
  at: At,
): Course {
  const below = isConfirmed(plan, low) ? [] : [low.rate];
  if (verdictOf(high) === 'generator') return at(below, below.length === 0 ? 'generator' : 'unconfirmed');
  const ceiling = ceilingOf(plan, rated, low);
  const above = ceiling.failed >= majority || ceiling.rate <= low.rate ? [] : [ceiling.rate];
  if (below.length + above.length > 0) return at([...below, ...above], 'unconfirmed');
  return { ...at([], 'found'), high: ceiling };
}

/** The rate above at which failing is confirmed: further up where that one turns out to hold. */
function ceilingOf(plan: CoursePlan, rated: readonly Rated[], low: Rated): Rated {
  let rate = low.rate;
  for (;;) {
    const next = within(plan, rate * (1 + plan.above));
    const found = rated.find((one) => one.rate === next) ?? { rate: next, held: 0, failed: 0, generator: 0 };
    if (next <= rate || found.held < majority || found.failed >= found.held) return found;
    rate = next;
  }
}

function isConfirmed({ runs }: CoursePlan, { held, failed }: Rated): boolean {
  return held >= runs && held - failed >= majority;
}

/**
 * The highest rate that holds with none below it that does not, and the least that does not. `doubt`: a rate to run
 * again before anything else, for its runs are undecided or contradict another rate's.
 */
function bracketOf(rated: readonly Rated[]) {
  const undecided = rated.find((one) => verdictOf(one) === null);
  const high = rated.find((one) => ['failed', 'generator'].includes(verdictOf(one) ?? '')) ?? null;
  const low =
    rated.findLast((one) => verdictOf(one) === 'held' && (high === null || one.rate < high.rate)) ?? null;
  const contradicted =
    high !== null && rated.some((one) => one.rate > high.rate && verdictOf(one) === 'held');
  const isSettled = high !== null && Math.max(high.failed, high.generator) >= majority;
  const doubt = undecided?.rate ?? (contradicted && !isSettled ? high.rate : null);
  return { low, high, doubt };
}

/** What the majority of a rate's runs say; null where they do not agree. The generator is believed when it says so twice. */
function verdictOf({ held, failed, generator }: Rated): RunOutcome | null {
  if (generator >= majority && generator >= held + failed) return 'generator';
  if (held > failed) return 'held';
  return failed > held ? 'failed' : null;
}

/** In rising order. */
function rates(tried: readonly Tried[]): readonly Rated[] {
  return [...groupBy(tried, ({ rate }) => rate)]
    .map(([rate, runs]) => {
      const count = (outcome: RunOutcome) => runs.filter((run) => run.outcome === outcome).length;
      return { rate, held: count('held'), failed: count('failed'), generator: count('generator') };
    })
    .sort((a, b) => a.rate - b.rate);
}

function within({ bounds }: CoursePlan, rate: number): number {
  return Math.min(bounds.max, Math.max(bounds.min, roundRate(rate)));
}

function roundRate(rate: number): number {
  return Number(rate.toPrecision(rateDigits));
}
