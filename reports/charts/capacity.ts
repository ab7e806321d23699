import type { Plugin } from 'chart.js';
import type { DrawnGrowth, GrowthCurve } from '../view/capacity-types.ts';
import { NBSP, number, tick, withUnit } from '../wording/numbers.ts';
import { type AxisRange, legibleTicks, levelRange, spacingOf, zeroRange } from './axes.ts';
import { axis, type DotChart, type Drawing, pointStyles, sharedOptions } from './config.ts';
import { modeStyle, type Theme } from './style.ts';
import { type Dot, whiskers } from './whiskers.ts';

/** What stands on the x axis. */
export const growthAxes: Readonly<Record<DrawnGrowth['over'], string>> = {
  concurrency: 'requests in flight on average',
  workers: 'workers',
  threads: 'threads',
};

/** Throughput against load: measured points with their intervals, and where there is one the curve with its band. */
export function growthConfig(growth: DrawnGrowth, most: number, drawing: Drawing): DotChart {
  const { theme } = drawing;
  const { range, spacing, name } = loadAxis(growth);
  const type = spacing === 'log' ? 'logarithmic' : 'linear';
  const along = growthAxes[growth.over];
  const indexes = [...new Set(growth.levels.map(({ index }) => index))];
  const colour = growth.index === null ? theme.ink : modeStyle(growth.index, theme).colour;
  return {
    type: 'line',
    data: { datasets: indexes.map((index) => dataset(growth, index, theme)) },
    options: {
      ...sharedOptions(drawing),
      scales: {
        x: axis(type, range, along, drawing, { grid: false, name }),
        y: axis('linear', zeroRange(most), 'req/s', drawing, { grid: true }),
      },
    },
    plugins: growth.fitted === null ? [whiskers] : [fittedCurve(growth.fitted, colour, drawing), whiskers],
  };
}

/** What the highest of some charts reaches, so that they share their scale and can be compared. */
export function highestOf(curves: readonly DrawnGrowth[]): number {
  const levels = curves.flatMap((one) => one.levels.map(({ throughput: { point, high } }) => high ?? point));
  const bands = curves.flatMap((one) => (one.fitted?.band ?? []).map(([, , , high]) => high));
  return Math.max(...levels, ...bands);
}

/** In flight by doubling; workers and threads where they were measured. */
function loadAxis({ over, levels, fitted }: DrawnGrowth) {
  const loads = levels.map(({ n }) => n);
  const reach = fitted?.band.at(-1)?.[0] ?? 0;
  const spacing = over === 'concurrency' ? 'log' : spacingOf(loads);
  const { min, max } = levelRange([...loads, ...(reach > 0 ? [reach] : [])], spacing);
  const doublings = Array.from({ length: 24 }, (_, power) => 2 ** power);
  const reached = reach > Math.max(...loads) * hair ? [Math.floor(reach)] : [];
  const ticks =
    over === 'concurrency' ? doublings.filter((n) => n >= min && n <= max) : [...loads, ...reached];
  const shown = ticks.length > 1 ? legibleTicks(ticks, tick, spacing) : ticks;
  const range: AxisRange = { min, max, ticks: shown };
  return { range, spacing, name: (value: number) => tick(value) } as const;
}

function dataset(growth: DrawnGrowth, index: number, theme: Theme): DotChart['data']['datasets'][number] {
  const { colour, marker } = modeStyle(index, theme);
  const { pointStyle, rotation } = pointStyles[marker];
  const levels = growth.levels.filter((level) => level.index === index);
  return {
    data: levels.map((level) => dotOf(growth, level)),
    showLine: false,
    borderColor: colour,
    pointBackgroundColor: levels.map(({ usable }) => (usable ? colour : theme.background)),
    pointBorderColor: colour,
    pointBorderWidth: 1.5,
    pointStyle: pointStyle as 'circle',
    pointRotation: rotation,
    clip: 8,
    pointRadius: 4.5,
    pointHoverRadius: 6,
  };
}

