import { limitOf, type Objective } from '../../harness/model/objective.ts';
import type { StopReason } from '../../harness/model/record.ts';
import {
  isGeneratorAbove,
  type Rated,
  type SearchPlan,
  type SearchResult,
  type SearchRun,
} from '../../harness/model/search.ts';
import { list, milliseconds, NBSP, NONE, plural, tick } from './numbers.ts';
import { objectiveFigure, objectiveWording } from './objectives.ts';
import { stopWords } from './stop.ts';
import { reasonsText } from './validity.ts';

/** `182 req/s`. */
export function rateText(rate: number): string {
  return `${tick(rate)}${NBSP}req/s`;
}

/** `182`, `≥ 182` where more was not seen of the server, `none`; a dash where it cannot be told. */
export function carriesText(result: SearchResult): string {
  const { outcome, rate, high } = result;
  if (outcome === 'none') return 'none';
  if (rate === null) return NONE;
  const open = outcome === 'bound' || high === null || isGeneratorAbove(result);
  return `${open ? `≥${NBSP}` : ''}${tick(rate)}`;
}

/** `184–196`: where the limit lies, at 95 %; where no fit tells it, between what holds and what does not. */
export function betweenText(result: SearchResult): string {
  const { rate, high, limit } = result;
  if (rate === null || high === null || isGeneratorAbove(result)) return NONE;
  const { low, high: most } = limit ?? { low: rate, high: high.rate };
  return `${rounded(low)}${NONE}${rounded(most)}`;
}

/** How a run ended, as far as what it leaves open depends on it. */
export interface SearchEnd {
  readonly stop: StopReason;
  readonly budgetSeconds: number | null;
}

/** What the answer is and what it stands on, in a sentence without its full stop. */
export function searchSentence(plan: SearchPlan, result: SearchResult, end: SearchEnd): string {
  const { outcome, rate, low } = result;
  if (rate === null || low === null) return nothingHolds(plan, result, end);
  const held = `${rateText(rate)}: it held there in ${votes(low, 'held')}`;
  switch (outcome) {
    case 'found':
      return `${held}${aboveSentence(plan, result)}${limitSentence(result)}${doubt(plan, result)}`;
    case 'generator':
      return `at least ${held}; beyond that the generator, not the server, was the limit${generatorWhy(plan, result)}`;
    case 'bound':
      return `at least ${held}; higher rates cannot be asked for`;
    default:
      return `not confirmed: ${held}${aboveSentence(plan, result)}${limitSentence(result)}; missing: ${missingOf(plan, result)}; ${wayOn(end)}`;
  }
}

/** `; at 205 req/s it failed in 2 of 2 runs: p99 was 320 ms` */
function aboveSentence(plan: SearchPlan, result: SearchResult): string {
  const { high } = result;
  if (high === null) return '';
  return isGeneratorAbove(result)
    ? `; at ${rateText(high.rate)} the generator, not the server, was the limit in ${votes(high, 'generator')}${generatorWhy(plan, result)}`
    : `; at ${rateText(high.rate)} it failed in ${votes(high, 'failed')}${why(plan, result, high.rate)}`;
}

/** `; all 14 runs together see the limit at 189 req/s (184–196)` */
function limitSentence({ limit, runs }: SearchResult): string {
  if (limit === null) return '';
  const { point, low, high } = limit;
  return `; all ${plural(runs.length, 'run')} together see the limit at ${rateText(significant(point))} (${rounded(low)}${NONE}${rounded(high)})`;
}

/** What an unconfirmed rate lacks. */
function missingOf({ runs, above, resolution }: SearchPlan, { low, high, limit }: SearchResult): string {
  if (high === null) return 'a rate at which it fails';
  if (limit === null && high.rate > (1 + resolution) * (low?.rate ?? 0)) return 'the rates between the two';
  const more = Math.max(1, runs - (low?.held ?? 0));
  return `fresh runs that confirm it: ${more} more that hold, and two that fail ${tick(100 * above)}${NBSP}% above`;
}

