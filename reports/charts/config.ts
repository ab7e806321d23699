import type { ChartConfiguration } from 'chart.js';
import { tick, withUnit } from '../wording/numbers.ts';
import { type AxisRange, levelRange, logRange, zeroRange } from './axes.ts';
import type { ChartModel, Point, Series } from './model.ts';
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
    plugins: [whiskers],
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

/** The logarithmic x axis, with a tick for each step and no other. */
function stepAxis(model: ChartModel, drawing: Drawing): Scale {
  const names = new Map(model.steps.map((step) => [step.x, step.tick]));
  const name = (value: number) => names.get(value) ?? '';
  return axis('logarithmic', levelRange([...names.keys()]), model.along, drawing, { grid: false, name });
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
 * Octaves between neighbouring modes at one level, as a share of the axis: enough to tell whiskers apart, too little to
 * misread the level.
 */
function dodge(levels: readonly number[], modes: number): number {
  const { min, max } = levelRange(levels);
  const span = Math.log2(max / min);
  if (levels.length === 1 && modes > fewModes) return span / (modes + 2);
  return span / Math.max(42, modes * 8);
}

function dataset(model: ChartModel, series: Series, theme: Theme): DotChart['data']['datasets'][number] {
  const style = modeStyle(series.index, theme);
  const { pointStyle, rotation } = pointStyles[style.marker];
  const modes = model.series.length;
  const shift =
    2 **
    ((model.series.indexOf(series) - (modes - 1) / 2) *
      dodge(
        model.steps.map((step) => step.x),
        modes,
      ));
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

function dot(model: ChartModel, series: Series, point: Point, shift: number): Dot {
  const doubt = { solid: '', hollow: ', inconclusive', crossed: ', invalid' }[point.state];
  const figure = withUnit({ ...point, point: point.y }, model.unit);
  return {
    x: point.x * shift,
    y: point.y,
    low: point.low,
    high: point.high,
    state: point.state,
    place: model.steps.find((step) => step.x === point.x)?.place ?? '',
    figure: `${series.label}: ${figure}${doubt}`,
  };
}