function dotOf({ over }: DrawnGrowth, { place, n, throughput, usable }: DrawnGrowth['levels'][number]): Dot {
  const { point, low, high } = throughput;
  const load = over === 'concurrency' ? `, ${number(n)}${NBSP}in flight on average` : '';
  return {
    ...{ x: n, y: point, low, high },
    state: usable ? 'solid' : 'crossed',
    place: `${place}${load}`,
    figure: withUnit(throughput, 'req/s') + (usable ? '' : ', left out of the curve'),
  };
}

/** Share of the ink that a band has. */
const bandAlpha = 0.16;
const peakRadius = 8;

/**
 * Beneath the points: the band, a line where what was measured ends, the curve (dotted beyond that line), and a ring at its
 * peak.
 */
function fittedCurve(fitted: GrowthCurve, colour: string, drawing: Drawing): Plugin<'line'> {
  return {
    id: 'fitted-curve',
    beforeDatasetsDraw({ ctx, scales, chartArea }) {
      const { x, y } = scales;
      if (x === undefined || y === undefined) return;
      const at: Placing = (n, value) => [x.getPixelForValue(n), y.getPixelForValue(value)];
      ctx.save();
      drawBand(ctx, fitted, at, colour);
      drawMeasured(ctx, fitted, at, chartArea, drawing);
      drawCurve(ctx, fitted, at, colour);
      drawPeak(ctx, fitted, at, drawing.theme);
      ctx.restore();
    },
  };
}

type Pixel = readonly [x: number, y: number];
type Placing = (n: number, value: number) => Pixel;
type Hook = NonNullable<Plugin<'line'>['beforeDatasetsDraw']>;
type Pen = Parameters<Hook>[0]['ctx'];

/** For a load that lies on its boundary but for rounding. */
const hair = 1.001;

function drawBand(pen: Pen, { band }: GrowthCurve, at: Placing, colour: string): void {
  const upper = band.map(([n, , , high]) => at(n, high));
  const lower = band.map(([n, , low]) => at(n, low)).reverse();
  pen.globalAlpha = bandAlpha;
  pen.fillStyle = colour;
  trace(pen, [...upper, ...lower]);
  pen.fill();
  pen.globalAlpha = 1;
}

/** Only where the curve goes on beyond it. */
function drawMeasured(
  pen: Pen,
  { band, largest }: GrowthCurve,
  at: Placing,
  area: { readonly top: number; readonly bottom: number },
  { theme, font }: Drawing,
): void {
  if ((band.at(-1)?.[0] ?? 0) <= largest * hair) return;
  const [x] = at(largest, 0);
  pen.strokeStyle = theme.muted;
  pen.fillStyle = theme.muted;
  pen.lineWidth = 1;
  pen.setLineDash([4, 3]);
  trace(pen, [
    [x, area.top],
    [x, area.bottom],
  ]);
  pen.stroke();
  pen.font = `${font.size - 1}px ${font.family}`;
  pen.textBaseline = 'bottom';
  pen.textAlign = 'right';
  pen.fillText('measured', x - 4, area.bottom - 3);
}

function drawCurve(pen: Pen, { band, largest }: GrowthCurve, at: Placing, colour: string): void {
  const line = band.map(([n, point]) => at(n, point));
  const within = band.filter(([n]) => n <= largest * hair).length;
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.setLineDash([]);
  trace(pen, line.slice(0, within));
  pen.stroke();
  pen.setLineDash([2, 4]);
  trace(pen, line.slice(Math.max(0, within - 1)));
  pen.stroke();
}

function drawPeak(pen: Pen, { peak }: GrowthCurve, at: Placing, { ink }: Theme): void {
  if (peak === null) return;
  const [x, y] = at(peak.n, peak.throughput);
  pen.setLineDash([]);
  pen.strokeStyle = ink;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.arc(x, y, peakRadius, 0, 2 * Math.PI);
  pen.stroke();
}

function trace(pen: Pen, line: readonly Pixel[]): void {
  pen.beginPath();
  line.forEach(([x, y], index) => {
    if (index === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  });
}
