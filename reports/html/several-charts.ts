import { metrics } from '../../harness/model/metric.ts';
import type { ChartModel, Point } from '../charts/model.ts';
import type { ComparedMetric, SeriesMode, SeveralCell, SeveralScenario } from '../view/several-types.ts';
import { forReading } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { severalMetricNames, severalMetrics } from '../wording/several.ts';
import type { SeveralData } from './several-data.ts';

const keys = {
  throughput: 'throughput',
  p50: 'p50',
  p99: 'tail',
  footprint: 'memory',
  cpuPerRequest: 'cpu',
} as const satisfies Record<ComparedMetric, ChartModel['key']>;

/** From so wide a span on, times are drawn on a logarithmic axis; below it a change would not be seen on one. */
const wideSpan = 8;

/** One chart of a scenario for each figure: the records at even distances, in the order of time. */
export function severalCharts(
  scenario: SeveralScenario,
  modes: readonly SeriesMode[],
  records: SeveralData['records'],
): readonly ChartModel[] {
  const cells = scenario.cells.filter(({ level }) => level.key === scenario.shown.key);
  const charts = severalMetricNames.map((metric): ChartModel => {
    const series = modes.map((mode) => ({
      ...{ mode: mode.id, label: mode.label, index: mode.index },
      points: pointsOf(
        cells.find((cell) => cell.mode === mode.id),
        metric,
      ),
    }));
    const { better, label } = metrics[metric];
    return {
      key: keys[metric],
      title: capital(label),
      better: better === 'higher' ? 'higher is better' : 'lower is better',
      unit: severalMetrics[metric].unit,
      axis: (metric === 'p50' || metric === 'p99') && spanOf(series) > wideSpan ? 'log' : 'from zero',
      spacing: 'linear',
      diagonal: false,
      along: 'record',
      steps: records.map(({ number, ticks }) => ({
        x: number,
        tick: ticks.join(' · '),
        place: `Record ${ticks.join(' · ')}`,
        value: number,
      })),
      series,
      note: null,
    };
  });
  return charts.filter(({ series }) => series.some(({ points }) => points.length > 0));
}

function pointsOf(cell: SeveralCell | undefined, metric: ComparedMetric): readonly Point[] {
  return (cell?.visits ?? []).flatMap((visit, index): readonly Point[] => {
    const figure = visit?.figures[metric] ?? null;
    if (visit === null || figure === null) return [];
    const { point, low, high } = forReading(figure, metrics[metric].unit);
    return [{ x: index + 1, y: point, low, high, state: visit.state }];
  });
}

function spanOf(series: readonly { readonly points: readonly Point[] }[]): number {
  const values = series.flatMap(({ points }) => points.map(({ y }) => y)).filter((value) => value > 0);
  return values.length === 0 ? 1 : Math.max(...values) / Math.min(...values);
}
