import type { GateMetricName, GatePair, GatePlan, GateSeries, GateTrouble } from '../model/gate.ts';
import { requestsDue } from '../model/load.ts';
import type { Plan } from '../model/plan.ts';
import { cellKey } from '../model/slice.ts';
import type { CellData } from './cell-data.ts';
import { logRatiosByRound } from './compare.ts';
import { roundFigures } from './figures.ts';
import { failedByServer } from './validity/failures.ts';
import { isInvalidBeside } from './validity/judge.ts';
import { isDisturbed } from './validity/rounds.ts';

/**
 * Where a metric is told best. At saturation latencies are those of a queue; at a rate that both keep up with throughput
 * is the rate.
 */
const bestAt: Readonly<Record<Exclude<GateMetricName, 'failures'>, 'open' | 'closed'>> = {
  cpuPerRequest: 'closed',
  footprint: 'closed',
  throughput: 'closed',
  p50: 'open',
  p99: 'open',
};

/**
 * What rounds showed of each metric of a gate, for each pair: in the order of pairs, then of the plan's metrics. Of a
 * scenario with a closed and an open level each metric is of the one at which it is told best; of one with a single level
 * they are all of that, but for throughput at an arrival rate. Failures are of all levels of a scenario together.
 */
export function gateSeries(
  plan: Plan,
  gate: GatePlan,
  pairs: readonly GatePair[],
  cells: readonly CellData[],
): GateSeries[] {
  return gateSeriesByRound(plan, gate, pairs, cells).map(({ byRound, ...series }) => ({
    ...series,
    worsening: [...byRound.values()],
  }));
}

/** A series with the numbers of its rounds. */
export interface SeriesByRound extends Omit<GateSeries, 'worsening'> {
  readonly byRound: ReadonlyMap<number, number>;
}

/** As {@link gateSeries}: what one round showed of several metrics can be put side by side. */
export function gateSeriesByRound(
  plan: Plan,
  gate: GatePlan,
  pairs: readonly GatePair[],
  cells: readonly CellData[],
): SeriesByRound[] {
  const byKey = new Map(cells.map((data) => [cellKey(data.cell), data]));
  const sidesOf = (pair: GatePair) => ({
    baseline: byKey.get(cellKey({ ...pair, variant: pair.baseline })),
    candidate: byKey.get(cellKey({ ...pair, variant: pair.candidate })),
  });
  return pairs.flatMap((pair) => {
    const others = pairs.filter((other) => isSameButForLevel(pair, other));
    return gate.metrics.flatMap(({ metric }): SeriesByRound[] => {
      if (metric === 'failures') {
        return others[0] === pair ? [{ ...pair, metric, ...failuresOf(plan, others.map(sidesOf)) }] : [];
      }
      if (!isToldAt(metric, pair, others)) return [];
      return [{ ...pair, metric, ...figuresOf(plan, metric, sidesOf(pair)) }];
    });
  });
}

function isToldAt(
  metric: Exclude<GateMetricName, 'failures'>,
  pair: GatePair,
  others: readonly GatePair[],
): boolean {
  const best = bestAt[metric];
  if (pair.level.kind === best) return true;
  return metric !== 'throughput' && others.every(({ level }) => level.kind !== best);
}

/** The pair itself is among those that are. */
function isSameButForLevel(one: GatePair, other: GatePair): boolean {
  return (
    one.baseline === other.baseline && one.candidate === other.candidate && one.scenario === other.scenario
  );
}

interface Sides {
  readonly baseline: CellData | undefined;
  readonly candidate: CellData | undefined;
}

type Shown = Pick<SeriesByRound, 'byRound' | 'trouble'>;

function figuresOf(plan: Plan, metric: Exclude<GateMetricName, 'failures'>, sides: Sides): Shown {
  const { baseline, candidate } = sides;
  const noFigure = { byRound: new Map<number, number>(), trouble: { code: 'no-figure' } } as const;
  if (baseline === undefined || candidate === undefined) return noFigure;
  if (roundFigures(baseline, metric) === null || roundFigures(candidate, metric) === null) return noFigure;
  const logs = logRatiosByRound(metric, candidate, baseline);
  const byRound = metric === 'throughput' ? new Map([...logs].map(([round, log]) => [round, -log])) : logs;
  const invalid = [baseline, candidate].find((data) => isInvalidBeside(plan, data, metric));
  const trouble: GateTrouble | null =
    invalid === undefined
      ? disturbanceOf([baseline, candidate])
      : { code: 'not-valid', variant: invalid.cell.variant };
  return { byRound, trouble };
}

/** Rounds in which both variants were to be loaded. One that it did not live through is all failure. */
function failuresOf(plan: Plan, levels: readonly Sides[]): Shown {
  const known = (side: CellData | undefined) => side ?? [];
  const baseline = failureShares(
    plan,
    levels.flatMap((sides) => known(sides.baseline)),
  );
  const candidate = failureShares(
    plan,
    levels.flatMap((sides) => known(sides.candidate)),
  );
  const rounds = [...candidate.keys()].filter((round) => baseline.has(round)).sort((a, b) => a - b);
  return {
    byRound: new Map(
      rounds.map((round) => [round, (candidate.get(round) ?? 0) - (baseline.get(round) ?? 0)]),
    ),
    trouble: disturbanceOf(
      levels.flatMap((sides) => [...[known(sides.baseline)].flat(), ...[known(sides.candidate)].flat()]),
    ),
  };
}

/** By round: the share of the requests due that failed through the server's fault, or were left unfinished. */
function failureShares(plan: Plan, cells: readonly CellData[]): ReadonlyMap<number, number> {
  const counts = new Map<number, { failed: number; due: number }>();
  for (const { reportsByRound } of cells) {
    for (const [round, reports] of reportsByRound) {
      const count = counts.get(round) ?? { failed: 0, due: 0 };
      for (const report of reports) {
        count.failed += failedByServer(plan, report);
        count.due += requestsDue(report);
      }
      counts.set(round, count);
    }
  }
  const shares = new Map<number, number>();
  for (const [round, { failed, due }] of counts) if (due > 0) shares.set(round, failed / due);
  for (const { lost } of cells) {
    for (const { round, code } of lost) if (code === 'server-failed') shares.set(round, 1);
  }
  return shares;
}

function disturbanceOf(cells: readonly CellData[]): GateTrouble | null {
  const disturbed = cells.find(isDisturbed);
  if (disturbed === undefined) return null;
  const { discarded, due } = disturbed;
  return { code: 'disturbed', discarded, rounds: discarded + due };
}
