import type { ChartConfiguration } from 'chart.js';
import { tick, withUnit } from '../wording/numbers.ts';
import { type AxisRange, legibleTicks, levelRange, logRange, zeroRange } from './axes.ts';
import { diagonal } from './diagonal.ts';
import { type ChartModel, type Point, type Series, stateNotes } from './model.ts';
import { type Marker, modeStyle, type Theme } from './style.ts';
import { type Dot, whiskers } from './whiskers.ts';

export interface Drawing {
  readonly theme: Theme;
  readonly font: { readonly family: string; readonly size: number };
}

export type DotChart = ChartConfiguration<'line', Dot[]>;

/** Chart.js's names for our markers; a triangle upside down is a turned one. */
export const pointStyles: Readonly<Record<Marker, { pointStyle: string; rotation: number }>> = {
  circle: { pointStyle: 'circle', rotation: 0 },
  triangle: { pointStyle: 'triangle', rotation: 0 },
  square: { pointStyle: 'rect', rotation: 0 },
  diamond: { pointStyle: 'rectRot', rotation: 0 },
  'triangle-down': { pointStyle: 'triangle', rotation: 180 },
  star: { pointStyle: 'star', rotation: 0 },
};

/** A chart of a scenario as Chart.js draws it, in the page and in PNGs alike. */
export function chartConfig(model: ChartModel, drawing: Drawing): DotChart {
  const y = valueRange(model);
  return {
    type: 'line',
    data: {
      datasets: model.series
        .filter((series) => series.points.length > 0)
        .map((series) => dataset(model, series, drawing.theme)),
    },
    options: {
      ...sharedOptions(drawing),
      scales: {
        x: stepAxis(model, drawing),
        y: axis(model.axis === 'log' ? 'logarithmic' : 'linear', y, model.unit, drawing, { grid: true }),
      },
    },
    plugins: model.diagonal ? [diagonal(drawing.theme), whiskers] : [whiskers],
  };
}

/** Nothing moves; no legend or title inside, for the surroundings carry one for all charts. */
export function sharedOptions(drawing: Drawing): NonNullable<DotChart['options']> {
  const { theme, font } = drawing;
  return {
    animation: false,
    responsive: false,
    maintainAspectRatio: false,
    font,
    layout: { padding: { top: 6, right: 8 } },
    interaction: { mode: 'nearest', intersect: false },
    plugins: {
      legend: { display: false },
      tooltip: {
        backgroundColor: theme.ink,
        titleColor: theme.background,
        bodyColor: theme.background,
        displayColors: false,
        callbacks: {
          title: (items) => (items[0]?.raw as Dot | undefined)?.place ?? '',
          label: (item) => (item.raw as Dot).figure,
        },
      },
    },
  };
}

/** The x axis, with a tick for each step, as far as they can be read, and no other. */
function stepAxis(model: ChartModel, drawing: Drawing): Scale {
  const names = new Map(model.steps.map((step) => [step.x, step.tick]));
  const name = (value: number) => names.get(value) ?? '';
  const steps = [...names.keys()];
  const range = { ...levelRange(steps, model.spacing), ticks: legibleTicks(steps, name, model.spacing) };
  const type = model.spacing === 'log' ? 'logarithmic' : 'linear';
  return axis(type, range, model.along, drawing, { grid: false, name });
}

type Scale = NonNullable<NonNullable<DotChart['options']>['scales']>[string];

export function axis(
  type: 'linear' | 'logarithmic',
  range: AxisRange,
  title: string,
  { theme, font }: Drawing,
  { grid, name = tick }: { grid: boolean; name?: (value: number) => string },
): Scale {
  return {
    type,
    min: range.min,
    max: range.max,
    title: { display: title !== '', text: title, color: theme.muted, font, padding: 2 },
    border: { color: theme.muted, display: !grid },
    grid: { display: grid, color: theme.grid, drawTicks: false, tickLength: 0 },
    ticks: {
      color: theme.muted,
      font,
      padding: 6,
      autoSkip: false,
      maxRotation: 0,
      callback: (value) => name(Number(value)),
    },
    afterBuildTicks: (scale) => {
      scale.ticks = range.ticks.map((value) => ({ value }));
    },
  };
}

function valueRange(model: ChartModel): AxisRange {
  const points = model.series.flatMap((series) => series.points);
  const lows = points.map((point) => point.low ?? point.y).filter((value) => value > 0);
  const highs = points.map((point) => Math.max(point.y, point.high ?? point.y));
  const most = Math.max(...highs);
  return model.axis === 'log' && lows.length > 0 ? logRange(Math.min(...lows), most) : zeroRange(most);
}

/** Modes that a column of dots can hold; more of them are spread over the axis where it has one level only. */
const fewModes = 6;

/**
 * Where a mode's dot stands at a step, a little beside it: enough to tell whiskers apart, too little to misread the
 * level. `place` counts from the middle of the modes.
 */
function beside(model: ChartModel, place: number): (x: number) => number {
  const { steps, spacing, series } = model;
  const { min, max } = levelRange(
    steps.map((step) => step.x),
    spacing,
  );
  // What is served stands against the line of what is offered: beside its rate it would stand off that line.
  if (model.diagonal) return (x) => x;
  const modes = series.length;
  const parts = steps.length === 1 && modes > fewModes ? modes + 2 : Math.max(42, modes * 8);
  const shift = place / parts;
  return spacing === 'log' ? (x) => x * (max / min) ** shift : (x) => x + (max - min) * shift;
}

function dataset(model: ChartModel, series: Series, theme: Theme): DotChart['data']['datasets'][number] {
  const style = modeStyle(series.index, theme);
  const { pointStyle, rotation } = pointStyles[style.marker];
  const shift = beside(model, model.series.indexOf(series) - (model.series.length - 1) / 2);
  const crossed = (index: number) => series.points[index]?.state === 'crossed';
  return {
    label: series.label,
    data: series.points.map((point) => dot(model, series, point, shift)),
    borderColor: style.colour,
    borderWidth: 2,
    borderDash: [...style.dash],
    backgroundColor: style.colour,
    pointBackgroundColor: series.points.map((point) =>
      point.state === 'solid' ? style.colour : theme.background,
    ),
    pointBorderColor: style.colour,
    pointBorderWidth: 1.5,
    pointStyle: pointStyle as 'circle',
    pointRotation: rotation,
    clip: 8,
    pointRadius: 4.5,
    pointHoverRadius: 6,
    segment: {
      borderColor: ({ p0DataIndex, p1DataIndex }: { p0DataIndex: number; p1DataIndex: number }) =>
        crossed(p0DataIndex) || crossed(p1DataIndex) ? 'transparent' : style.colour,
    },
  };
}

function dot(model: ChartModel, series: Series, point: Point, shift: (x: number) => number): Dot {
  const figure = withUnit({ ...point, point: point.y }, model.unit);
  return {
    x: shift(point.x),
    y: point.y,
    low: point.low,
    high: point.high,
    state: point.state,
    place: model.steps.find((step) => step.x === point.x)?.place ?? '',
    figure: `${series.label}: ${figure}${stateNotes[point.state]}`,
  };
}
