import type { DesignState } from '../../model/design.ts';
import type { Comparison } from '../../model/estimate.ts';
import { levelKey } from '../../model/level.ts';
import type { MetricName } from '../../model/metric.ts';
import type { Plan } from '../../model/plan.ts';
import { type Cell, cellKey, type SliceResult } from '../../model/slice.ts';
import { pairsOf } from '../../model/variant.ts';
import type { CellData } from '../../stats/cell-data.ts';
import { collectCells } from '../../stats/collect.ts';
import { compareCells } from '../../stats/compare.ts';
import { roundFigures } from '../../stats/figures.ts';
import { medianOf } from '../../stats/median.ts';
import { overwhelmed } from './climbing.ts';

/** A timer wakes the loader some 0.6 ms late, give or take half: response times closer than this are the loader's. */
const finestMs = 0.1;

/**
 * The metric by which a plan's variants are told apart: throughput, or the median response time of an open workload,
 * where each variant that keeps up serves what is offered. CPU per request would be told sooner, but is not why
 * somebody offers a rate.
 */
export function decidingMetric({ levels }: Pick<Plan, 'levels'>): Extract<MetricName, 'throughput' | 'p50'> {
  return levels.some(({ kind }) => kind === 'open') ? 'p50' : 'throughput';
}

type Step = Pick<SliceResult, 'scenario' | 'level'>;

/** A scenario and level, as a key. */
export function stepKey({ scenario, level }: Step): string {
  return `${scenario}|${levelKey(level)}`;
}

/** The steps at which some ratio to the baseline is wider than asked, or missing. */
export function unresolvedSteps(plan: Plan, state: DesignState): ReadonlySet<string> {
  const cells = collectCells(plan, state.rounds, state.slices);
  return decidingMetric(plan) === 'throughput'
    ? wideThroughput(plan, cells)
    : wideMedians(plan, cells, state);
}

function wideThroughput(plan: Plan, cells: readonly CellData[]): ReadonlySet<string> {
  const ratios = soughtRatios(plan, cells, ['throughput']);
  return new Set(ratios.filter(({ ratio }) => isWide(plan, ratio)).map(stepKey));
}

interface Ratio {
  readonly point: number;
  readonly low: number | null;
  readonly high: number | null;
}

function isWide({ precision }: Plan, { point, low, high }: Ratio): boolean {
  return low === null || high === null || (high - low) / 2 > precision * point;
}

/**
 * Medians need some answers in each round, so a ratio may be missing of cells that can be compared: more of them will
 * tell. Variants that cannot keep up are left alone: their median says how long the slice was.
 */
function wideMedians(plan: Plan, cells: readonly CellData[], { slices }: DesignState): ReadonlySet<string> {
  const last = new Map(slices.map((slice) => [cellKey(slice), slice]));
  const behind = (step: Step, variant: string) => {
    const slice = last.get(cellKey({ ...step, variant }));
    return slice !== undefined && overwhelmed(plan, slice);
  };
  const comparisons = soughtRatios(plan, cells, ['throughput', 'p50']);
  const medians = new Map(
    comparisons
      .filter(({ metric }) => metric === 'p50')
      .map((one) => [cellKey({ ...one, variant: one.candidate }), one.ratio]),
  );
  const wide = comparisons.filter((one) => {
    if (one.metric !== 'throughput' || behind(one, one.candidate) || behind(one, one.baseline)) return false;
    const ratio = medians.get(cellKey({ ...one, variant: one.candidate }));
    return (
      ratio === undefined ||
      (isWide(plan, ratio) && !isFine(ratio, medianMs(cells, { ...one, variant: one.baseline })))
    );
  });
  return new Set(wide.map(stepKey));
}

/** Whether what the interval leaves open is less than the loader can tell. */
function isFine({ low, high }: Ratio, ofMs: number): boolean {
  return low !== null && high !== null && ((high - low) / 2) * ofMs <= finestMs;
}

/** Those that the plan is about. */
function soughtRatios(
  plan: Plan,
  cells: readonly CellData[],
  wanted: readonly MetricName[],
): readonly Comparison[] {
  const pairs = pairsOf(plan);
  return compareCells(plan, cells, wanted).filter((one) =>
    pairs.some(({ baseline, candidate }) => one.baseline === baseline && one.candidate === candidate),
  );
}

/** The median response time of a cell; without bound where it has none. */
function medianMs(cells: readonly CellData[], wanted: Cell): number {
  const data = cells.find(({ cell }) => cellKey(cell) === cellKey(wanted));
  const figures = data === undefined ? null : roundFigures(data, 'p50');
  return medianOf([...(figures?.values() ?? [])]) ?? Number.POSITIVE_INFINITY;
}
