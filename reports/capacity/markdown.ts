import type { MachinePlan } from '../../harness/capacity/plan.ts';
import type { CapacityReport } from '../../harness/capacity/report.ts';
import type { Sustained } from '../../harness/capacity/sustained.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { fenced, folded, md, table } from '../markdown/text.ts';
import { shellCommand } from '../wording/command.ts';
import { utcMinute } from '../wording/dates.ts';
import { forReading, megabytes, NONE, percent, withIntervalOrNone } from '../wording/numbers.ts';
import { bindingWords, costText, instanceName, machinesText, sizeText } from '../wording/planning.ts';
import { capital } from '../wording/sentence.ts';
import { remediesOf } from './remedies.ts';
import { toldOf } from './told.ts';

/** What a record tells of capacity as Markdown, for a comment or a job summary; ends with a line feed. */
export function capacityMarkdown(report: CapacityReport, record: RunRecord): string {
  const told = toldOf(report, true);
  const { plan } = report;
  const remedies = remediesOf(report, record);
  const parts = [
    `# Capacity: ${md(told.question)}`,
    `${capital(md(told.machine))}, ${utcMinute(report.record.startedAt)}, in ${md(report.record.id)}. Intervals at ${percent(report.confidence)}.`,
    ...told.scenarios.flatMap(({ name, notes }) => [
      `## ${md(name)}`,
      ...(plan === null ? sizeTable(report, name) : planTable(plansOf(plan, name))),
      ...listed(notes),
    ]),
    ...listed(told.notes),
    ...(told.growth.length === 0 ? [] : [folded('How it grows', listed(told.growth).join(''))]),
    folded('Laws that the figures have to fulfil', listed(told.laws).join('')),
    ...(remedies.length === 0 ? [] : ['## What would tell more']),
    ...remedies.map(({ tells, command }) => `${md(tells)}:\n\n${fenced(shellCommand(command), 'sh')}`),
  ];
  return `${parts.join('\n\n')}\n`;
}

function listed(texts: readonly string[]): readonly string[] {
  return texts.length === 0 ? [] : [texts.map((text) => `- ${md(capital(text))}`).join('\n')];
}

function plansOf({ answers }: NonNullable<CapacityReport['plan']>, scenario: string): readonly MachinePlan[] {
  return answers.flatMap((one) => (one.kind === 'plan' && one.scenario === scenario ? [one] : []));
}

const bounded = (atLeast: boolean, text: string) => (atLeast ? `≥ ${text}` : text);
const shareOf = (value: number | null) => (value === null ? NONE : percent(value));

function planTable(plans: readonly MachinePlan[]): readonly string[] {
  if (plans.length === 0) return [];
  const priced = plans.some(({ cost }) => cost !== null);
  const headers = [
    ...[
      'mode',
      'machine',
      'each runs',
      'req/s each',
      'machines',
      'load, of capacity',
      'with one lost, of capacity',
    ],
    ...[
      'CPU, of all cores',
      'memory each',
      'memory of all',
      ...(priced ? ['cost'] : []),
      'limited by',
      'extrapolated',
    ],
  ];
  const rows = plans.map((plan) => [
    plan.mode,
    instanceName(plan.instance),
    sizeText(plan.option, plan.count) ?? NONE,
    bounded(plan.atLeast, withIntervalOrNone(plan.rate)),
    machinesText(plan),
    percent(plan.load.withSpare),
    percent(plan.load.needed),
    shareOf(plan.cpu),
    plan.footprint === null ? NONE : megabytes(plan.footprint.each),
    plan.footprint === null ? NONE : megabytes(plan.footprint.all),
    ...(priced ? [plan.cost === null ? NONE : costText(plan.cost, plan.instance)] : []),
    bindingWords[plan.binding],
    plan.extrapolated.length === 0 ? 'no' : 'yes',
  ]);
  return [table(headers, cells(rows), 'text')];
}

function sizeTable({ sizes }: CapacityReport, scenario: string): readonly string[] {
  const rows = sizes.flatMap(({ variant, found, scenario: own }) =>
    found.kind === 'sustained' && own === scenario ? [[variant, ...figuresOf(found)]] : [],
  );
  if (rows.length === 0) return [];
  const headers = ['mode', 'carries, req/s', 'CPU ms per request', 'memory, MB', 'limited by', 'by'];
  return [table(headers, cells(rows), 'text')];
}

function figuresOf({ atLeast, rate, cpuMs, footprint, binding, basis }: Sustained): readonly string[] {
  return [
    bounded(atLeast, withIntervalOrNone(rate)),
    cpuMs === null ? NONE : withIntervalOrNone(cpuMs),
    footprint === null ? NONE : withIntervalOrNone(forReading(footprint, 'B')),
    bindingWords[binding],
    basis,
  ];
}

function cells(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return rows.map((row) => row.map(md));
}
