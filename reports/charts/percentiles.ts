import type { LevelView, ModeView, ScenarioView } from '../view/types.ts';
import { type ChartModel, stateOf } from './model.ts';

/** Levels at which some mode has a curve, in the order of the scenario. */
export function percentileLevels({ levels, percentiles }: ScenarioView): readonly LevelView[] {
  return levels.filter(({ key }) => percentiles.some((curve) => curve.level === key));
}

/** Response time by percentile at one level; x is 1/(1−q), so that p90, p99 and p99.9 are equally far apart. */
export function percentilesChart(
  scenario: ScenarioView,
  modes: readonly ModeView[],
  level: LevelView | null,
): ChartModel {
  const curves = scenario.percentiles.filter((curve) => curve.level === level?.key);
  const quantiles = curves.flatMap((curve) => curve.points.map((point) => point.q));
  const steps = [...new Set(quantiles)].sort((a, b) => a - b);
  return {
    key: 'percentiles',
    title: `Percentiles at ${level?.label ?? 'no level'}`,
    better: 'lower is better',
    unit: 'ms',
    axis: 'log',
    spacing: 'log',
    diagonal: false,
    along: 'percentile',
    steps: steps.map((q) => {
      const name = quantileName(q);
      return { x: tailOf(q), tick: name, place: name, value: name };
    }),
    series: modes.map((mode) => {
      const cell = scenario.cells.find((one) => one.mode === mode.id && one.level.key === level?.key);
      const points = curves.find((curve) => curve.mode === mode.id)?.points ?? [];
      return {
        mode: mode.id,
        label: mode.label,
        index: mode.index,
        points: points.map(({ q, ms, least, most }) => ({
          x: tailOf(q),
          y: ms,
          low: least,
          high: most,
          state: cell === undefined ? 'solid' : stateOf(cell),
        })),
      };
    }),
    note: 'All rounds together; whiskers here: least and greatest round.',
  };
}

/** 1/(1−q): one request in so many takes longer. */
function tailOf(q: number): number {
  return Number((1 / (1 - q)).toPrecision(6));
}

function quantileName(q: number): string {
  return `p${Number((q * 100).toPrecision(6))}`;
}
