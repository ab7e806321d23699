import type { Failure } from '../model/failure.ts';
import { type Level, levelKey } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import { type Cell, cellKey, type RoundResult, type SliceResult } from '../model/slice.ts';
import type { CellData, CellRound, LoadedSlice, LostRound } from './cell-data.ts';
import { groupBy } from './group.ts';
import { latencyFigures } from './latency.ts';

const serverFaults = new Set([
  'spawn-failed',
  'server-exited',
  'not-ready',
  'foreign-listener',
  'wrong-answer',
  'no-answer',
  'no-process',
]);

/**
 * Sorts slices into the plan's cells, by scenario, level and variant as planned. A cell is there when some slice
 * visited it, or when its variant failed to start in a round in which others were visited at that scenario and level.
 *
 * Slices of a round without a result (one that was interrupted) count; those of a discarded round do not.
 */
export function collectCells(
  plan: Plan,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): CellData[] {
  const visits = groupBy(slices, (slice) => cellKey(slice));
  const visitedIn = roundsByStep(slices);
  const discarded = new Set(rounds.filter((r) => r.discarded.length > 0).map((r) => r.round));
  const deadIn = failedLaunches(rounds);

  const cells: CellData[] = [];
  for (const scenario of plan.scenarios) {
    for (const level of plan.levels) {
      const stepRounds = visitedIn.get(stepKey(scenario.name, level)) ?? new Set();
      for (const variant of plan.variants) {
        const cell = { variant: variant.id, scenario: scenario.name, level };
        const own = visits.get(cellKey(cell)) ?? [];
        const seen = new Set(own.map((slice) => slice.round));
        const dead = (deadIn.get(variant.id) ?? []).filter(
          (d) => stepRounds.has(d.round) && !seen.has(d.round),
        );
        if (own.length + dead.length > 0) cells.push(cellData(cell, own, dead, discarded));
      }
    }
  }
  return cells;
}

function cellData(
  cell: Cell,
  own: readonly SliceResult[],
  dead: readonly LostRound[],
  discarded: ReadonlySet<number>,
): CellData {
  const byRound = groupBy(
    own.filter((slice) => !discarded.has(slice.round)),
    (slice) => slice.round,
  );
  const rounds: CellRound[] = [];
  const lost = dead.filter((d) => !discarded.has(d.round));
  const due = byRound.size + lost.length;
  for (const [round, visited] of byRound) {
    const failed = visited.find((slice) => slice.failure !== null || slice.load === null);
    if (failed) lost.push(lossOf(failed));
    const loaded = visited.filter(isLoaded);
    if (loaded.some((slice) => slice.load.busy.answers > 0 && slice.load.busy.elapsedMs > 0)) {
      rounds.push({ round, slices: loaded });
    } else if (!failed) {
      lost.push({ round, code: 'no-answers', detail: 'no-answers' });
    }
  }
  const reportsByRound = new Map(
    [...byRound].map(([round, visited]) => [round, visited.flatMap((slice) => slice.load ?? [])]),
  );
  const all = new Set([...own, ...dead].map((visit) => visit.round));
  return {
    cell,
    due,
    discarded: [...all].filter((round) => discarded.has(round)).length,
    rounds: rounds.sort((a, b) => a.round - b.round),
    lost,
    visits: new Map([...byRound].map(([round, visited]) => [round, visited.every(isLoaded)])),
    reports: [...reportsByRound.values()].flat(),
    reportsByRound,
    latency: once(() => latencyFigures(rounds)),
  };
}

function isLoaded(slice: SliceResult): slice is LoadedSlice {
  return slice.load !== null && slice.failure === null;
}

function lossOf({ round, failure }: SliceResult): LostRound {
  return failure === null ? { round, code: 'loader-failed', detail: 'no-report' } : lossBy(round, failure);
}

function lossBy(round: number, failure: Failure): LostRound {
  const { reason } = failure;
  if (reason === 'hook-failed') {
    const of = failure.scenario === null ? '' : ` of scenario ${failure.scenario}`;
    const hook = failure.hook === 'request' ? 'request hook' : failure.hook;
    return { round, code: reason, detail: `${hook}${of}: ${failure.detail}` };
  }
  return { round, code: serverFaults.has(reason) ? 'server-failed' : 'loader-failed', detail: reason };
}

/** Rounds in which a variant never got ready, was not set up or died; why, by variant. One that only outlived its stop ran well. */
function failedLaunches(rounds: readonly RoundResult[]): Map<string, LostRound[]> {
  const lost = rounds
    .flatMap((round) => round.launches)
    .flatMap(({ round, variant, failure }) =>
      failure === null ? [] : [{ variant, loss: lossBy(round, failure) }],
    )
    .filter(({ loss }) => loss.code !== 'loader-failed');
  const byVariant = groupBy(lost, ({ variant }) => variant);
  return new Map([...byVariant].map(([variant, all]) => [variant, all.map(({ loss }) => loss)]));
}

function roundsByStep(slices: readonly SliceResult[]): Map<string, Set<number>> {
  const byStep = groupBy(slices, (slice) => stepKey(slice.scenario, slice.level));
  return new Map([...byStep].map(([key, group]) => [key, new Set(group.map((slice) => slice.round))]));
}

function stepKey(scenario: string, level: Level): string {
  return `${scenario}|${levelKey(level)}`;
}

function once<T>(compute: () => T): () => T {
  let result: { readonly value: T } | null = null;
  return () => {
    result ??= { value: compute() };
    return result.value;
  };
}
