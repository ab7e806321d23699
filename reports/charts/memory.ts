import type { MemoryRunView, ModeView } from '../view/types.ts';
import { bytesPerMB, NBSP, number } from '../wording/numbers.ts';
import { zeroRange } from './axes.ts';
import { axis, type DotChart, type Drawing, pointStyles, sharedOptions } from './config.ts';
import { modeStyle } from './style.ts';
import type { Dot } from './whiskers.ts';

/** Memory over the run. Each round starts fresh processes, so lines join the slices of one round only. */
export function memoryConfig(memory: MemoryRunView, modes: readonly ModeView[], drawing: Drawing): DotChart {
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
  points: MemoryRunView['series'][number]['points'],
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
