import { requestsDue } from '../../model/load.ts';
import { isPercentile, type Objective, objectiveQuantiles } from '../../model/objective.ts';
import type { Plan, SearchingPlan } from '../../model/plan.ts';
import type { RunFigure, RunOutcome, SearchRun } from '../../model/search.ts';
import type { SliceResult } from '../../model/slice.ts';
import { collectCells } from '../collect.ts';
import { groupBy } from '../group.ts';
import { overloadOf } from '../overload.ts';
import { TimeCounts } from '../time-counts.ts';
import { generatorFault } from '../validity/judge.ts';
import type { Tried } from './course.ts';
import { allowedShare, evidenceOf, timesOf } from './evidence.ts';
import { type RunState, runState, type SliceShown } from './run-state.ts';

/** A variant in a scenario, with the objectives of the plan that are of it, by index. */
export interface Search {
  readonly variant: string;
  readonly scenario: string;
  readonly objectives: readonly number[];
}

/** How much slower than without other load, as a factor and in ms, still counts as calm. */
export const calmFactor = 1.5;
export const calmSlackMs = 1;

/** What is not the server's doing: such a run says nothing. */
const foreignFailures: ReadonlySet<string> = new Set(['loader-exited', 'loader-error', 'hook-failed']);

/** All runs of a search that came to an end, in their order. `slices`: those of the search, at a rate. */
export function runsOf(
  plan: SearchingPlan,
  search: Search,
  slices: readonly SliceResult[],
  calmMs: number | null,
): SearchRun[] {
  return [
    ...groupBy(slices, ({ round, level }) => `${round} ${level.kind === 'open' ? level.rate : ''}`).values(),
  ].flatMap((own) => runOf(plan, search, own, calmMs) ?? []);
}

/** Where a run of one rate in one round stands. */
export function stateOf(plan: SearchingPlan, search: Search, own: readonly SliceResult[]): RunState {
  const shown = own.map((slice, index): SliceShown => {
    const objectives = objectivesOf(plan, search);
    return {
      evidence: objectives.map((objective) => evidenceOf(plan, objective, slice)),
      overloaded: isOverloaded(own.slice(0, index + 1)),
      died: slice.failure !== null || slice.load === null || isUnanswered(slice),
    };
  });
  return runState(shown, plan.search.test);
}

/** Null of one that was cut short, or that something else than the server ended. */
function runOf(
  plan: SearchingPlan,
  search: Search,
  own: readonly SliceResult[],
  calmMs: number | null,
): SearchRun | null {
  const [first] = own;
  if (first === undefined || first.level.kind !== 'open') return null;
  if (own.some(({ failure }) => failure !== null && foreignFailures.has(failure.reason))) return null;
  const { outcome, figures } = stateOf(plan, search, own);
  if (outcome === null) return null;
  const fault = faultOf(plan, own);
  const starved = isStarved(own, calmMs);
  const counted = own.length > 1 ? own.slice(1) : own;
  return {
    round: first.round,
    rate: first.level.rate,
    outcome: starved && outcome === 'failed' ? 'generator' : outcomeWith(outcome, fault),
    offeredPerSecond: offeredPerSecond(counted),
    servedPerSecond: servedPerSecond(own),
    overloaded: isOverloaded(own),
    died: own.some((slice) => slice.failure !== null || slice.load === null),
    generator: fault,
    starved,
    figures: figures.flatMap((figure, index) => {
      const objective = objectivesOf(plan, search)[index];
      const number = search.objectives[index];
      if (objective === undefined || number === undefined) return [];
      return { objective: number, ...figure, ...figureOf(plan, objective, counted) };
    }),
  };
}

/**
 * What the generator was short of can only have made requests late: where they hold all the same, they hold; unless
 * less was sent than was due.
 */
function outcomeWith(outcome: 'held' | 'failed', fault: SearchRun['generator']): RunOutcome {
  if (fault === null) return outcome;
  return outcome === 'failed' || fault.code === 'schedule' || fault.code === 'exhausted'
    ? 'generator'
    : 'held';
}

