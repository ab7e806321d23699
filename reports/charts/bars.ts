import type { Plugin } from 'chart.js';
import { type AxisRange, zeroRange } from './axes.ts';
import { axis, type DotChart, type Drawing, pointStyles, sharedOptions } from './config.ts';
import { type Keyed, modeStyle } from './style.ts';
import type { Dot } from './whiskers.ts';

/** A chart of rows, one below the other: what something consists of, or how it is shared out. */
export interface BarModel {
  /** On the axis. */
  readonly unit: string;
  /** A value marked in each row, such as an even share. */
  readonly reference: number | null;
  readonly rows: readonly BarRow[];
}

export interface BarRow {
  readonly of: Keyed;
  /** At the right, above the row. */
  readonly text: string;
  /** Laid end to end from zero. */
  readonly parts: readonly BarPart[];
  readonly dots: readonly BarDot[];
  /** Ends of the whisker; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface BarPart {
  readonly size: number;
  /** The share of it that is filled; the rest is shaded. */
  readonly filled: number;
  /** In a tooltip. */
  readonly figure: string;
}

export interface BarDot {
  readonly value: number;
  readonly figure: string;
}

/** In CSS pixels: a row with its name above it, and the axis below all. */
const rowHeight = 46;
const axisHeight = 52;
const barHeight = 16;

export function barsHeight({ rows }: BarModel): number {
  return rows.length * rowHeight + axisHeight;
}

export function barsConfig(model: BarModel, drawing: Drawing): DotChart {
  return {
    type: 'line',
    data: { datasets: model.rows.map((row, index) => dataset(row, index, drawing)) },
    options: {
      ...sharedOptions(drawing),
      indexAxis: 'y',
      layout: { padding: { top: 0, right: 12, left: 4, bottom: 0 } },
      scales: {
        x: axis('linear', rangeOf(model), model.unit, drawing, { grid: true }),
        // A little more room above the first row's name than between rows.
        y: { type: 'linear', min: -0.6, max: model.rows.length - 0.5, reverse: true, display: false },
      },
    },
    plugins: [bars(model, drawing), names(model, drawing)],
  } as DotChart;
}

function rangeOf({ rows, reference }: BarModel): AxisRange {
  const ends = rows.flatMap(({ parts, dots, high }) => [
    parts.reduce((sum, { size }) => sum + size, 0),
    ...dots.map(({ value }) => value),
    high ?? 0,
  ]);
  return zeroRange(Math.max(reference === null ? 0 : reference * 1.2, ...ends));
}

/** Dots are drawn; parts have points too, unseen, so that they can be pointed at. */
function dataset(row: BarRow, index: number, { theme }: Drawing): DotChart['data']['datasets'][number] {
  const style = modeStyle(row.of.index, theme);
  const { pointStyle, rotation } = pointStyles[style.marker];
  let end = 0;
  const parts = row.parts.map(({ size, figure }) => {
    end += size;
    return dotAt(end - size / 2, index, row.of.label, figure);
  });
  const dots = row.dots.map(({ value, figure }) => dotAt(value, index, row.of.label, figure));
  return {
    data: [...parts, ...dots],
    showLine: false,
    clip: 8,
    borderColor: style.colour,
    pointBackgroundColor: style.colour,
    pointBorderColor: style.colour,
    pointBorderWidth: 1.5,
    pointStyle: pointStyle as 'circle',
    pointRotation: rotation,
    pointRadius: [...parts.map(() => 0), ...dots.map(() => 5)],
    pointHoverRadius: [...parts.map(() => 0), ...dots.map(() => 6)],
  };
}

function dotAt(x: number, row: number, place: string, figure: string): Dot {
  return { x, y: row, low: null, high: null, state: 'solid', place, figure };
}

/** The few calls that bars need of a canvas. */
interface Pen {
  fillStyle: unknown;
  strokeStyle: unknown;
  lineWidth: number;
  globalAlpha: number;
  fillRect(x: number, y: number, width: number, height: number): void;
  strokeRect(x: number, y: number, width: number, height: number): void;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  stroke(): void;
}

