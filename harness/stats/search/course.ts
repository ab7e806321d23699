import type { Rated, RateInterval, RunOutcome, SearchOutcome, SearchPlan } from '../../model/search.ts';
import { groupBy } from '../group.ts';
import { crossingOf, type Exceedance } from './crossing.ts';

/** What a run showed of an objective that allows a share of the requests to be beyond its limit. */
export interface TriedShare extends Exceedance {
  readonly objective: number;
  readonly allowed: number;
}

/** One run, as the course of a search sees it. */
export interface Tried {
  readonly rate: number;
  readonly outcome: RunOutcome;
  readonly shares: readonly TriedShare[];
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
  /** Where all runs together say that holding ends; null while there is no bracket. */
  readonly limit: RateInterval | null;
}

/** With what a search begins. */
export interface Beginning {
  /** The first rate that is tried. */
  readonly rate: number;
  /** Answers per second to many connections, which is about what can be served; null where it is not known. */
  readonly servedPerSecond: number | null;
}

/** Of what can be served, the part at which a server is taken to be where that is not known. */
const usualBusy = 0.75;

type CoursePlan = Pick<SearchPlan, 'bounds' | 'resolution' | 'margin' | 'above' | 'runs' | 'maxRuns'>;

/** Significant digits of a rate: finer than any resolution, and easy to read. */
const rateDigits = 3;

/** Runs that settle whether a rate holds: more agree than disagree, whatever comes. */
const majority = 2;

/** Factors by which rates grow while nothing has failed, and shrink while nothing has held: slowly at first. */
const growth = 2;
const shrinking = [2, 4, 4] as const;

/** Once something has failed, what is above the bracket is looked at in smaller steps. */
const carefulGrowth = 1.2;

/** Of the rates in the bracket, how far around it, as a share, runs tell where in it the limit lies. */
const reach = 0.2;

/** A bracket is of verdicts, which chance has a part in: how far beyond its ends, as a factor, the limit may be seen. */
const slack = 1.1;

/** Where no curve tells where in the bracket the limit lies, it is made so many times narrower. */
const withoutCurve = 2;

/** How far from the rate that is wanted, as a share, one that was run already is as good. */
const near = 0.02;

/**
 * The course of a search after these runs: doubling until a rate fails, bisection in ln(rate) until the bracket is as
 * narrow as asked. Then all runs together say where in it the limit lies, and fresh runs confirm a rate a little below
 * that and one above, which say more of where it lies. A rate is what the majority of its runs say, so that no single
 * verdict, which noise may have made, stands for ever: where a rate holds above one that failed, that one is run again,
 * and the bracket moves.
 */
export function courseOf(plan: CoursePlan, beginning: Beginning, tried: readonly Tried[]): Course {
  const first = beginning.rate;
  const rated = rates(tried);
  const { low, high, doubt } = bracketOf(rated);
  const at = (next: readonly number[], outcome: SearchOutcome): Course => ({
    next: tried.length >= plan.maxRuns ? [] : next,
    ...{ outcome, low, high, limit: null },
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
  const isOpen = (share: number) =>
    high.rate / low.rate > 1 + share && middle > low.rate && middle < high.rate;
  if (isOpen(plan.resolution)) return at([middle], 'unconfirmed');
  const limit = limitOf(beginning, tried, low, high);
  if (limit === null && isOpen(plan.resolution / withoutCurve)) return at([middle], 'unconfirmed');
  return confirming(plan, { rated, low, high, limit }, at);
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

interface Bracketed {
  readonly rated: readonly Rated[];
  readonly low: Rated;
  readonly high: Rated;
  readonly limit: RateInterval | null;
}

/** Below and above, in the same rounds where both are due, so that what drifts hits both. */
function confirming(plan: CoursePlan, bracketed: Bracketed, at: At): Course {
  const { rated, low, high, limit } = bracketed;
  if (verdictOf(high) === 'generator') {
    const below = isConfirmed(plan, low) ? [] : [low.rate];
    return at(below, below.length === 0 ? 'generator' : 'unconfirmed');
  }
  const answer = limit === null ? low : answerOf(plan, rated, limit.point);
  const below = isConfirmed(plan, answer) ? [] : [answer.rate];
  const ceiling = ceilingOf(plan, rated, answer);
  const above = ceiling.failed >= majority || ceiling.rate <= answer.rate ? [] : [ceiling.rate];
  if (below.length + above.length > 0) return { ...at([...below, ...above], 'unconfirmed'), limit };
  return { ...at([], 'found'), low: answer, high: ceiling, limit };
}

/**
 * Where in the bracket the share of requests beyond the limit crosses what is allowed, of the objective that breaks first.
 * Null where no share tells it: of memory, of a server that dies, of the generator's limit.
 */
function limitOf(
  { servedPerSecond }: Beginning,
  tried: readonly Tried[],
  low: Rated,
  high: Rated,
): RateInterval | null {
  if (verdictOf(high) === 'generator') return null;
  const [from, to] = [low.rate / (1 + reach), high.rate * (1 + reach)];
  const shares = tried
    .filter(({ rate, outcome }) => rate >= from && rate <= to && outcome !== 'generator')
    .flatMap((run) => run.shares);
  const breaking = [...groupBy(shares, ({ objective }) => objective).values()].filter((own) =>
    own.some(({ beyond, of, allowed }) => beyond > allowed * of),
  );
  const middle = Math.sqrt(low.rate * high.rate);
  const busy = servedPerSecond === null ? usualBusy : middle / servedPerSecond;
  const crossings = breaking.flatMap((own) => crossingOf(own, own[0]?.allowed ?? 0, busy) ?? []);
  const first = crossings.reduce<RateInterval | null>(
    (least, one) => (least === null || one.point < least.point ? one : least),
    null,
  );
  if (first === null) return null;
  const point = Math.min(high.rate * slack, Math.max(low.rate / slack, first.point));
  return { point, low: Math.min(point, first.low), high: Math.max(point, first.high) };
}

/** The rate to be confirmed: as far below the limit as is asked, or the one most run of those that are about there. */
function answerOf(plan: CoursePlan, rated: readonly Rated[], limit: number): Rated {
  const rate = within(plan, limit / (1 + plan.margin));
  const runs = (one: Rated) => one.held + one.failed;
  const [most] = rated
    .filter((one) => Math.abs(Math.log(one.rate / rate)) <= near && verdictOf(one) === 'held')
    .sort((a, b) => runs(b) - runs(a));
  return most ?? { rate, held: 0, failed: 0, generator: 0 };
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
