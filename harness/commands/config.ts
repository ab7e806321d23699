import { commandText } from '../config/command-text.ts';
import type { Origin } from '../config/places.ts';
import { UsageError, type UsageProblem } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import { makePlan } from '../plan/make-plan.ts';
import { flagOf } from '../plan/problems.ts';
import { type Configured, configure, configured, onceEach, placed } from './configure.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { defaultFormats, problemsOf } from './opened-run.ts';
import { parseFormats } from './output.ts';
import { plainTable } from './plain-table.ts';
import { conflictsOf, parseRunFlags, type RunFlags } from './run-flags.ts';
import { type SettingInForce, settingsInForce } from './settings-in-force.ts';

/** `bench config`: what holds for `bench run` in this folder, and where each setting comes from. */
export async function configCommand(options: Record<string, unknown>): Promise<ExitCode> {
  const { json, ...others } = parseRunFlags(options);
  const asked = await configure(others);
  const plan = planOf(asked, others);
  const settings = settingsInForce(plan, asked);
  process.stdout.write(
    json ? `${JSON.stringify(asData(plan, settings, asked), null, 2)}\n` : asText(settings, asked),
  );
  return exitCodes.pass;
}

/** @throws UsageError with everything that `bench run` would refuse, also of scenarios and workloads not chosen */
function planOf(asked: Configured, typed: RunFlags): Plan {
  const { read, catalogue } = asked;
  const all = catalogue.own?.scenarios.map(({ name }) => name).join(',');
  const everything = [
    ...(all ? [configured(read, { ...typed, scenarios: all })] : []),
    ...Object.keys(read.config.workloads ?? {}).map((workload) => configured(read, { ...typed, workload })),
  ];
  const { plan, problems } = tried(asked);
  // What a flag makes of a workload that it was not meant for is no fault of the file.
  const ofFile = everything
    .flatMap((one) => tried(one).problems)
    .filter(({ where }) => !where.startsWith('--'));
  const said = [...conflictsOf(typed), ...onceEach([...problems, ...ofFile])];
  if (said.length > 0 || plan === undefined) throw new UsageError(said);
  return plan;
}

function tried(one: Configured): {
  readonly plan: Plan | undefined;
  readonly problems: readonly UsageProblem[];
} {
  const { flags, request, catalogue } = one;
  const made: Plan[] = [];
  const problems = [
    ...one.problems,
    ...problemsOf(() => made.push(makePlan(request, catalogue, 0))),
    ...problemsOf(() => parseFormats(flags.format ?? defaultFormats)),
  ];
  return { plan: made[0], problems: placed(problems, one) };
}

function asData(plan: Plan, settings: readonly SettingInForce[], { read, settled, catalogue }: Configured) {
  return {
    file: read.places.name,
    workload: settled.workload,
    settings: Object.fromEntries(settings.map(({ name, value, origin }) => [name, { value, ...origin }])),
    variants: plan.variants.map(({ id }) => id),
    scenarios: plan.scenarios.map(({ name }) => name),
    hooks: plan.hooks,
    /** As it is with what was set. */
    config: read.config,
    own: { scenarios: catalogue.own?.scenarios ?? [] },
  };
}

/** So that a line has 78 signs, and two before it. */
const settingWidths = [16, 30, 30];
const namedWidths = [16, 62];

function asText(
  settings: readonly SettingInForce[],
  { read, settled, catalogue, flags }: Configured,
): string {
  const { config, places } = read;
  const named = (entries: readonly (readonly [string, string])[]) =>
    plainTable(
      entries.map(([name, text]) => [name, text]),
      namedWidths,
    );
  const settingRows = settings.map(({ name, value, origin }) => [
    name,
    valueText(value),
    originWords(name, origin),
  ]);
  const sections: readonly (readonly [string, readonly unknown[], () => string])[] = [
    ['settings', settings, () => plainTable(settingRows, settingWidths)],
    [
      'modes',
      Object.keys(config.modes ?? {}),
      () =>
        named(Object.entries(config.modes ?? {}).map(([name, mode]) => [name, commandText(mode.command)])),
    ],
    [
      'scenarios',
      catalogue.own?.scenarios ?? [],
      () => named((catalogue.own?.scenarios ?? []).map((one) => [one.name, scenarioText(one)])),
    ],
    [
      'workloads',
      Object.keys(config.workloads ?? {}),
      () => named(workloadRows(config.workloads ?? {}, settled.workload)),
    ],
    ['objectives', config.objectives ?? [], () => named((config.objectives ?? []).map(objectiveRow))],
  ];
  const told = sections.filter(([, of]) => of.length > 0).map(([title, , text]) => `${title}\n${text()}`);
  const none = flags.config === false ? 'no configuration file is used' : noFile;
  return `${[places.name ?? none, ...told].join('\n\n')}\n`;
}

const noFile = 'no configuration file here: bench.config.ts, .js, .mjs, .json, .yaml or .yml';

function valueText(value: string | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value.replaceAll(',', ', ');
}

/** The file is told above all settings. */
function originWords(name: string, origin: Origin): string {
  switch (origin.from) {
    case 'file':
      return origin.line === null ? origin.path : `${origin.path} (line ${origin.line})`;
    case 'set':
      return `--set ${origin.path}`;
    case 'flag':
      return name === 'modes' || name === 'scenarios' ? 'command line' : flagOf(name);
    default:
      return 'default';
  }
}

function scenarioText({ summary, thinkMs, feed }: Scenario): string {
  return [
    summary,
    ...(thinkMs === undefined ? [] : [`thinks ${thinkMs} ms`]),
    ...(feed === undefined ? [] : [`rows of ${feed.file}`]),
  ].join('; ');
}

function workloadRows(
  workloads: Readonly<Record<string, object>>,
  chosen: string | null,
): readonly (readonly [string, string])[] {
  return Object.entries(workloads).map(([name, workload]) => {
    const said = Object.entries(workload).map(
      ([key, value]) => `${key} ${String(value).replaceAll(',', ', ')}`,
    );
    return [name, [...said, ...(name === chosen ? ['(chosen)'] : [])].join('; ')];
  });
}

function objectiveRow(
  objective:
    | string
    | { readonly slo: string; readonly scenario?: string | undefined; readonly mode?: string | undefined },
): readonly [string, string] {
  if (typeof objective === 'string') return [objective, ''];
  const { slo, scenario, mode } = objective;
  const of = [scenario, mode].flatMap((one) => one ?? []).join(', ');
  return [slo, of === '' ? '' : `of ${of}`];
}