function bars(model: BarModel, { theme }: Drawing): Plugin<'line'> {
  return {
    id: 'bars',
    beforeDatasetsDraw({ ctx, scales }) {
      const { x, y } = scales;
      if (x === undefined || y === undefined) return;
      ctx.save();
      for (const [index, row] of model.rows.entries()) {
        const top = y.getPixelForValue(index) - barHeight / 2;
        if (model.reference !== null) {
          ctx.strokeStyle = theme.muted;
          ctx.lineWidth = 1.5;
          stroke(ctx, x.getPixelForValue(model.reference), top, top + 1.5 * barHeight);
        }
        const { colour } = modeStyle(row.of.index, theme);
        let end = 0;
        for (const { size, filled } of row.parts) {
          const [left, right] = [x.getPixelForValue(end), x.getPixelForValue(end + size)];
          end += size;
          part(ctx, { left, right, top, filled, colour });
        }
        span(ctx, row, top + barHeight / 2, (value) => x.getPixelForValue(value), theme.ink);
      }
      ctx.restore();
    },
  };
}

interface DrawnPart {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly filled: number;
  readonly colour: string;
}

/** A filled piece and a shaded one in an outline, a little apart from the next. */
function part(pen: Pen, { left, right, top, filled, colour }: DrawnPart): void {
  const width = Math.max(1, right - left - 2);
  pen.fillStyle = colour;
  pen.globalAlpha = 0.28;
  pen.fillRect(left, top, width, barHeight);
  pen.globalAlpha = 1;
  pen.fillRect(left, top, width * filled, barHeight);
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.strokeRect(left + 0.5, top + 0.5, Math.max(0, width - 1), barHeight - 1);
}

/** A whisker from the least to the greatest, beneath bars so that neither hides the other. */
function span(pen: Pen, { low, high }: BarRow, middle: number, at: (value: number) => number, ink: string) {
  if (low === null || high === null) return;
  const level = middle + barHeight / 2 + 4;
  pen.strokeStyle = ink;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(at(low), level);
  pen.lineTo(at(high), level);
  pen.stroke();
  for (const end of [low, high]) stroke(pen, at(end), level - 3.5, level + 3.5);
}

function stroke(pen: Pen, x: number, from: number, to: number): void {
  pen.beginPath();
  pen.moveTo(x, from);
  pen.lineTo(x, to);
  pen.stroke();
}

/** Above each row: its name at the left, cut where it meets the figures at the right. */
function names(model: BarModel, { theme, font }: Drawing): Plugin<'line'> {
  return {
    id: 'names',
    afterDatasetsDraw({ ctx, scales, chartArea }) {
      const { y } = scales;
      if (y === undefined) return;
      ctx.save();
      ctx.font = `${font.size}px ${font.family}`;
      ctx.textBaseline = 'bottom';
      for (const [index, { of, text }] of model.rows.entries()) {
        const level = y.getPixelForValue(index) - barHeight / 2 - 3;
        ctx.fillStyle = theme.muted;
        ctx.textAlign = 'right';
        ctx.fillText(text, chartArea.right, level);
        const room = chartArea.width - ctx.measureText(text).width - 12;
        ctx.fillStyle = theme.ink;
        ctx.textAlign = 'left';
        ctx.fillText(
          cut(of.label, (shown) => ctx.measureText(shown).width <= room),
          chartArea.left,
          level,
        );
      }
      ctx.restore();
    },
  };
}

/** As much of a text as fits, with an ellipsis where some is missing. */
export function cut(text: string, fits: (shown: string) => boolean): string {
  // Longer ones fit nowhere, and are slow to measure letter by letter.
  let shown = text.length > 120 ? `${text.slice(0, 119)}…` : text;
  while (shown.length > 1 && !fits(shown)) shown = `${shown.slice(0, -2)}…`;
  return shown;
}
