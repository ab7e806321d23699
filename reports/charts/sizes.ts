import type { Range, SizedMemoryView, SizedModeView, WorkersView } from '../view/types.ts';
import { bytesPerMB, plural, tick } from '../wording/numbers.ts';
import { spacingOf } from './axes.ts';
import type { ChartModel, Point, Series, Step } from './model.ts';

/** Memory against the number of workers, or of threads: each step up is what those more cost. */
export function sizedMemoryChart(
  sized: readonly SizedMemoryView[],
  option: SizedModeView['option'],
): ChartModel {
  const own = sized.filter((one) => one.option === option);
  const upperBound = own.some((one) => one.upperBound);
  return {
    ...alongCounts(
      own.map(({ points }) => points),
      option,
    ),
    key: `memory-by-${option}`,
    title: `${upperBound ? 'Sum of RSS (an upper bound)' : 'Footprint'} by number of ${option}`,
    better: 'lower is better',
    unit: 'MB',
    series: own.map((one) =>
      seriesOf(
        one,
        one.points.map(({ count, bytes }) => ({ x: count, ...inMegabytes(bytes), state: 'solid' })),
      ),
    ),
    note: 'Under load, median over rounds; whiskers here: least and greatest round.',
  };
}

/** What is served against the number of workers, or of threads, in one scenario. */
export function sizedThroughputChart(sweeps: readonly WorkersView[]): ChartModel {
  const [first] = sweeps;
  const option = first?.option ?? 'workers';
  return {
    ...alongCounts(
      sweeps.map(({ points }) => points),
      option,
    ),
    key: `throughput-by-${option}`,
    title: `Throughput by number of ${option}: ${first?.scenario ?? ''}, ${first?.level ?? ''}`,
    better: 'higher is better',
    unit: 'req/s',
    series: sweeps.map((one) =>
      seriesOf(
        one,
        one.points.map(({ count, throughput: { point, low, high } }) => ({
          ...{ x: count, y: point, low, high },
          state: 'solid',
        })),
      ),
    ),
    note: null,
  };
}

function alongCounts(
  counted: readonly (readonly { readonly count: number }[])[],
  option: SizedModeView['option'],
): Pick<ChartModel, 'axis' | 'spacing' | 'diagonal' | 'along' | 'steps'> {
  const counts = [...new Set(counted.flat().map(({ count }) => count))].sort((a, b) => a - b);
  const one = option === 'workers' ? 'worker' : 'thread';
  return {
    axis: 'from zero',
    spacing: spacingOf(counts),
    diagonal: false,
    along: option,
    steps: counts.map(
      (count): Step => ({ x: count, tick: tick(count), place: plural(count, one), value: count }),
    ),
  };
}

function seriesOf({ label, index }: SizedModeView, points: readonly Point[]): Series {
  return { mode: label, label, index, points };
}

function inMegabytes({ median, least, most, n }: Range): Pick<Point, 'y' | 'low' | 'high'> {
  const [low, high] = n < 2 ? [null, null] : [least / bytesPerMB, most / bytesPerMB];
  return { y: median / bytesPerMB, low, high };
}
