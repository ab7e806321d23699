import type { Plugin } from 'chart.js';
import { throughputAt } from '../../harness/capacity/curve.ts';
import type { DrawnCurve, DrawnGrowth, DrawnLevel } from '../view/capacity-types.ts';
import { NBSP, number, plural, tick, withIntervalOrNone, withUnit } from '../wording/numbers.ts';
import { type AxisRange, legibleTicks, levelRange, spacingOf, zeroRange } from './axes.ts';
import type { Chart, PlacedChart } from './chart.ts';
import { axis, type DotChart, type Drawing, pointStyles, sharedOptions } from './config.ts';
import type { FiguresTable } from './figures-table.ts';
import { modeStyle, type Theme } from './style.ts';
import { type Dot, whiskers } from './whiskers.ts';

/** What stands on the x axis, and one of what is asked for. */
const loads: Readonly<Record<DrawnGrowth['over'], { readonly along: string; readonly one: string }>> = {
  concurrency: { along: 'requests in flight on average', one: 'connection' },
  workers: { along: 'workers', one: 'worker' },
  threads: { along: 'threads', one: 'thread' },
};

export function growthPlaced(growth: readonly DrawnGrowth[]): readonly PlacedChart[] {
  return growth.map((one) => {
    const chart = growthChart(one);
    const names = [one.scenario, one.title, `growth-with-${one.over}`];
    return {
      ...{ anchor: one.anchor, names, lead: one.scenario, wide: false, choices: [], chosen: null },
      at: () => chart,
    };
  });
}

/** Throughput against load: measured points with their intervals, and where there is one the curve with its band. */
function growthChart(growth: DrawnGrowth): Chart {
  const { title, over, index, levels, fitted } = growth;
  const { along, one } = loads[over];
  return {
    title,
    better: 'throughput as load grows, higher is better',
    alt: `Throughput of ${title} in req/s against ${along}${fitted === null ? '' : ', with the fitted curve'}`,
    keys:
      index === null
        ? levels.map(([level, , , , , own]) => ({ label: plural(level, one), index: own }))
        : [{ label: title, index }],
    note: null,
    height: null,
    table: () => tableOf(growth),
    csv: () => [
      [`${one}s`, along, 'req/s', 'low', 'high', 'counts for the curve', 'req/s by the curve'],
      ...levels.map(([level, n, point, low, high, , counts]) => [
        ...[level, n, point, low, high, counts],
        fitted === null ? null : throughputAt(fitted.curve, n),
      ]),
    ],
    config: (drawing) => growthConfig(growth, drawing),
  };
}

function tableOf({ over, levels, fitted }: DrawnGrowth): FiguresTable {
  const { along, one } = loads[over];
  const inFlight = over === 'concurrency';
  const column = (text: string, unit: string) => ({ text, of: null, unit });
  return {
    corner: `${one.charAt(0).toUpperCase()}${one.slice(1)}s`,
    columns: [
      ...(inFlight ? [column(along, '')] : []),
      column('throughput', 'req/s'),
      ...(fitted === null ? [] : [column('by the curve', 'req/s')]),
    ],
    groups: [
      {
        of: null,
        rows: levels.map(([level, n, point, low, high, , counts]) => ({
          head: tick(level),
          depth: 0,
          cells: [
            ...(inFlight ? [number(n)] : []),
            withIntervalOrNone({ point, low, high }) + (counts ? '' : leftOut),
            ...(fitted === null ? [] : [number(throughputAt(fitted.curve, n))]),
          ],
        })),
      },
    ],
  };
}

const leftOut = ', left out of the curve';

function growthConfig(growth: DrawnGrowth, drawing: Drawing): DotChart {
  const { theme } = drawing;
  const { over, levels, index, fitted, most } = growth;
  const { range, spacing } = loadAxis(growth);
  const type = spacing === 'log' ? 'logarithmic' : 'linear';
  const indexes = [...new Set(levels.map(([, , , , , own]) => own))];
  const colour = index === null ? theme.ink : modeStyle(index, theme).colour;
  return {
    type: 'line',
    data: { datasets: indexes.map((own) => dataset(growth, own, theme)) },
    options: {
      ...sharedOptions(drawing),
      scales: {
        x: axis(type, range, loads[over].along, drawing, { grid: false }),
        y: axis('linear', zeroRange(most), 'req/s', drawing, { grid: true }),
      },
    },
    plugins: fitted === null ? [whiskers] : [fittedCurve(fitted, colour, drawing), whiskers],
  };
}

/** In flight by doubling; workers and threads where they were measured, and where the curve ends. */
function loadAxis({ over, levels, fitted }: DrawnGrowth) {
  const measured = levels.map(([, n]) => n);
  const reach = Math.max(...measured, ...(fitted?.band ?? []).map(([n]) => n));
  const spacing = over === 'concurrency' ? 'log' : spacingOf(measured);
  const { min, max } = levelRange([...measured, reach], spacing);
  const doublings = Array.from({ length: 24 }, (_, power) => 2 ** power);
  const end = reach > Math.max(...measured) * hair ? [Math.floor(reach)] : [];
  const ticks =
    over === 'concurrency' ? doublings.filter((n) => n >= min && n <= max) : [...measured, ...end];
  const range: AxisRange = { min, max, ticks: ticks.length > 1 ? legibleTicks(ticks, tick, spacing) : ticks };
  return { range, spacing } as const;
}

function dataset(growth: DrawnGrowth, index: number, theme: Theme): DotChart['data']['datasets'][number] {
  const { colour, marker } = modeStyle(index, theme);
  const { pointStyle, rotation } = pointStyles[marker];
  const levels = growth.levels.filter(([, , , , , own]) => own === index);
  return {
    data: levels.map((level) => dotOf(growth, level)),
    showLine: false,
    borderColor: colour,
    pointBackgroundColor: levels.map(([, , , , , , counts]) => (counts ? colour : theme.background)),
    pointBorderColor: colour,
    pointBorderWidth: 1.5,
    pointStyle: pointStyle as 'circle',
    pointRotation: rotation,
    clip: 8,
    pointRadius: 4.5,
    pointHoverRadius: 6,
  };
}

function dotOf({ over }: DrawnGrowth, [level, n, point, low, high, , counts]: DrawnLevel): Dot {
  const inFlight = over === 'concurrency' ? `, ${number(n)}${NBSP}in flight on average` : '';
  return {
    ...{ x: n, y: point, low, high },
    state: counts ? 'solid' : 'crossed',
    place: plural(level, loads[over].one) + inFlight,
    figure: withUnit({ point, low, high }, 'req/s') + (counts ? '' : leftOut),
  };
}

/** Share of the ink that a band has. */
const bandAlpha = 0.16;
const peakRadius = 8;

/**
 * Beneath the points: the band, a line where what was measured ends, the curve (dotted beyond that line), and a ring at its
 * peak.
 */
function fittedCurve(fitted: DrawnCurve, colour: string, drawing: Drawing): Plugin<'line'> {
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

function drawBand(pen: Pen, { band }: DrawnCurve, at: Placing, colour: string): void {
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
  { band, largest }: DrawnCurve,
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

function drawCurve(pen: Pen, { band, largest }: DrawnCurve, at: Placing, colour: string): void {
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

function drawPeak(pen: Pen, { peak }: DrawnCurve, at: Placing, { ink }: Theme): void {
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
