import { type MetricName, metricNames, metrics } from '../harness/model/metric.ts';
import type { CellView, Figure, View } from './view/types.ts';

/** All cells as CSV (RFC 4180), in the units of the record, each figure with its interval. */
export function csvOf(view: Pick<View, 'modes' | 'scenarios'>): string {
  const figureHeaders = metricNames.flatMap((name) => {
    const named = `${name} (${metrics[name].unit})`;
    return [named, `${named} low`, `${named} high`];
  });
  const header = [
    'scenario',
    'variant',
    'connections',
    'state',
    ...figureHeaders,
    'ratio to baseline',
    'ratio low',
    'ratio high',
    'ratio verdict',
    'ok',
    'failed',
    'unfinished',
  ];
  const rows = view.scenarios.flatMap((scenario) => scenario.cells.map(rowOf));
  return `${[header, ...rows].map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;
}

type Value = string | number | null;

function rowOf(cell: CellView): readonly Value[] {
  const figures = metricNames.flatMap((name: MetricName) => spread(cell.metrics[name]));
  return [
    cell.scenario,
    cell.mode,
    cell.level.value,
    cell.status,
    ...figures,
    ...spread(cell.ratio),
    cell.ratio?.verdict ?? null,
    cell.requests.ok,
    cell.requests.failed,
    cell.requests.unfinished,
  ];
}

function spread(figure: Figure | null): readonly Value[] {
  return figure === null ? [null, null, null] : [figure.point, figure.low, figure.high];
}

/** Text that a spreadsheet would take for a formula gets an apostrophe in front. */
function field(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
