import type { DrawnGrowth } from '../view/capacity-types.ts';
import type { ScenarioView, View } from '../view/types.ts';
import { growthPlaced } from './capacity.ts';
import type { Chart, PlacedChart } from './chart.ts';
import { fairnessChart } from './fairness.ts';
import { lineChart } from './line-chart.ts';
import { memoryChart } from './memory.ts';
import { scenarioCharts } from './model.ts';
import { percentileLevels, percentilesChart } from './percentiles.ts';
import { processesChart } from './processes.ts';
import { sizedMemoryChart, sizedThroughputChart } from './sizes.ts';

/** What charts are drawn from. */
export interface ChartData
  extends Pick<
    View,
    'modes' | 'scenarios' | 'memory' | 'resources' | 'experiments' | 'workers' | 'sizedMemory'
  > {
  readonly growth: readonly DrawnGrowth[];
}

/** Every chart of the page. Page and script make them alike, so an anchor means the same chart in both. */
export function placedCharts(data: ChartData): readonly PlacedChart[] {
  return [
    ...data.scenarios.flatMap(scenarioPlaced),
    ...workersPlaced(data),
    ...resourcesPlaced(data),
    ...growthPlaced(data.growth),
  ];
}

/** The charts of one scenario; its percentiles at a level that can be chosen. */
export function scenarioPlaced(scenario: ScenarioView): readonly PlacedChart[] {
  const levels = percentileLevels(scenario);
  const shown = levels.find(({ key }) => key === scenario.best?.key) ?? levels.at(-1) ?? null;
  return scenarioCharts(scenario, scenario.modes, shown).map((model): PlacedChart => {
    const chosen = model.key === 'percentiles' ? shown : null;
    return {
      anchor: `${scenario.anchor}-${model.key}`,
      names: [scenario.name, model.key],
      lead: scenario.name,
      wide: false,
      choices: chosen === null ? [] : levels.map(({ key, label }) => ({ key, label })),
      chosen: chosen?.key ?? null,
      at: (choice) => {
        const level = chosen === null ? undefined : levels.find(({ key }) => key === choice);
        return lineChart(level === undefined ? model : percentilesChart(scenario, scenario.modes, level));
      },
    };
  });
}

export function workersPlaced({ workers }: Pick<ChartData, 'workers'>): readonly PlacedChart[] {
  const kinds = [...new Set(workers.map(kindOf))];
  return kinds.map((kind, index) => {
    const sweeps = workers.filter((one) => kindOf(one) === kind);
    const { scenario = '', option = '' } = sweeps[0] ?? {};
    const chart = lineChart(sizedThroughputChart(sweeps));
    return alone(chart, `workers-throughput-${index + 1}`, [scenario, `throughput-by-${option}`]);
  });
}

function kindOf({ option, scenario, level }: ChartData['workers'][number]): string {
  return JSON.stringify([option, scenario, level]);
}

export function resourcesPlaced(
  data: Omit<ChartData, 'scenarios' | 'workers' | 'growth'>,
): readonly PlacedChart[] {
  const { sizedMemory, memory, modes, resources, experiments } = data;
  const processes = processesChart(resources, modes);
  const fairness = fairnessChart(experiments);
  const run = memoryChart(memory, modes);
  const options = [...new Set(sizedMemory.map(({ option }) => option))];
  return [
    ...(processes === null ? [] : [alone(processes, 'memory-by-process', ['memory-by-process'])]),
    ...options.map((option) => {
      const name = `memory-by-${option}`;
      return alone(lineChart(sizedMemoryChart(sizedMemory, option)), name, [name]);
    }),
    ...(fairness === null ? [] : [alone(fairness, 'requests-per-worker', ['requests-per-worker'])]),
    ...(run === null ? [] : [{ ...alone(run, 'memory-over-the-run', ['memory-over-the-run']), wide: true }]),
  ];
}

/** A chart that there is only one of. */
function alone(chart: Chart, anchor: string, names: readonly string[]): PlacedChart {
  return { anchor, names, lead: '', wide: false, choices: [], chosen: null, at: () => chart };
}