/** What would complete a search that ended early. */
function wayOn({ stop, budgetSeconds }: SearchEnd): string {
  if (stop === 'interrupted') return 'it was interrupted: `bench run --resume` goes on with it';
  if (stop === 'rounds')
    return 'the machine was too disturbed: close what else runs on it (bench doctor looks), and `bench run --resume` goes on with it';
  if (stop === 'budget' && budgetSeconds !== null) {
    const minutes = Math.ceil((2 * budgetSeconds) / 60);
    return `the budget was spent: raise --budget (\`bench run --resume --budget ${minutes}m\` goes on with it)`;
  }
  return stop === 'failed'
    ? 'a failure ended it early'
    : 'its runs contradict each other: what else runs on this machine, or in the server, changes from run to run';
}

/** What was the best, where it held nowhere. */
function nothingHolds(plan: SearchPlan, result: SearchResult, end: SearchEnd): string {
  const { outcome, runs } = result;
  const lowest = runs.reduce<SearchRun | null>(
    (least, run) => (least === null || run.rate <= least.rate ? run : least),
    null,
  );
  if (lowest === null) return `cannot be told: no run at any rate came to an end; ${wayOn(end)}`;
  if (outcome === 'generator' || lowest.outcome === 'generator')
    return `cannot be told: at ${rateText(lowest.rate)} and above the generator, not the server, was the limit${generatorWhy(plan, result)}`;
  const nearest = nearestOf(plan, runs) ?? lowest;
  const least = nearest.rate === lowest.rate ? ', the lowest rate tried' : '';
  const best = `the best was at ${rateText(nearest.rate)}${least}${whyOf(plan, nearest)}`;
  const calm =
    result.calmMs === null ? '' : `; a single connection is answered in ${milliseconds(result.calmMs)}`;
  return outcome === 'none'
    ? `at no rate: ${best}${calm}`
    : `cannot be told: it has held nowhere yet; ${best}; ${wayOn(end)}`;
}

/** `: p99 was 320 ms`, of the run that failed at a rate. */
function why(plan: SearchPlan, { runs }: SearchResult, rate: number | undefined): string {
  const run = runs.findLast((one) => one.rate === rate && one.outcome === 'failed');
  return run === undefined ? '' : whyOf(plan, run);
}

/** The run that came nearest to what is to hold, by the figure that is furthest from its limit. */
function nearestOf({ objectives }: SearchPlan, runs: readonly SearchRun[]): SearchRun | null {
  const distance = ({ figures }: SearchRun) =>
    Math.max(
      ...figures.map(({ objective: index, value }) => {
        const objective = objectives[index];
        return objective === undefined || value === null ? 0 : value / limitOf(objective);
      }),
    );
  const told = runs.filter(
    ({ died, outcome, figures }) => !died && outcome === 'failed' && figures.length > 0,
  );
  return told.reduce<SearchRun | null>(
    (best, run) => (best === null || distance(run) <= distance(best) ? run : best),
    null,
  );
}

function whyOf({ objectives }: SearchPlan, run: SearchRun): string {
  const missed = run.figures.flatMap(({ objective: index, verdict, value }) => {
    const objective = objectives[index];
    if (objective === undefined || verdict !== 'missed' || value === null) return [];
    return `${objective.metric} was ${figureText(objective, value)}`;
  });
  const served = run.overloaded
    ? [`only ${rateText(Number(run.servedPerSecond.toPrecision(3)))} were served`]
    : [];
  const died = run.died ? ['the server did not live through it'] : [];
  const told = [...died, ...missed, ...served];
  return told.length === 0 ? '' : `: ${list(told)}`;
}

function generatorWhy({ shape }: SearchPlan, { runs }: SearchResult): string {
  const last = runs.findLast(({ outcome }) => outcome === 'generator');
  if (last?.starved === true)
    return `: all ${shape.connections} connections were in use, though answers came as fast as without load; raise --max-connections`;
  const fault = last?.generator ?? null;
  return fault === null ? '' : `: ${reasonsText([fault], 0)}`;
}

