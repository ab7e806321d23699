import type { GateMetricName, GatePair, GatePlan, GateSeries, GateTrouble } from '../model/gate.ts';
import { requestsDue } from '../model/load.ts';
import { latencyQuantiles } from '../model/metric.ts';
import type { Plan } from '../model/plan.ts';
import { cellKey } from '../model/slice.ts';
import type { CellData } from './cell-data.ts';
import { logRatiosByRound } from './compare.ts';
import { isLatencyMetric, roundFigures } from './figures.ts';
import { groupBy } from './group.ts';
import { latencyBounds } from './latency-bounds.ts';
import { requestsNeeded, requestsNeededPerRound } from './quantile-support.ts';
import { tailLogRatiosByRound } from './tail-ratios.ts';
import { failedByServer } from './validity/failures.ts';
import { isInvalid, isInvalidBeside, isOutrun } from './validity/judge.ts';
import { isDisturbed } from './validity/rounds.ts';

/**
 * Where a metric is told best. At saturation latencies are those of a queue; at a rate that both keep up with throughput
 * is the rate.
 */
const bestAt: Readonly<Record<Exclude<GateMetricName, 'failures' | 'cpuPerRequest'>, 'open' | 'closed'>> = {
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
      if (isOfAllLevels(metric)) {
        const shown = metric === 'failures' ? failuresOf : cpuOf;
        return others[0] === pair ? [{ ...pair, metric, ...shown(plan, others.map(sidesOf)) }] : [];
      }
      if (!isToldAt(metric, pair, others)) return [];
      return [{ ...pair, metric, ...figuresOf(plan, metric, sidesOf(pair)) }];
    });
  });
}

/** Whether a metric is of all levels of a scenario together, and its series stands at the first of them. */
export function isOfAllLevels(metric: GateMetricName): metric is 'failures' | 'cpuPerRequest' {
  return metric === 'failures' || metric === 'cpuPerRequest';
}

function isToldAt(metric: keyof typeof bestAt, pair: GatePair, others: readonly GatePair[]): boolean {
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
  if (baseline === undefined || candidate === undefined) return untold({ code: 'no-figure' });
  const outrun = outrunBy(plan, metric, candidate, baseline);
  if (outrun !== null) return outrun;
  const lack = lackOf(metric, baseline) ?? lackOf(metric, candidate);
  if (lack !== null) return untold(lack);
  const logs =
    metric === 'p99'
      ? tailLogRatiosByRound(metric, candidate, baseline)
      : logRatiosByRound(metric, candidate, baseline);
  const byRound = metric === 'throughput' ? new Map([...logs].map(([round, log]) => [round, -log])) : logs;
  const invalid = [baseline, candidate].find((data) => isInvalidBeside(plan, data));
  const trouble: GateTrouble | null =
    invalid === undefined
      ? disturbanceOf([baseline, candidate])
      : { code: 'not-valid', variant: invalid.cell.variant };
  return { byRound, trouble };
}

/**
 * Of a candidate that does not carry the arrivals which the baseline carries: how much slower it is at least, round by
 * round. Tests are one-sided, so that a lower bound can confirm that it is worse, and never that it is not. Null where it
 * keeps up, or the baseline has no figure.
 */
function outrunBy(
  plan: Plan,
  metric: Exclude<GateMetricName, 'failures'>,
  candidate: CellData,
  baseline: CellData,
): Shown | null {
  if (!isLatencyMetric(metric) || isInvalid(plan, baseline) || !isOutrun(plan, candidate, metric))
    return null;
  const known = roundFigures(baseline, metric);
  const least = latencyBounds(candidate, metric);
  if (known === null || least === null) return null;
  const byRound = new Map<number, number>();
  for (const [round, ms] of least) {
    const log = Math.log(ms / (known.get(round) ?? Number.NaN));
    if (Number.isFinite(log)) byRound.set(round, log);
  }
  const trouble = { code: 'lower-bound', variant: candidate.cell.variant } as const;
  return { byRound, trouble: disturbanceOf([baseline, candidate]) ?? trouble };
}

function untold(trouble: GateTrouble): Shown {
  return { byRound: new Map(), trouble };
}

/** Why a cell has no figure; null where it has. */
function lackOf(metric: Exclude<GateMetricName, 'failures'>, data: CellData): GateTrouble | null {
  if (roundFigures(data, metric) !== null) return null;
  if (!isLatencyMetric(metric) || data.rounds.length === 0) return { code: 'no-figure' };
  if (data.latency().withheld.includes(metric)) return { code: 'lower-bound', variant: data.cell.variant };
  const { level } = data.cell;
  const timed = data.rounds.map(({ slices }) =>
    slices.reduce(
      (sum, { load }) => sum + load.responses + (load.open === undefined ? 0 : load.unfinished),
      0,
    ),
  );
  const q = latencyQuantiles[metric];
  const needed = Math.max(
    requestsNeededPerRound(q),
    Math.ceil(requestsNeeded(q) / timed.length),
    level.kind === 'closed' ? level.concurrency - 1 : 0,
  );
  return { code: 'few-requests', requests: Math.min(...timed), needed };
}

/**
 * The mean over levels of each round. What a request costs is nearly the same at both, and together they spread less: in
 * gates of one code against itself by 6–9 % in a round, where saturation alone spreads by 7–16 %.
 */
function cpuOf(plan: Plan, levels: readonly Sides[]): Shown {
  const shown = levels.map((sides) => figuresOf(plan, 'cpuPerRequest', sides));
  const told = shown.filter(({ trouble }) => trouble === null || trouble.code === 'disturbed');
  if (told.length === 0) return shown[0] ?? untold({ code: 'no-figure' });
  const logs = groupBy(
    told.flatMap(({ byRound }) => [...byRound]),
    ([round]) => round,
  );
  const byRound = [...logs].map(([round, all]): [number, number] => [
    round,
    all.reduce((sum, [, log]) => sum + log, 0) / all.length,
  ]);
  return {
    byRound: new Map(byRound.sort(([a], [b]) => a - b)),
    trouble: told.find(({ trouble }) => trouble !== null)?.trouble ?? null,
  };
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
