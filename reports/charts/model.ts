import type { CellView, Figure, ModeView, ScenarioView } from '../view/types.ts';
import { needText } from '../wording/missing.ts';

/** A line chart as data: what each mode measured at each level. Page, PNG and the tables behind charts draw from it. */
export interface ChartModel {
  readonly key: 'throughput' | 'p50' | 'tail' | 'cpu' | 'memory';
  readonly title: string;
  readonly better: 'higher is better' | 'lower is better';
  /** Unit on the axis: `req/s`, `ms`, `MB`. */
  readonly unit: string;
  readonly axis: 'from zero' | 'log';
  /** Measured levels, the ticks of the x axis. */
  readonly levels: readonly number[];
  readonly series: readonly Series[];
  /** Why some points are missing, such as too few answers for a percentile; null when none is. */
  readonly note: string | null;
}

export interface Series {
  readonly mode: string;
  readonly label: string;
  readonly index: number;
  readonly points: readonly Point[];
}

/** `solid`: valid; `hollow`: inconclusive; `crossed`: invalid, and not joined to its neighbours. */
export type PointState = 'solid' | 'hollow' | 'crossed';

export interface Point {
  readonly level: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly state: PointState;
}

/** The charts of one scenario against concurrency. One without any figure is left out. */
export function scenarioCharts(scenario: ScenarioView, modes: readonly ModeView[]): readonly ChartModel[] {
  const tail = tailMetric(scenario);
  const memory = memoryMetric(scenario);
  const chart = (
    head: Omit<ChartModel, 'levels' | 'series' | 'note'>,
    figure: (cell: CellView) => Figure | null,
    scale = 1,
  ): ChartModel => ({
    ...head,
    levels: scenario.levels.map((level) => level.value),
    series: modes.map((mode) => seriesOf(scenario, mode, figure, scale)),
    note:
      head.key === 'p50'
        ? missingNote(scenario, 'p50')
        : head.key === 'tail'
          ? missingNote(scenario, tail)
          : null,
  });
  const charts = [
    chart(
      {
        key: 'throughput',
        title: 'Throughput',
        better: 'higher is better',
        unit: 'req/s',
        axis: 'from zero',
      },
      (cell) => cell.metrics.throughput,
    ),
    chart(
      { key: 'p50', title: 'Median response time (p50)', better: 'lower is better', unit: 'ms', axis: 'log' },
      (cell) => cell.metrics.p50,
    ),
    chart(
      {
        key: 'tail',
        title: `Tail response time (${tail})`,
        better: 'lower is better',
        unit: 'ms',
        axis: 'log',
      },
      (cell) => cell.metrics[tail],
    ),
    chart(
      {
        key: 'cpu',
        title: 'Server CPU per request',
        better: 'lower is better',
        unit: 'CPU-ms',
        axis: 'from zero',
      },
      (cell) => cell.metrics.cpuPerRequest,
    ),
    chart(
      {
        key: 'memory',
        title: memory === 'footprint' ? 'Memory footprint' : 'Memory (sum of RSS, an upper bound)',
        better: 'lower is better',
        unit: 'MB',
        axis: 'from zero',
      },
      (cell) => cell.metrics[memory],
      1e-6,
    ),
  ];
  return charts.filter((one) => one.series.some((series) => series.points.length > 0));
}

function missingNote(scenario: ScenarioView, metric: 'p50' | 'p95' | 'p99'): string | null {
  const [lack] = scenario.cells.flatMap((cell) => cell.missing[metric] ?? []);
  return lack === undefined
    ? null
    : `Points are missing where there were too few answers: ${needText(metric, lack)}.`;
}

/** The highest percentile that every usable cell of the scenario supports; p95 where none does. */
export function tailMetric(scenario: ScenarioView): 'p95' | 'p99' {
  const usable = scenario.cells.filter((cell) => cell.status !== 'invalid');
  return usable.length > 0 && usable.every((cell) => cell.metrics.p99 !== null) ? 'p99' : 'p95';
}

/** Footprint, unless a cell lacks it: the two methods are never mixed in one chart. */
function memoryMetric(scenario: ScenarioView): 'footprint' | 'rss' {
  const some = scenario.cells.filter((cell) => cell.metrics.rss !== null);
  return some.every((cell) => cell.metrics.footprint !== null) ? 'footprint' : 'rss';
}

function seriesOf(
  scenario: ScenarioView,
  mode: ModeView,
  figure: (cell: CellView) => Figure | null,
  scale: number,
): Series {
  const points = scenario.cells
    .filter((cell) => cell.mode === mode.id)
    .flatMap((cell): readonly Point[] => {
      const found = figure(cell);
      if (found === null) return [];
      const { low, high } = found;
      return [
        {
          level: cell.level.value,
          y: found.point * scale,
          low: low === null ? null : low * scale,
          high: high === null ? null : high * scale,
          state: cell.status === 'invalid' ? 'crossed' : cell.status === 'inconclusive' ? 'hollow' : 'solid',
        },
      ];
    });
  return { mode: mode.id, label: mode.label, index: mode.index, points };
}