function faultOf(plan: Plan, own: readonly SliceResult[]): SearchRun['generator'] {
  const [first] = own;
  if (first === undefined) return null;
  const [cell] = collectCells({ ...plan, levels: [first.level] }, [], own);
  return cell === undefined ? null : generatorFault(plan, cell);
}

function figureOf(
  plan: Plan,
  objective: Objective,
  slices: readonly SliceResult[],
): Pick<RunFigure, 'value' | 'beyond'> {
  const evidence = slices.map((slice) => evidenceOf(plan, objective, slice));
  const shares = evidence.flatMap((one) => (one.kind === 'share' ? one : []));
  if (shares.length === 0) {
    const values = evidence.flatMap((one) => (one.kind === 'value' ? (one.value ?? []) : []));
    return { value: values.at(-1) ?? null, beyond: null };
  }
  const beyond = {
    requests: shares.reduce((sum, one) => sum + one.beyond, 0),
    of: shares.reduce((sum, one) => sum + one.of, 0),
  };
  if (!isPercentile(objective.metric))
    return { value: beyond.of === 0 ? null : beyond.requests / beyond.of, beyond };
  const times = new TimeCounts();
  for (const { load } of slices) if (load !== null) times.addAll(timesOf(load));
  return { value: times.total === 0 ? null : times.quantileMs(objectiveQuantiles[objective.metric]), beyond };
}

function objectivesOf({ search }: SearchingPlan, { objectives }: Search): readonly Objective[] {
  return objectives.flatMap((index) => search.objectives[index] ?? []);
}

function isOverloaded(own: readonly SliceResult[]): boolean {
  const slices = own.flatMap((slice) => (slice.load === null ? [] : { ...slice, load: slice.load }));
  const [first] = slices;
  return (
    first !== undefined && overloadOf({ cell: first, rounds: [{ round: first.round, slices }] }) !== null
  );
}

/**
 * Whether requests waited in the loader for a connection, and the server, by the times from when they were sent, was as
 * fast as without other load: more connections would have carried more. What the loader was late in noticing is in its
 * wake lag too, and is not meant.
 */
function isStarved(own: readonly SliceResult[], calmMs: number | null): boolean {
  if (calmMs === null) return false;
  const [service, send, wake] = [new TimeCounts(), new TimeCounts(), new TimeCounts()];
  for (const { load } of own) {
    if (load?.open === undefined) continue;
    service.add(load.open.serviceTime);
    send.add(load.open.sendLag);
    wake.add(load.open.wakeLag);
  }
  const waitedMs = send.quantileMs(0.99) - wake.quantileMs(0.99);
  const slackMs = (calmFactor - 1) * calmMs + calmSlackMs;
  return service.quantileMs(0.5) <= calmMs + slackMs && waitedMs > slackMs;
}

function isUnanswered({ load }: SliceResult): boolean {
  return load !== null && load.ok === 0 && (load.open?.offered ?? load.sent) > 0;
}

/** As the course of the search sees it. */
export function triedOf({ search }: SearchingPlan, run: SearchRun): Tried {
  const { rate, outcome, offeredPerSecond, figures } = run;
  const shares = figures.flatMap(({ objective: index, beyond }) => {
    const objective = search.objectives[index];
    if (objective === undefined || beyond === null || offeredPerSecond <= 0) return [];
    const allowed = allowedShare(objective);
    // Where none may fail, no curve says how many do.
    if (allowed <= 0 || allowed >= 1) return [];
    return { objective: index, allowed, rate: offeredPerSecond, beyond: beyond.requests, of: beyond.of };
  });
  return { rate, outcome, shares };
}

function offeredPerSecond(own: readonly SliceResult[]): number {
  const ms = own.reduce((sum, { load }) => sum + (load?.windowMs ?? 0), 0);
  const due = own.reduce((sum, { load }) => sum + (load === null ? 0 : requestsDue(load)), 0);
  return ms === 0 ? 0 : (1000 * due) / ms;
}

function servedPerSecond(own: readonly SliceResult[]): number {
  const total = own.reduce((sum, { load }) => sum + (load?.totalMs ?? 0), 0);
  return total === 0 ? 0 : (1000 * own.reduce((sum, { load }) => sum + (load?.ok ?? 0), 0)) / total;
}
