import type { Comparison, Interval } from '../model/estimate.ts';
import { type Level, levelKey } from '../model/level.ts';
import { type MetricName, metricNames, metrics } from '../model/metric.ts';
import type { Plan } from '../model/plan.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';
import { pairsOf as pairsOfPlan, type VariantPair } from '../model/variant.ts';
import type { CellData } from './cell-data.ts';
import { collectCells } from './collect.ts';
import { isLatencyMetric, roundFigures, roundLogRatio } from './figures.ts';
import { groupBy } from './group.ts';
import { intervalOfLogs } from './interval.ts';
import { isInvalid, isOverloaded, isThroughputBounded } from './validity/judge.ts';
import { isDisturbed } from './validity/rounds.ts';

/** Variants up to which throughput is compared for every pair; with more, the pairs would drown the record. */
export const ALL_PAIRS_UP_TO = 5;

/** The widest reach around 1 that is still called "no difference", whatever precision was asked for. */
export const NO_DIFFERENCE_BOUND = 0.1;

/**
 * What variants other than the baseline are compared by. At an arrival rate all serve the same, if they keep up: there
 * response times tell them apart.
 */
export const metricsOfOthers: Readonly<Record<Level['kind'], readonly MetricName[]>> = {
  closed: ['throughput'],
  open: ['p50', 'p99'],
};

/**
 * Candidate ÷ baseline in each scenario and level, paired within rounds (and within passes): noise that both met
 * cancels. All metrics for each variant against the plan's baseline, and for those that differ in their code alone;
 * {@link metricsOfOthers} for the other pairs of up to five variants, the one that comes first in the plan as baseline.
 * Invalid cells are not compared; where too many rounds were discarded the ratio is given, but nothing is concluded from
 * it. Of a figure that is only a lower bound ({@link isLowerBound}) only what holds for every higher one is concluded.
 *
 * Each interval stands for itself: of many comparisons without a difference about 5 in 100 will show one at 95 %.
 */
export function compare(
  plan: Plan,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
  wanted: readonly MetricName[] = metricNames,
): Comparison[] {
  return compareCells(plan, collectCells(plan, rounds, slices), wanted);
}

/** As {@link compare}, from cells already collected. */
export function compareCells(
  plan: Plan,
  cells: readonly CellData[],
  wanted: readonly MetricName[] = metricNames,
): Comparison[] {
  const usable = cells.filter((data) => !isInvalid(plan, data));
  return [...groupBy(usable, stepOf).values()].flatMap((step) => {
    const pairs = pairsOf(plan, wanted, step[0]?.cell.level.kind ?? 'closed');
    const byVariant = new Map(step.map((data) => [data.cell.variant, data]));
    return pairs.flatMap(({ baseline, candidate, metricsOfPair }) => {
      const [from, to] = [byVariant.get(baseline), byVariant.get(candidate)];
      if (!from || !to) return [];
      return metricsOfPair.flatMap((metric) => comparePair(plan, metric, to, from) ?? []);
    });
  });
}

/**
 * What an interval of a ratio says. It excludes 1: improved or regressed, by what is better for the metric. It holds 1
 * and lies within a small reach around it: no difference, where small is twice the precision asked for (an interval of
 * the wanted width whose point is off by as much still fits) but at most {@link NO_DIFFERENCE_BOUND}. Else it is too
 * wide to say.
 */
export function verdictOf(metric: MetricName, ratio: Interval, precision: number): Comparison['verdict'] {
  if (ratio.low === null || ratio.high === null) return 'inconclusive';
  const higherIsBetter = metrics[metric].better === 'higher';
  if (ratio.low > 1) return higherIsBetter ? 'improved' : 'regressed';
  if (ratio.high < 1) return higherIsBetter ? 'regressed' : 'improved';
  return liesAroundOne(ratio, precision) ? 'no-difference' : 'inconclusive';
}

function liesAroundOne({ low, high }: Interval, precision: number): boolean {
  const reach = 1 + Math.min(2 * precision, NO_DIFFERENCE_BOUND);
  return low !== null && high !== null && low >= 1 / reach && high <= reach;
}

interface Pair extends VariantPair {
  readonly metricsOfPair: readonly MetricName[];
}

function pairsOf(plan: Plan, wanted: readonly MetricName[], kind: Level['kind']): Pair[] {
  const others = plan.variants.map((variant) => variant.id).filter((id) => id !== plan.baseline);
  const toBaseline = others.map((candidate) => ({ baseline: plan.baseline, candidate }));
  const sought = pairsOfPlan(plan);
  const isSought = (pair: VariantPair) =>
    sought.some(({ baseline, candidate }) => pair.baseline === baseline && pair.candidate === candidate);
  const pairs: Pair[] = [...toBaseline, ...sought.filter((pair) => pair.baseline !== plan.baseline)].map(
    (pair) => ({ ...pair, metricsOfPair: wanted }),
  );
  const metricsOfPair = metricsOfOthers[kind].filter((metric) => wanted.includes(metric));
  if (plan.variants.length > ALL_PAIRS_UP_TO || metricsOfPair.length === 0) return pairs;
  for (const [index, baseline] of others.entries()) {
    for (const candidate of others.slice(index + 1)) {
      if (!isSought({ baseline, candidate })) pairs.push({ baseline, candidate, metricsOfPair });
    }
  }
  return pairs;
}

