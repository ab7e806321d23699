import type { CellView, Figure, ModeView, ScenarioView } from '../view/types.ts';
import { levelAxes } from '../wording/levels.ts';
import { needTexts } from '../wording/missing.ts';
import { tick } from '../wording/numbers.ts';
import { type Spacing, spacingOf } from './axes.ts';

/** A line chart as data: what each mode measured at each level. Page, PNG and the tables behind charts draw from it. */
export interface ChartModel {
  readonly key: 'throughput' | 'p50' | 'tail' | 'percentiles' | 'cpu' | 'memory';
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

/** The charts of one scenario against its levels: connections, or arrival rates. One without any figure is left out. */
export function scenarioCharts(scenario: ScenarioView, modes: readonly ModeView[]): readonly ChartModel[] {
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
    steps: scenario.levels.map(({ value, label }) => ({ x: value, tick: tick(value), place: label })),
    series: modes.map((mode) => seriesOf(scenario, mode, figure, scale)),
    note:
      head.diagonal === true
        ? 'Dashed: all that is offered is served.'
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
    percentilesChart(scenario, modes),
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

/** Response time by percentile at the best level; x is 1/(1−q), so that p90, p99 and p99.9 are equally far apart. */
function percentilesChart(scenario: ScenarioView, modes: readonly ModeView[]): ChartModel {
  const quantiles = scenario.percentiles.flatMap((curve) => curve.points.map((point) => point.q));
  const steps = [...new Set(quantiles)].sort((a, b) => a - b);
  return {
    key: 'percentiles',
    title: `Percentiles at ${scenario.best?.label ?? 'no level'}`,
    better: 'lower is better',
    unit: 'ms',
    axis: 'log',
    spacing: 'log',
    diagonal: false,
    along: 'percentile',
    steps: steps.map((q) => ({ x: tailOf(q), tick: quantileName(q), place: quantileName(q) })),
    series: modes.map((mode) => {
      const cell = scenario.cells.find((one) => one.mode === mode.id && one.level.key === scenario.best?.key);
      const points = scenario.percentiles.find((curve) => curve.mode === mode.id)?.points ?? [];
      return {
        mode: mode.id,
        label: mode.label,
        index: mode.index,
        points: points.map(({ q, ms, least, most }) => ({
          x: tailOf(q),
          y: ms,
          low: least,
          high: most,
          state: cell === undefined ? 'solid' : stateOf(cell),
        })),
      };
    }),
    note: 'All rounds together; whiskers here: least and greatest round.',
  };
}

/** 1/(1−q): one request in so many takes longer. */
function tailOf(q: number): number {
  return Number((1 / (1 - q)).toPrecision(6));
}

function quantileName(q: number): string {
  return `p${Number((q * 100).toPrecision(6))}`;
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
