import type { CellSummary, Estimate } from '../../model/estimate.ts';
import { isPercentile, type ObjectiveMetric } from '../../model/objective.ts';
import type { ObjectiveReason } from '../../model/objective-verdict.ts';
import type { Plan } from '../../model/plan.ts';
import type { CellData } from '../cell-data.ts';
import { isThroughputBounded } from '../validity/judge.ts';
import { failureShare } from './failure-share.ts';
import { percentileFigure, type RoundTimes, roundTimes } from './percentile.ts';
import { type Bound, type KnownFigure, type Reach, reachOf } from './reach.ts';

/** One cell, with its summary. */
export interface JudgedCell {
  readonly data: CellData;
  readonly summary: CellSummary;
}

/**
 * What is known of the metric in a cell, and what was lacking to know it better.
 * @param times the cell's own, where they have been read already
 */
export function figureOf(
  plan: Plan,
  metric: ObjectiveMetric,
  cell: JudgedCell,
  times: readonly RoundTimes[] | null = null,
): KnownFigure {
  const { data, summary } = cell;
  if (isPercentile(metric)) {
    const figure = percentileFigure(data, times ?? roundTimes(data), metric, plan.confidence);
    return { ...figure, reach: withoutGenerator(figure.reach, summary) };
  }
  switch (metric) {
    case 'throughput':
      return figureFrom(summary.metrics.throughput, throughputBound(plan, cell));
    case 'cpu':
      return figureFrom(summary.metrics.cpuPerRequest, null);
    case 'footprint': {
      // Where the system does not tell it, the sum of RSS counts shared pages several times.
      const { footprint, rss } = summary.metrics;
      return footprint === null ? figureFrom(rss, 'at-most') : figureFrom(footprint, null);
    }
    case 'failures': {
      const share = failureShare(plan, data);
      if (share === null) return lacking({ code: 'no-figure' });
      const reach = reachOf(share, null);
      return reach === null ? lacking({ code: 'one-round' }) : { reach, lack: null };
    }
  }
}

/** Whether more is offered than the server serves. */
export function isOverloaded({ validity }: CellSummary): boolean {
  return validity.reasons.some(({ code }) => code === 'overloaded');
}

function figureFrom(estimate: Estimate | null, bound: Bound): KnownFigure {
  if (estimate === null) return lacking({ code: 'no-figure' });
  const { unit: _, ...figure } = estimate;
  const reach = reachOf(figure, bound);
  return reach === null ? lacking({ code: 'one-round' }) : { reach, lack: null };
}

function lacking(lack: ObjectiveReason): KnownFigure {
  return { reach: null, lack };
}

/**
 * From a generator near its limit, or at a rate that the server keeps up with, it serves at least so much: more was not
 * asked of it.
 */
function throughputBound(plan: Plan, { data, summary }: JudgedCell): Bound {
  if (summary.level.kind === 'open' && !isOverloaded(summary)) return 'at-least';
  return isThroughputBounded(plan, data) ? 'at-least' : null;
}

/**
 * Response times hold what the load generator itself takes: no more than its floor, where that was measured; nobody knows
 * how much, where it was short of CPU. Without it they are shorter, so it can be missed but seemingly.
 */
function withoutGenerator(reach: Reach | null, { validity }: CellSummary): Reach | null {
  if (reach === null) return null;
  let low = reach.low;
  for (const reason of validity.reasons) {
    if (reason.code === 'near-generator-floor') low = Math.max(0, low - reason.floorMs);
    if (reason.code === 'generator-cpu' || reason.code === 'event-loop') low = 0;
  }
  if (low === reach.low) return reach;
  const { measured } = reach;
  return { ...reach, low, measured: { ...measured, bound: measured.bound ?? 'at-most' } };
}