function comparePair(
  plan: Plan,
  metric: MetricName,
  candidate: CellData,
  baseline: CellData,
): Comparison | null {
  const ratio = pairedRatio(metric, candidate, baseline, plan.confidence);
  if (ratio === null) return null;
  return {
    baseline: baseline.cell.variant,
    candidate: candidate.cell.variant,
    scenario: candidate.cell.scenario,
    level: candidate.cell.level,
    metric,
    ratio,
    verdict: verdictOfCells(metric, ratio, {
      candidate: { plan, data: candidate },
      baseline: { plan, data: baseline },
    }),
  };
}

/** A cell, and the plan by which it was measured. */
export interface PlannedCell {
  readonly plan: Plan;
  readonly data: CellData;
}

interface Compared {
  readonly candidate: PlannedCell;
  readonly baseline: PlannedCell;
}

/**
 * As {@link verdictOf}, with what is known of the cells; small is what the candidate's plan takes for it.
 *
 * Where too many rounds were discarded nothing is concluded.
 *
 * Servers that keep up with the same arrivals serve the same: there a narrow interval beside 1 only shows how the
 * edges of a slice were counted.
 *
 * With a candidate whose figure is only a lower bound the true ratio may be higher, with such a baseline lower, with two
 * of them either: a verdict stands if it is that of all ratios on that side.
 */
export function verdictOfCells(
  metric: MetricName,
  ratio: Interval,
  { candidate, baseline }: Compared,
): Comparison['verdict'] {
  if (isDisturbed(candidate.data) || isDisturbed(baseline.data)) return 'inconclusive';
  const { precision } = candidate.plan;
  const isOpen = candidate.data.cell.level.kind === 'open';
  if (metric === 'throughput' && isOpen && !isOverloaded(candidate.data) && !isOverloaded(baseline.data)) {
    return liesAroundOne(ratio, precision) ? 'no-difference' : 'inconclusive';
  }
  const verdict = verdictOf(metric, ratio, precision);
  const [mayBeHigher, mayBeLower] = [isLowerBound(metric, candidate), isLowerBound(metric, baseline)];
  if (!mayBeHigher && !mayBeLower) return verdict;
  if (mayBeHigher && mayBeLower) return 'inconclusive';
  const stands = mayBeHigher ? ratio.low !== null && ratio.low > 1 : ratio.high !== null && ratio.high < 1;
  return stands ? verdict : 'inconclusive';
}

/**
 * Whether the cell's true figure may be higher: the throughput where the load generator was near its limit, latencies
 * where the server was overloaded, for they grow as long as it is.
 */
function isLowerBound(metric: MetricName, { plan, data }: PlannedCell): boolean {
  if (metric === 'throughput') return isThroughputBounded(plan, data);
  return isLatencyMetric(metric) && isOverloaded(data);
}

/** Candidate ÷ baseline, paired within rounds and passes; null where no round shows both cells. */
export function pairedRatio(
  metric: MetricName,
  candidate: CellData,
  baseline: CellData,
  confidence: number,
): Interval | null {
  const logs = logRatios(metric, candidate, baseline);
  return logs.length === 0 ? null : intervalOfLogs(logs, confidence);
}

/** One logarithm per round that shows both cells, in the order of rounds. */
export function logRatios(metric: MetricName, candidate: CellData, baseline: CellData): number[] {
  return [...logRatiosByRound(metric, candidate, baseline).values()];
}

/** The same by the number of the round. */
export function logRatiosByRound(
  metric: MetricName,
  candidate: CellData,
  baseline: CellData,
): ReadonlyMap<number, number> {
  const logs = new Map<number, number>();
  const [ofCandidate, ofBaseline] = [roundFigures(candidate, metric), roundFigures(baseline, metric)];
  if (ofCandidate === null || ofBaseline === null) return logs;
  const others = new Map(baseline.rounds.map((round) => [round.round, round]));
  for (const round of candidate.rounds) {
    const other = others.get(round.round);
    if (!other) continue;
    const log = roundLogRatio(
      metric,
      { round, figure: ofCandidate.get(round.round) },
      { round: other, figure: ofBaseline.get(round.round) },
    );
    if (log !== null) logs.set(round.round, log);
  }
  return logs;
}

function stepOf({ cell }: CellData): string {
  return `${cell.scenario}|${levelKey(cell.level)}`;
}
