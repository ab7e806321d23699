import { reportFormats } from '../../reports/index.ts';
import { bundledClaims } from '../claims/read-claims.ts';
import type { Named, NamedMode, Names } from '../cli/complete/names.ts';
import { experimentList } from '../experiments/index.ts';
import { configFormats } from '../init/write.ts';
import { defaultsConfigSchema } from '../model/config.ts';
import { type ExperimentDefinition, experiments } from '../model/experiment.ts';
import type { ModeOption } from '../model/launch.ts';
import { arrivalProcesses, overflowPolicies } from '../model/level.ts';
import { engineNames, pacings } from '../model/load.ts';
import { metrics } from '../model/metric.ts';
import { trendMetrics } from '../model/run-summary.ts';
import { catalogue } from '../runs/catalogue.ts';
import { vocabulary } from '../runs/claim-vocabulary.ts';
import { failing } from './claims-flags.ts';

const bare = (names: readonly string[]): readonly Named[] => names.map((name) => ({ name, meaning: '' }));
const summarised = (all: readonly { name: string; summary: string }[]): readonly Named[] =>
  all.map(({ name, summary }) => ({ name, meaning: summary }));

/** All names that completion knows, from where they are defined. */
export function collectNames(): Names {
  const claims = bundledClaims(vocabulary);
  const titles = new Map(claims.map(({ document, documentTitle }) => [document, documentTitle]));
  return {
    modes: catalogue.modes.map((mode) => ({ stack: mode.stack, ...named(mode) })),
    layers: catalogue.layers.map(named),
    scenarios: summarised(catalogue.scenarios),
    formats: summarised(reportFormats),
    configFormats: bare(configFormats),
    engines: bare(engineNames),
    arrivals: bare(arrivalProcesses),
    overflows: bare(overflowPolicies),
    pacings: bare(pacings),
    metrics: trendMetrics.map((name) => ({ name, meaning: metrics[name].label })),
    settings: Object.entries(defaultsConfigSchema.shape).map(([name, schema]) => ({
      name: `defaults.${name}=`,
      meaning: schema.description ?? '',
    })),
    documents: [...titles].map(([name, meaning]) => ({ name, meaning })),
    claims: claims.map(({ id, place }) => ({ name: id, meaning: place })),
    verdicts: bare(failing),
    experiments: [...experimentNames(), { name: 'all', meaning: 'every one of them' }],
  };
}

function named(part: {
  readonly name: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, ModeOption>>;
}): NamedMode {
  const options = Object.entries(part.options).map(([name, option]) => ({ name, meaning: option.summary }));
  return { name: part.name, meaning: part.summary, options };
}

function experimentNames(): readonly Named[] {
  return experimentList.flatMap(({ name }) => {
    const { summary, acts }: ExperimentDefinition = experiments[name];
    const each = Object.entries(acts).map(([act, meaning]) => ({ name: `${name}:${act}`, meaning }));
    return [{ name, meaning: summary }, ...each];
  });
}
