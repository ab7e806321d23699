import type { MemoryRunView, ModeView } from '../view/types.ts';
import { bytesPerMB, NBSP, NONE, number } from '../wording/numbers.ts';
import { zeroRange } from './axes.ts';
import type { Chart } from './chart.ts';
import { axis, type DotChart, type Drawing, pointStyles, sharedOptions } from './config.ts';
import type { FiguresTable } from './figures-table.ts';
import { modeStyle } from './style.ts';
import type { Dot } from './whiskers.ts';

/** Memory over the run; null where none was read. */
export function memoryChart(memory: MemoryRunView, modes: readonly ModeView[]): Chart | null {
  if (memory.series.every((series) => series.points.length === 0)) return null;
  const title = `${memory.metric === 'footprint' ? 'Memory footprint' : 'Sum of RSS (an upper bound)'} over the run`;
  return {
    title,
    better: 'lower is better; one point per slice, a line per round of fresh processes',
    alt: `${title} in MB against minutes since the start`,
    keys: modes,
    note: null,
    height: null,
    table: () => tableOf(memory, modes),
    csv: () => [
      ['mode', 'round', 'minutes since the start', 'MB'],
      ...modes.flatMap((mode) =>
        pointsOf(memory, mode).map(({ round, minute, bytes }) => [
          ...[mode.label, round],
          ...[minute, bytes / bytesPerMB],
        ]),
      ),
    ],
    config: (drawing) => memoryConfig(memory, modes, drawing),
  };
}

type RunPoints = MemoryRunView['series'][number]['points'];

function pointsOf(memory: MemoryRunView, mode: ModeView): RunPoints {
  return memory.series.find((one) => one.mode === mode.id)?.points ?? [];
}

/** Per round: the first, the greatest and the last reading. */
function tableOf(memory: MemoryRunView, modes: readonly ModeView[]): FiguresTable {
  const rounds = [...new Set(memory.series.flatMap(({ points }) => points.map(({ round }) => round)))];
  const cell = (mode: ModeView, round: number) => {
    const points = pointsOf(memory, mode).filter((point) => point.round === round);
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) return NONE;
    const most = Math.max(...points.map(({ bytes }) => bytes));
    return [first.bytes, most, last.bytes].map((bytes) => number(bytes / bytesPerMB)).join(' / ');
  };
  return {
    corner: 'Round',
    columns: modes.map((mode) => ({ text: mode.label, of: mode, unit: 'first / most / last, MB' })),
    groups: [
      {
        of: null,
        rows: rounds.map((round) => ({
          head: String(round),
          depth: 0,
          cells: modes.map((mode) => cell(mode, round)),
        })),
      },
    ],
  };
}

/** Each round starts fresh processes, so lines join the slices of one round only. */
function memoryConfig(memory: MemoryRunView, modes: readonly ModeView[], drawing: Drawing): DotChart {
  const all = memory.series.flatMap((series) => series.points);
  const most = Math.max(...all.map((point) => point.bytes)) / bytesPerMB;
  const last = Math.max(...all.map((point) => point.minute));
  const rounded = zeroRange(last);
  const minutes = { ...rounded, max: last * 1.01, ticks: rounded.ticks.filter((tick) => tick <= last) };
  return {
    type: 'line',
    data: {
      datasets: modes.flatMap((mode) => {
        const series = memory.series.find((one) => one.mode === mode.id);
        return series === undefined ? [] : [dataset(mode, series.points, drawing)];
      }),
    },
    options: {
      ...sharedOptions(drawing),
      scales: {
        x: axis('linear', minutes, 'minutes since the start', drawing, { grid: false }),
        y: axis('linear', zeroRange(most), 'MB', drawing, { grid: true }),
      },
    },
  };
}

function dataset(
  mode: ModeView,
  points: RunPoints,
  { theme }: Drawing,
): DotChart['data']['datasets'][number] {
  const style = modeStyle(mode.index, theme);
  const { pointStyle, rotation } = pointStyles[style.marker];
  const sameRound = (from: number, to: number) => points[from]?.round === points[to]?.round;
  return {
    label: mode.label,
    data: points.map(
      (point): Dot => ({
        x: point.minute,
        y: point.bytes / bytesPerMB,
        low: null,
        high: null,
        state: 'solid',
        place: `round ${point.round}, minute ${number(point.minute)}`,
        figure: `${mode.label}: ${number(point.bytes / bytesPerMB)}${NBSP}MB`,
      }),
    ),
    borderColor: style.colour,
    backgroundColor: style.colour,
    borderWidth: 1.5,
    borderDash: [...style.dash],
    pointStyle: pointStyle as 'circle',
    pointRotation: rotation,
    pointRadius: 2.5,
    clip: 6,
    segment: {
      borderColor: ({ p0DataIndex, p1DataIndex }: { p0DataIndex: number; p1DataIndex: number }) =>
        sameRound(p0DataIndex, p1DataIndex) ? style.colour : 'transparent',
    },
  };
}