/** Of objectives that so few requests could not show to hold. */
function doubt({ objectives }: SearchPlan, { runs, rate, objectives: own }: SearchResult): string {
  const unsure = own.flatMap((index) => {
    const figures = runs
      .filter((run) => run.rate === rate)
      .flatMap((run) => run.figures.filter(({ objective }) => objective === index));
    const objective = objectives[index];
    const unknown = figures.every(({ verdict }) => verdict === 'unknown');
    if (objective === undefined || figures.some(({ decided }) => decided && !unknown)) return [];
    return unknown
      ? [`nothing tells ${objective.metric} here`]
      : [`too few requests to be sure of ${objectiveWording(objective)}`];
  });
  return unsure.length === 0 ? '' : `; ${list(unsure)}`;
}

/** `212 ms`: the middle one of the runs at the rate that was found, of what limits it or else of the first objective. */
export function thereText({ objectives }: SearchPlan, result: SearchResult): string {
  const index = result.limitedBy[0] ?? result.objectives[0];
  const objective = index === undefined ? undefined : objectives[index];
  const values = result.runs
    .filter(({ rate }) => rate === result.rate)
    .flatMap(({ figures }) => figures.flatMap((one) => (one.objective === index ? (one.value ?? []) : [])))
    .sort((a, b) => a - b);
  const middle = values[Math.floor((values.length - 1) / 2)];
  return objective === undefined || middle === undefined
    ? NONE
    : `${objective.metric} ${figureText(objective, middle)}`;
}

/** The objectives that are missed above. */
export function limitText({ objectives }: SearchPlan, result: SearchResult): string {
  if (isGeneratorAbove(result)) return 'generator';
  const words = result.limitedBy.flatMap((index) => {
    const objective = objectives[index];
    return objective === undefined ? [] : [objectiveWording({ ...objective, scenario: null, mode: null })];
  });
  return words.length === 0 ? NONE : words.join(', ');
}

/** Why it ended, as the end of a sentence. */
export function searchEnded(stop: StopReason): string {
  if (stop === 'precision') return 'when each rate was found and confirmed, or could not be';
  if (stop === 'interrupted') return `${stopWords[stop]}; \`bench run --resume\` goes on with it`;
  if (stop === 'rounds') return 'early, for the machine was too disturbed: too many rounds were left out';
  return stop === 'budget' ? 'because the budget was spent' : stopWords[stop];
}

/** How it was found, for those who want to know. */
export function searchRules({ shape, test, resolution, margin, above, runs }: SearchPlan): readonly string[] {
  const percent = (share: number) => `${tick(100 * share)}${NBSP}%`;
  const arrivals = shape.arrivals === 'poisson' ? 'at random, as independent users come' : 'evenly spaced';
  return [
    `requests come ${arrivals}, whatever is answered; each run is of fresh processes`,
    `the rate is doubled until a run fails, then the bracket is halved until ${percent(resolution)} are left; then a curve through all runs tells where the limit lies, at 95${NBSP}%`,
    `what is found is ${percent(margin)} below the limit; that it holds there is confirmed by ${plural(runs, 'run')} or more, that it fails ${percent(above)} above that by two`,
    `of each run a sequential test of the requests that were late or failed decides, at a risk of ${percent(test.risk)}`,
  ];
}

function rounded(rate: number): string {
  return tick(significant(rate));
}

/** Three digits are more than any interval supports. */
function significant(rate: number): number {
  return Number(rate.toPrecision(3));
}

function votes(rated: Rated, what: 'held' | 'failed' | 'generator'): string {
  return `${rated[what]} of ${plural(rated.held + rated.failed + rated.generator, 'run')}`;
}

function figureText(objective: Objective, point: number): string {
  const interval = { point, low: null, high: null, confidence: 0.95, rounds: 1, fewRounds: true };
  return objectiveFigure(objective, { ...interval, bound: null });
}
