import type { CellSummary, Estimate } from '../model/estimate.ts';
import { failureKinds, type LoadReport, requestsDue } from '../model/load.ts';
import { type MetricName, metricNames, metrics } from '../model/metric.ts';
import type { Plan } from '../model/plan.ts';
import { cellKey, type RoundResult, type SliceResult } from '../model/slice.ts';
import type { CellData } from './cell-data.ts';
import { collectCells } from './collect.ts';
import { roundFigures } from './figures.ts';
import { headroomOf } from './headroom.ts';
import { intervalOfLogs } from './interval.ts';
import { saturations } from './saturation.ts';
import { judgeCell } from './validity/judge.ts';

/**
 * One summary per planned cell that was visited, in the plan's order of scenario, level, variant. Slices are pooled
 * within a round; intervals are over rounds, never over requests or slices.
 */
export function summarise(
  plan: Plan,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): CellSummary[] {
  return summariseCells(plan, rounds, collectCells(plan, rounds, slices));
}

/** As {@link summarise}, from cells already collected. */
export function summariseCells(
  plan: Plan,
  rounds: readonly RoundResult[],
  cells: readonly CellData[],
): CellSummary[] {
  const saturated = saturations(plan, rounds, cells);
  return cells.map((data) => {
    const estimates = Object.fromEntries(
      metricNames.map((metric) => [metric, estimate(data, metric, plan.confidence)]),
    ) as Record<MetricName, Estimate | null>;
    return {
      ...data.cell,
      validity: judgeCell(plan, rounds, data, {
        throughput: estimates.throughput,
        saturatedSince: saturated.get(cellKey(data.cell)) ?? null,
      }),
      metrics: estimates,
      distribution: data.latency().distribution,
      headroom: headroomOf(plan, data),
      requests: countRequests(data),
      slices: data.rounds.reduce((sum, { slices }) => sum + slices.length, 0),
    };
  });
}

/**
 * The metric over the cell's rounds; null where no round shows it, where the requests do not support it, and where
 * some round shows nothing (0 CPU in a system that counts in ticks): it has no logarithm, and to leave just that round
 * out would tell too high a figure.
 */
function estimate(data: CellData, metric: MetricName, confidence: number): Estimate | null {
  const figures = [...(roundFigures(data, metric)?.values() ?? [])];
  if (figures.length === 0 || figures.some((figure) => figure <= 0)) return null;
  return { ...intervalOfLogs(figures.map(Math.log), confidence), unit: metrics[metric].unit };
}

function countRequests({ cell, reports }: CellData): CellSummary['requests'] {
  const count = (of: (report: LoadReport) => number) => reports.reduce((sum, r) => sum + of(r), 0);
  return {
    sent: count((r) => r.sent),
    ok: count((r) => r.ok),
    failed: count((r) => failureKinds.reduce((sum, kind) => sum + r.failed[kind], 0)),
    unfinished: count((r) => r.unfinished),
    reconnects: count((r) => r.reconnects.idle + r.reconnects.afterAnswer),
    ...(cell.level.kind === 'open' ? { offered: count(requestsDue) } : {}),
  };
}
