import { type MetricName, metricNames, metrics } from '../harness/model/metric.ts';
import { linesOf, type Value } from './csv/lines.ts';
import { percentileRows } from './view/percentile-rows.ts';
import type { CellView, Figure, LevelView, View } from './view/types.ts';
import type { FoundValue } from './wording/findings.ts';
import { levelAxes } from './wording/levels.ts';
import { percentileColumns } from './wording/percentiles.ts';

/** All cells as CSV (RFC 4180), in the units of the record, each figure with its interval. */
export function csvOf(view: Pick<View, 'modes' | 'scenarios'>): string {
  const figureHeaders = metricNames.flatMap((name) => {
    const named = `${name} (${metrics[name].unit})`;
    return [named, `${named} low`, `${named} high`];
  });
  const kinds = kindsOf(view);
  const header = [
    'scenario',
    'variant',
    ...kinds.map((kind) => levelAxes[kind].csv),
    'state',
    ...figureHeaders,
    'ratio to baseline',
    'ratio low',
    'ratio high',
    'ratio verdict',
    'ok',
    'failed',
    'unfinished',
    'ratio of',
    'due',
    'overloaded',
    'generator near its limit',
    'generator CPU (cores)',
    'generator sent (req/s)',
    'generator ceiling (req/s)',
  ];
  const rows = view.scenarios.flatMap((scenario) => scenario.cells.map((cell) => rowOf(cell, kinds)));
  return linesOf([header, ...rows]);
}

/**
 * The percentiles of every cell as CSV, one time of one cell per line: response, service and send lag. Empty: too few
 * requests lie beyond it.
 */
export function percentilesCsvOf(view: Pick<View, 'scenarios'>): string {
  const kinds = kindsOf(view);
  const header = [
    'scenario',
    'variant',
    ...kinds.map((kind) => levelAxes[kind].csv),
    'state',
    'time',
    'requests',
    ...percentileColumns.map(({ name }) => `${name} (ms)`),
    'lower bounds',
  ];
  const cells = view.scenarios.flatMap((scenario) => scenario.cells);
  const rows = percentileRows(cells, ['response', 'service', 'sendLag', 'wakeLag']);
  return linesOf([
    header,
    ...rows.map(({ cell, time, percentiles }) => [
      cell.scenario,
      cell.mode,
      ...levelIn(cell, kinds),
      cell.overload === null ? cell.status : 'overloaded',
      time,
      percentiles.requests,
      ...percentileColumns.map(({ key }) => percentiles[key]),
      percentiles.lowerBounds?.join(' ') ?? '',
    ]),
  ]);
}

type Kind = LevelView['kind'];

/** What levels are of: connections, arrival rates, or both, which have a column each. */
function kindsOf({ scenarios }: Pick<View, 'scenarios'>): readonly Kind[] {
  const kinds = new Set(scenarios.flatMap(({ levels }) => levels.map(({ kind }) => kind)));
  return kinds.size === 0 ? ['closed'] : (['closed', 'open'] as const).filter((kind) => kinds.has(kind));
}

/** The level in the column of its kind, nothing in that of the other. */
function levelIn({ level }: CellView, kinds: readonly Kind[]): readonly Value[] {
  return kinds.map((kind) => (kind === level.kind ? level.value : null));
}

/** All findings of experiments as CSV, one per line, in the units of the record. */
export function findingsCsvOf({ experiments }: Pick<View, 'experiments'>): string {
  const header = ['experiment', 'act', 'variant', 'scenario', 'state', 'finding', 'value', 'unit'];
  const rows = experiments.flatMap(({ name, columns, acts }) =>
    acts.flatMap(({ rows: done }) =>
      done.flatMap((row): readonly (readonly Value[])[] => {
        const first = [name, row.act, row.mode.id, row.load, row.state];
        if (row.state !== 'done') return [[...first, row.why, null, null]];
        return columns.map(({ key, unit }) => [...first, key, plainValue(row.found[key] ?? null), unit]);
      }),
    ),
  );
  return linesOf([header, ...rows]);
}

function plainValue(value: FoundValue): Value {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}

function rowOf(cell: CellView, kinds: readonly Kind[]): readonly Value[] {
  const figures = metricNames.flatMap((name: MetricName) => spread(cell.metrics[name]));
  return [
    cell.scenario,
    cell.mode,
    ...levelIn(cell, kinds),
    cell.status,
    ...figures,
    ...spread(cell.ratio),
    cell.ratio?.verdict ?? null,
    cell.requests.ok,
    cell.requests.failed,
    cell.requests.unfinished,
    cell.ratio?.metric ?? null,
    cell.requests.due,
    cell.overload === null ? 'no' : 'yes',
    cell.lowerBound ? 'yes' : 'no',
    cell.headroom?.cpuShare ?? null,
    cell.headroom?.perSecond ?? null,
    cell.headroom?.ceilingPerSecond ?? null,
  ];
}

function spread(figure: Figure | null): readonly Value[] {
  return figure === null ? [null, null, null] : [figure.point, figure.low, figure.high];
}
