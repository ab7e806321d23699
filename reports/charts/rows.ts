import type { Plugin } from 'chart.js';
import type { AxisRange } from './axes.ts';
import { axis, type DotChart, type Drawing, pointStyles, sharedOptions } from './config.ts';
import type { PointState } from './model.ts';
import { modeStyle } from './style.ts';
import { type Dot, whiskers } from './whiskers.ts';

/** A figure in a chart of rows: one row per mode and scenario, values along x. */
export interface RowFigure {
  /** Counted from the top; rows of a group are one apart. */
  readonly row: number;
  readonly modeIndex: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly state: PointState;
  /** Where the row's thin line starts: zero, one, or the figure it is held against. */
  readonly from: number | null;
  /** Printed at the right of the figure. */
  readonly label: string;
}

export interface RowChart {
  readonly range: AxisRange;
  readonly type: 'linear' | 'logarithmic';
  readonly figures: readonly RowFigure[];
  readonly rows: number;
  /** A value marked by a line through all rows, such as a ratio of 1. */
  readonly reference: number | null;
}

/** Height of the x axis, fixed so that rows of neighbouring charts stay level with each other. */
export const rowAxisHeight = 26;

/** Rows of figures with whiskers, labels and lines from their reference; `drawing` as for the other charts. */
export function rowConfig(chart: RowChart, drawing: Drawing): DotChart {
  const indexes = [...new Set(chart.figures.map((figure) => figure.modeIndex))];
  return {
    type: 'line',
    data: { datasets: indexes.map((index) => dataset(chart, index, drawing)) },
    options: {
      ...sharedOptions(drawing),
      indexAxis: 'y',
      layout: { padding: { top: 0, right: 10, left: 10, bottom: 0 } },
      scales: {
        x: {
          ...axis(chart.type, chart.range, '', drawing, { grid: true }),
          afterFit: (scale) => {
            scale.height = rowAxisHeight;
          },
        },
        y: { type: 'linear', min: -0.5, max: chart.rows - 0.5, reverse: true, display: false },
      },
    },
    plugins: [reference(chart, drawing), whiskers, labels(chart, drawing)],
  } as DotChart;
}

function dataset(chart: RowChart, index: number, { theme }: Drawing): DotChart['data']['datasets'][number] {
  const style = modeStyle(index, theme);
  const { pointStyle, rotation } = pointStyles[style.marker];
  const figures = chart.figures.filter((figure) => figure.modeIndex === index);
  return {
    data: figures.map(dotOf),
    showLine: false,
    clip: 8,
    borderColor: style.colour,
    pointBackgroundColor: figures.map((figure) =>
      figure.state === 'solid' ? style.colour : theme.background,
    ),
    pointBorderColor: style.colour,
    pointBorderWidth: 1.5,
    pointStyle: pointStyle as 'circle',
    pointRotation: rotation,
    pointRadius: 5,
  };
}

function dotOf(figure: RowFigure): Dot {
  return {
    x: figure.value,
    y: figure.row,
    low: figure.low,
    high: figure.high,
    state: figure.state,
    place: '',
    figure: figure.label,
  };
}

/** The line at the reference, and a thin line from where each row starts to its figure. */
function reference(chart: RowChart, { theme }: Drawing): Plugin<'line'> {
  return {
    id: 'reference',
    beforeDatasetsDraw({ ctx, scales, chartArea }) {
      const { x, y } = scales;
      if (x === undefined || y === undefined) return;
      ctx.save();
      ctx.lineWidth = 1.5;
      if (chart.reference !== null) {
        const at = x.getPixelForValue(chart.reference);
        ctx.strokeStyle = theme.muted;
        ctx.beginPath();
        ctx.moveTo(at, chartArea.top);
        ctx.lineTo(at, chartArea.bottom);
        ctx.stroke();
      }
      ctx.globalAlpha = 0.35;
      for (const figure of chart.figures) {
        if (figure.from === null) continue;
        const level = y.getPixelForValue(figure.row);
        ctx.strokeStyle = modeStyle(figure.modeIndex, theme).colour;
        ctx.beginPath();
        ctx.moveTo(x.getPixelForValue(figure.from), level);
        ctx.lineTo(x.getPixelForValue(figure.value), level);
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}

function labels(chart: RowChart, { theme, font }: Drawing): Plugin<'line'> {
  return {
    id: 'labels',
    afterDatasetsDraw({ ctx, scales }) {
      const { x, y } = scales;
      if (x === undefined || y === undefined) return;
      ctx.save();
      ctx.fillStyle = theme.ink;
      ctx.font = `${font.size}px ${font.family}`;
      ctx.textBaseline = 'middle';
      for (const figure of chart.figures) {
        const end = Math.max(figure.value, figure.high ?? figure.value, figure.from ?? figure.value);
        ctx.fillText(figure.label, x.getPixelForValue(end) + 11, y.getPixelForValue(figure.row));
      }
      ctx.restore();
    },
  };
}

/** Ratios on a logarithmic axis: half and double are as far from 1. */
export function ratioRange(values: readonly number[]): AxisRange {
  const least = Math.min(0.8, ...values) / 1.05;
  const most = Math.max(1.25, ...values) * 1.05;
  const candidates = [0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128];
  return { min: least, max: most, ticks: candidates.filter((one) => one >= least && one <= most) };
}
