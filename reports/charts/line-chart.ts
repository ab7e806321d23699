import { NONE, withIntervalOrNone } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import type { Chart } from './chart.ts';
import { chartConfig } from './config.ts';
import type { FiguresTable } from './figures-table.ts';
import { type ChartModel, type PointState, stateNotes } from './model.ts';

/** A chart of lines with its table: steps down, modes across. */
export function lineChart(model: ChartModel): Chart {
  return {
    title: model.title,
    better: model.better,
    alt: `${model.title} in ${model.unit} against ${model.along}`,
    keys: model.series,
    note: model.note,
    marks,
    height: null,
    table: () => tableOf(model),
    csv: () => [
      ['mode', model.along, model.unit, 'low', 'high', 'state'],
      ...model.series.flatMap(({ label, points }) =>
        points.map(({ x, y, low, high, state }) => {
          const step = model.steps.find((one) => one.x === x);
          return [label, step?.value ?? x, y, low, high, stateNames[state]];
        }),
      ),
    ],
    config: (drawing) => chartConfig(model, drawing),
  };
}

const marks =
  'Whiskers: intervals over rounds, unless said otherwise. Hollow: inconclusive or overloaded; hollow and crossed: invalid.';

const stateNames: Readonly<Record<PointState, string>> = {
  solid: 'valid',
  hollow: 'inconclusive',
  overloaded: 'overloaded',
  crossed: 'invalid',
};

function tableOf({ along, unit, steps, series }: ChartModel): FiguresTable {
  return {
    corner: capital(along),
    columns: series.map((one) => ({ text: one.label, of: one, unit })),
    groups: [
      {
        of: null,
        rows: steps.map(({ x, tick }) => ({
          head: tick,
          depth: 0,
          cells: series.map(({ points }) => {
            const point = points.find((one) => one.x === x);
            if (point === undefined) return NONE;
            return withIntervalOrNone({ ...point, point: point.y }) + stateNotes[point.state];
          }),
        })),
      },
    ],
  };
}
