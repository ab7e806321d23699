import type { CellView, Figure, LevelView, ModeView, ScenarioView } from '../view/types.ts';
import { levelAxes } from '../wording/levels.ts';
import { needTexts } from '../wording/missing.ts';
import { tick } from '../wording/numbers.ts';
import { type Spacing, spacingOf } from './axes.ts';
import { percentilesChart } from './percentiles.ts';

/** A line chart as data: what each mode measured at each level. Page, PNG and the tables behind charts draw from it. */
export interface ChartModel {
  /** Tells it from the other charts of its section. */
  readonly key: string;
  readonly title: string;
  readonly better: 'higher is better' | 'lower is better';
  /** Unit on the axis: `req/s`, `ms`, `MB`. */
  readonly unit: string;
  readonly axis: 'from zero' | 'log';
  /** How the steps are apart on the x axis. */
  readonly spacing: Spacing;
  /** A line at y = x: of arrivals, that all are served. */
  readonly diagonal: boolean;
  /** What stands on the x axis, and its ticks in rising order; also the rows of the table behind the chart. */
  readonly along: string;
  readonly steps: readonly Step[];
  readonly series: readonly Series[];
  /** Why some points are missing, such as too few answers for a percentile; null when none is. */
  readonly note: string | null;
}

export interface Step {
  readonly x: number;
  /** On the axis: `8`, `p95`. */
  readonly tick: string;
  /** In a tooltip: `8 connections`. */
  readonly place: string;
  /** In a file for programs: 8, `p95`. */
  readonly value: number | string;
}

export interface Series {
  readonly mode: string;
  readonly label: string;
  readonly index: number;
  readonly points: readonly Point[];
}

/**
 * `solid`: valid; `hollow`: inconclusive; `overloaded`: hollow too, for less was served than offered; `crossed`: invalid,
 * and not joined to its neighbours.
 */
export type PointState = 'solid' | 'hollow' | 'overloaded' | 'crossed';

/** What follows a figure in a tooltip or a table. */
export const stateNotes: Readonly<Record<PointState, string>> = {
  solid: '',
  hollow: ', inconclusive',
  overloaded: ', overloaded',
  crossed: ', invalid',
};

export interface Point {
  /** The `x` of a step. */
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly state: PointState;
}

/**
 * The charts of one scenario against its levels: connections, or arrival rates. One without any figure is left out.
 * `level` is the one whose percentiles are drawn.
 */
export function scenarioCharts(
  scenario: ScenarioView,
  modes: readonly ModeView[],
  level: LevelView | null = scenario.best,
): readonly ChartModel[] {
  const tail = tailMetric(scenario);
  const memory = memoryMetric(scenario);
  const kind = scenario.levels[0]?.kind ?? 'closed';
  const values = scenario.levels.map(({ value }) => value);
  const spacing = kind === 'open' ? spacingOf(values) : 'log';
  const chart = (
    head: Pick<ChartModel, 'key' | 'title' | 'better' | 'unit' | 'axis'> & { readonly diagonal?: boolean },
    figure: (cell: CellView) => Figure | null,
    scale = 1,
  ): ChartModel => ({
    diagonal: false,
    ...head,
    // Only with both axes alike is the line of what is offered a straight one.
    spacing: head.diagonal === true ? 'linear' : spacing,
    along: levelAxes[kind].along,
    steps: scenario.levels.map(({ value, label }) => ({ x: value, tick: tick(value), place: label, value })),
    series: modes.map((mode) => seriesOf(scenario, mode, figure, scale)),
    note:
      head.diagonal === true
        ? 'Thin grey dashes: all that is offered is served.'
        : head.key === 'p50'
          ? missingNote(scenario, 'p50')
          : head.key === 'tail'
            ? missingNote(scenario, tail)
            : null,
  });
  const charts = [
    chart(
      {
        key: 'throughput',
        title: kind === 'open' ? 'Served' : 'Throughput',
        better: 'higher is better',
        unit: 'req/s',
        axis: 'from zero',
        diagonal: kind === 'open',
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
    percentilesChart(scenario, modes, level),
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
  const needs = needTexts(scenario.cells, [metric]);
  return needs.length === 0 ? null : `Missing points: ${needs.join('; ')}.`;
}

/** The highest percentile that every usable cell of the scenario supports; p95 where none does. */
export function tailMetric(scenario: ScenarioView): 'p95' | 'p99' {
  const usable = scenario.cells.filter((cell) => cell.status !== 'invalid');
  return usable.length > 0 && usable.every((cell) => cell.metrics.p99 !== null) ? 'p99' : 'p95';
}

export function stateOf(cell: CellView): PointState {
  if (cell.status === 'invalid') return 'crossed';
  if (cell.overload !== null) return 'overloaded';
  return cell.status === 'inconclusive' ? 'hollow' : 'solid';
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
          x: cell.level.value,
          y: found.point * scale,
          low: low === null ? null : low * scale,
          high: high === null ? null : high * scale,
          state: stateOf(cell),
        },
      ];
    });
  return { mode: mode.id, label: mode.label, index: mode.index, points };
}
