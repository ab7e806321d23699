import { type Level, levelKey, levelValue } from '../../model/level.ts';
import { covers } from '../../model/objective.ts';
import type { SearchingPlan } from '../../model/plan.ts';
import type { SearchRecord, SearchResult, SearchRun } from '../../model/search.ts';
import type { RoundResult, SliceResult } from '../../model/slice.ts';
import { medianOf } from '../median.ts';
import { type Course, courseOf } from './course.ts';
import { timesOf } from './evidence.ts';
import { runsOf, type Search, triedOf } from './runs.ts';

/** A search with what its runs came to. */
export interface Standing {
  readonly search: Search;
  readonly runs: readonly SearchRun[];
  /** Null until it is known with which rate to begin. */
  readonly course: Course | null;
  readonly calmMs: number | null;
  readonly servedPerSecond: number | null;
}

/** Connections of the closed level that shows response times without other load. */
export const calmConnections = 1;

/** Rounds after which a search begins without knowing what can be served, and where. */
const beginRounds = 2;
const blindRate = 10;

/** Every variant in every scenario of which something must hold; nothing is asked of variants that are declared to fail. */
export function searchesOf(plan: SearchingPlan): readonly Search[] {
  const variants = plan.variants.filter(({ expect }) => expect !== 'failing');
  return plan.scenarios.flatMap(({ name: scenario }) =>
    variants.flatMap(({ id: variant }) => {
      const objectives = plan.search.objectives.flatMap((one, index) =>
        covers(one, { variant, scenario }) ? [index] : [],
      );
      return objectives.length === 0 ? [] : [{ variant, scenario, objectives }];
    }),
  );
}

/** Where all searches stand after these rounds; those that were discarded do not count. */
export function standings(
  plan: SearchingPlan,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): readonly Standing[] {
  const discarded = new Set(rounds.filter((round) => round.discarded.length > 0).map(({ round }) => round));
  return searchesOf(plan).map((search) => {
    const own = slices.filter((slice) => isOf(slice, search));
    const kept = own.filter(({ round }) => !discarded.has(round));
    const calmMs = calmOf(kept);
    const atRates = kept.filter(({ level }) => level.kind === 'open');
    const runs = runsOf(plan, search, atRates, calmMs);
    const servedPerSecond = servedBy(plan, own);
    const begun = new Set(own.map(({ round }) => round)).size;
    const first =
      servedPerSecond === null
        ? begun < beginRounds
          ? null
          : blindRate
        : plan.search.begin.share * servedPerSecond;
    const course =
      first === null
        ? null
        : courseOf(
            plan.search,
            { rate: first, servedPerSecond },
            runs.map((run) => triedOf(plan, run)),
          );
    return { search, runs, course, calmMs, servedPerSecond };
  });
}

/** What a record says of its searches. */
export function searchRecordOf(
  plan: SearchingPlan,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): SearchRecord {
  return { results: standings(plan, rounds, slices).map(resultOf) };
}

/** The plan with the levels at which anything was measured. */
export function withTriedLevels(plan: SearchingPlan, slices: readonly SliceResult[]): SearchingPlan {
  const closed = plan.levels.filter(({ kind }) => kind === 'closed');
  const tried = new Map<string, Level>(
    slices.flatMap(({ level }) => (level.kind === 'open' ? [[levelKey(level), level] as const] : [])),
  );
  return {
    ...plan,
    levels: [...closed, ...[...tried.values()].sort((a, b) => levelValue(a) - levelValue(b))],
  };
}

export function isOf(
  slice: SliceResult,
  { variant, scenario }: Pick<Search, 'variant' | 'scenario'>,
): boolean {
  return slice.variant === variant && slice.scenario === scenario;
}

/** The least median of a slice of a single connection; null where none was answered. */
export function calmOf(slices: readonly SliceResult[]): number | null {
  const medians = slices.flatMap(({ level, load }) => {
    if (load === null || level.kind !== 'closed' || level.concurrency !== calmConnections) return [];
    const ms = timesOf(load).quantileMs(0.5);
    return Number.isFinite(ms) ? [ms] : [];
  });
  return medians.length === 0 ? null : Math.min(...medians);
}

function resultOf({ search, runs, course, calmMs, servedPerSecond }: Standing): SearchResult {
  const outcome = course?.outcome ?? 'unknown';
  const low = course?.low ?? null;
  const high = course?.high ?? null;
  const telling = high?.rate ?? (low === null ? Math.min(...runs.map(({ rate }) => rate)) : null);
  return {
    ...{ variant: search.variant, scenario: search.scenario, objectives: [...search.objectives] },
    ...{ outcome, rate: low?.rate ?? null, low, high, limit: course?.limit ?? null },
    limitedBy: search.objectives.filter((objective) =>
      runs.some(
        ({ rate, outcome: came, figures }) =>
          rate === telling &&
          came === 'failed' &&
          figures.some((figure) => figure.objective === objective && figure.verdict === 'missed'),
      ),
    ),
    ...{ calmMs, servedPerSecond, runs: [...runs] },
  };
}

/** Answers per second at the closed level of the beginning; discarded rounds too, for it is a beginning only. */
function servedBy({ search }: SearchingPlan, own: readonly SliceResult[]): number | null {
  const rates = own.flatMap(({ level, load }) =>
    load === null ||
    level.kind !== 'closed' ||
    level.concurrency !== search.begin.concurrency ||
    load.busy.answers <= 0 ||
    load.busy.elapsedMs <= 0
      ? []
      : [(1000 * load.busy.answers) / load.busy.elapsedMs],
  );
  return medianOf(rates);
}
