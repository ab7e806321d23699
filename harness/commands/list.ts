import Table from 'cli-table3';
import { reportFormats } from '../../reports/index.ts';
import { experimentList } from '../experiments/index.ts';
import { experiments as definitions, type ExperimentDefinition } from '../model/experiment.ts';
import type { Availability, ServerMode } from '../model/launch.ts';
import { engineNames } from '../model/load.ts';
import { catalogue } from './catalogue.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

const engineSummaries = {
  native: 'our own: connections outlive slices, nothing in flight is lost (default)',
  autocannon: 'the well-known one, to check ours against; sends without a rate or think time',
} as const;

/** `bench list`: what can be named on the command line, and whether this machine has it. */
export async function listCommand(options: Record<string, unknown>): Promise<ExitCode> {
  const modes = await Promise.all(
    catalogue.modes.map(async (mode) => ({ mode, availability: await mode.availability() })),
  );
  const layers = await Promise.all(
    catalogue.layers.map(async (layer) => ({ layer, availability: await layer.availability() })),
  );
  const engines = engineNames.map((name) => ({ name, summary: engineSummaries[name] }));
  const scenarios = catalogue.scenarios.map(({ name, summary }) => ({ name, summary }));
  const formats = reportFormats.map(({ name, summary }) => ({ name, summary }));
  const experiments = experimentList.map(({ name }): ExperimentDefinition & { name: string } => ({
    name,
    ...definitions[name],
  }));
  if (options.json === true) {
    const described = modes.map(({ mode, availability }) => ({
      stack: mode.stack,
      name: mode.name,
      summary: mode.summary,
      development: mode.development,
      options: mode.options,
      ...availability,
    }));
    const around = layers.map(({ layer: { name, summary, options }, availability }) => ({
      name,
      summary,
      options,
      ...availability,
    }));
    const all = { modes: described, layers: around, scenarios, experiments, engines, formats };
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    return exitCodes.pass;
  }
  const stacks = [...new Set(modes.map(({ mode }) => mode.stack))];
  const sections: readonly (readonly [string, string[][]])[] = [
    ...stacks.map((stack): [string, string[][]] => [
      `modes of ${stack}`,
      modes
        .filter(({ mode }) => mode.stack === stack)
        .map(({ mode, availability }) => [mode.name, describe(mode), installed(availability)]),
    ]),
    [
      'layers round a mode, as in prefork+nginx',
      layers.map(({ layer, availability }) => [
        `+${layer.name}`,
        describe({ ...layer, name: `prefork+${layer.name}` }),
        installed(availability),
      ]),
    ],
    ['scenarios', scenarios.map(({ name, summary }) => [name, summary])],
    [
      'experiments',
      experiments.map(({ name, summary, acts }) => [
        name,
        [summary, ...Object.entries(acts).map(([act, what]) => `${name}:${act}  ${what}`)].join('\n'),
      ]),
    ],
    ['engines', engines.map(({ name, summary }) => [name, summary])],
    ['formats', formats.map(({ name, summary }) => [name, summary])],
  ];
  process.stdout.write(`${sections.map(([title, rows]) => `${title}\n${plainTable(rows)}`).join('\n\n')}\n`);
  return exitCodes.pass;
}

function describe(mode: Pick<ServerMode, 'name' | 'summary' | 'options'>): string {
  const options = Object.entries(mode.options).map(
    ([name, option]) => `${mode.name}:${name}=${option.default}`,
  );
  return [mode.summary, ...options].join('\n');
}

function installed(availability: Availability): string {
  return availability.installed ? availability.version : `not installed: ${availability.install}`;
}

function plainTable(rows: readonly (readonly string[])[]): string {
  const none = [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
  ];
  const inner = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'];
  const table = new Table({
    chars: { ...Object.fromEntries([...none, ...inner].map((name) => [name, ''])), middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');
}
