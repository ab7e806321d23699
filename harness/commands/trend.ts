import { environmentDifferences } from '../machine/environment-differences.ts';
import type { HistoryRow, Trend, TrendPoint } from '../model/history.ts';
import { metrics } from '../model/metric.ts';
import type { RunSummary, TrendMetric } from '../model/run-summary.ts';
import { cellNames, type FoundCell, findCell, noSuchCell, parseCell, sameCell } from './trend-cell.ts';

export interface TrendQuestion {
  readonly runsFolder: string;
  /** `prefork/json@c8` */
  readonly cell: string;
  /** Null: throughput, or with arrivals at a rate, where all serve the same, the response time. */
  readonly metric: TrendMetric | null;
  /** Runs at most. */
  readonly limit: number;
}

/**
 * One figure of one cell over the runs that have it. The newest of them decides which mode is meant, at which level where
 * none is named, and on which machine and how loaded the others must be to be joined with it. Rows come newest first, and
 * are taken only as far as they are needed.
 * @throws UsageError when no run has such a cell
 */
export function trendOf(rows: Iterable<HistoryRow>, question: TrendQuestion): Trend {
  const { runsFolder, limit } = question;
  const asked = parseCell(question.cell);
  const seen = new Set<string>();
  const points: TrendPoint[] = [];
  let newest: FoundCell | null = null;
  let metric = question.metric ?? 'throughput';
  let more = false;
  for (const row of rows) {
    const found: FoundCell | null = newest === null ? findCell(row, asked) : sameCell(row, asked, newest);
    if (found === null) for (const name of cellNames(row.summary, asked)) seen.add(name);
    if (newest === null && found !== null) {
      newest = found;
      metric = question.metric ?? mainMetric(found);
    }
    const figure = found?.cell.figures[metric];
    if (found === null || newest === null || figure === undefined) continue;
    more = points.length === limit;
    if (more) break;
    points.push({ row, status: found.cell.status, figure, differences: differencesOf(newest, found) });
  }
  if (newest === null) throw noSuchCell(question.cell, runsFolder, seen);
  const { mode, cell } = newest;
  return {
    ...{ runsFolder, mode, scenario: cell.scenario, level: cell.level, levelChosen: asked.level === null },
    ...{ metric, unit: metrics[metric].unit, points, more },
  };
}

function mainMetric({ cell: { level, figures } }: FoundCell): TrendMetric {
  if (level.kind === 'closed') return 'throughput';
  return figures.p99 === undefined ? 'p50' : 'p99';
}

/** Names of what forbids to join the figures of two runs. */
function differencesOf(a: FoundCell, b: FoundCell): readonly string[] {
  const [from, to] = [a.row.summary, b.row.summary];
  const loads = Object.keys(from.load) as (keyof RunSummary['load'])[];
  return [
    ...(a.mode.label === b.mode.label ? [] : [`mode (${b.mode.label})`]),
    ...loads.filter((key) => from.load[key] !== to.load[key]),
    ...environmentDifferences(from.environment, to.environment),
  ];
}
