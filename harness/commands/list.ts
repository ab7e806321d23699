import { z } from 'zod';
import { reportFormats } from '../../reports/index.ts';
import { commandText } from '../config/command-text.ts';
import { type ReadConfig, readConfig } from '../config/read-config.ts';
import { experimentList } from '../experiments/index.ts';
import { experiments as definitions, type ExperimentDefinition } from '../model/experiment.ts';
import type { Availability, ServerMode } from '../model/launch.ts';
import { engineNames } from '../model/load.ts';
import { scenarioOf } from '../plan/own-scenarios.ts';
import { type ProcfileEntry, parseProcfile } from '../plan/parse-procfile.ts';
import { Problems } from '../plan/problems.ts';
import { catalogue } from '../runs/catalogue.ts';
import { readProcfile } from '../runs/read-procfile.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { plainTable } from './plain-table.ts';

const engineSummaries = {
  native: 'our own: connections outlive slices, nothing in flight is lost (default)',
  autocannon: 'the well-known one, to check ours against; sends without a rate or think time',
} as const;

const ownServers = [
  ['--cmd', "a command that is started: --cmd 'a=node server.js {port}'"],
  ['--procfile', 'processes of a Procfile: those whose names begin with web, or those of --modes'],
  ['--url', 'a server that runs already, and is left running: --url http://127.0.0.1:3000'],
];

/**
 * The processes of a Procfile, with their commands.
 * @throws UsageError when it cannot be read
 */
async function processesOf(path: unknown): Promise<readonly ProcfileEntry[]> {
  const procfile = await readProcfile(typeof path === 'string' ? path : undefined);
  if (procfile === undefined) return [];
  const problems = new Problems();
  const entries = parseProcfile(procfile, problems);
  problems.throwIfAny();
  return entries;
}

/** `bench list`: what can be named on the command line, and whether this machine has it. */
export async function listCommand(options: Record<string, unknown>): Promise<ExitCode> {
  const { config: choice } = z
    .object({ config: z.union([z.string(), z.literal(false)]).optional() })
    .parse(options);
  const own = ownOf(await readConfig(process.cwd(), { config: choice }));
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
  const processes = await processesOf(options.procfile);
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
    const all = {
      configuration: own,
      processes,
      modes: described,
      layers: around,
      scenarios,
      experiments,
      engines,
      formats,
    };
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    return exitCodes.pass;
  }
  const stacks = [...new Set(modes.map(({ mode }) => mode.stack))];
  const sections: readonly (readonly [string, string[][]])[] = [
    ...ownSections(own),
    ...(processes.length === 0
      ? []
      : [
          [
            `processes of ${options.procfile}`,
            processes.map(({ name, command }) => [name, command]),
          ] as const,
        ]),
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
    ['servers of your own, in bench run', ownServers],
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

interface Own {
  readonly file: string;
  readonly modes: readonly { readonly name: string; readonly summary: string }[];
  readonly scenarios: readonly { readonly name: string; readonly summary: string }[];
}

/** What a configuration adds to what can be named; null where there is none. */
function ownOf({ config, places, folder, hooks }: ReadConfig): Own | null {
  if (places.name === null) return null;
  return {
    file: places.name,
    modes: Object.entries(config.modes ?? {}).map(([name, mode]) => ({
      name,
      summary: mode.summary ?? commandText(mode.command),
    })),
    scenarios: Object.entries(config.scenarios ?? {}).map(([name, scenario]) => {
      const made = hooks.scenarios[name]?.request ?? false;
      return { name, summary: scenarioOf(name, scenario, { folder, made }, new Problems()).summary };
    }),
  };
}

function ownSections(own: Own | null): readonly (readonly [string, string[][]])[] {
  if (own === null) return [];
  const rows = (named: Own['modes']) => named.map(({ name, summary }) => [name, summary]);
  const sections: readonly (readonly [string, string[][]])[] = [
    [`modes of ${own.file}`, rows(own.modes)],
    [`scenarios of ${own.file}`, rows(own.scenarios)],
  ];
  return sections.filter(([, of]) => of.length > 0);
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
