import { commandText } from '../config/command-text.ts';
import type { ObjectiveConfig } from '../model/config.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Configured } from '../runs/configure.ts';
import { plainTable } from './plain-table.ts';
import type { SettingInForce } from './settings-in-force.ts';

type Row = readonly string[];

/** Two signs stand before and between columns, so that a line has at most 80. */
const settingWidths = [15, 29, 30];
const namedWidths = [15, 61];

/** What is in force, for people: one section each for settings and what the configuration names. */
export function configText(
  settings: readonly SettingInForce[],
  { read, settled, catalogue, flags }: Configured,
): string {
  const { modes = {}, workloads = {}, objectives = [] } = read.config;
  const none = flags.config === false ? 'no configuration file is used' : noFile;
  return `${[
    read.places.name ?? none,
    ...section('settings', settings.map(settingRow), settingWidths),
    ...section(
      'modes',
      Object.entries(modes).map(([name, mode]) => [name, commandText(mode.command)]),
    ),
    ...section(
      'scenarios',
      (catalogue.own?.scenarios ?? []).map((scenario) => [scenario.name, scenarioText(scenario)]),
    ),
    ...section('workloads', workloadRows(workloads, settled.workload)),
    ...section('objectives', objectives.map(objectiveRow)),
  ].join('\n\n')}\n`;
}

const noFile = 'no configuration file here: bench.config.ts, .js, .mjs, .json, .yaml or .yml';

function section(title: string, rows: readonly Row[], widths = namedWidths): readonly string[] {
  return rows.length === 0 ? [] : [`${title}\n${plainTable(rows, widths)}`];
}

function settingRow({ name, value, origin, flag }: SettingInForce): Row {
  const shown = typeof value === 'string' ? value.replaceAll(',', ', ') : value ? 'yes' : 'no';
  switch (origin.from) {
    // The file is told above all settings.
    case 'file':
      return [name, shown, origin.line === null ? origin.path : `${origin.path} (line ${origin.line})`];
    case 'set':
      return [name, shown, `--set ${origin.path}`];
    case 'flag':
      return [name, shown, flag];
    default:
      return [name, shown, 'default'];
  }
}

function scenarioText({ summary, thinkMs, feed }: Scenario): string {
  return [
    summary,
    ...(thinkMs === undefined ? [] : [`thinks ${thinkMs} ms`]),
    ...(feed === undefined ? [] : [`rows of ${feed.file}`]),
  ].join('; ');
}

function workloadRows(workloads: Readonly<Record<string, object>>, chosen: string | null): readonly Row[] {
  return Object.entries(workloads).map(([name, workload]) => {
    const said = Object.entries(workload).map(
      ([key, value]) => `${key} ${String(value).replaceAll(',', ', ')}`,
    );
    return [name, [...said, ...(name === chosen ? ['(chosen)'] : [])].join('; ')];
  });
}

function objectiveRow(objective: ObjectiveConfig): Row {
  if (typeof objective === 'string') return [objective, ''];
  const { slo, scenario, mode } = objective;
  const of = [scenario, mode].flatMap((one) => one ?? []).join(', ');
  return [slo, of === '' ? '' : `of ${of}`];
}
