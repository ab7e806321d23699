import { reportOf } from '../capacity/report.ts';
import type { Limit } from '../capacity/sustained.ts';
import { UsageError } from '../model/failure.ts';
import { limitOf, namesVariant, type Objective, objectiveText } from '../model/objective.ts';
import type { RunRecord } from '../model/record.ts';
import { parseObjectives } from '../plan/parse-objectives.ts';
import { parsePlanning } from '../plan/parse-planning.ts';
import { quote } from '../plan/parse-quantity.ts';
import { flagOf, nameHint, Problems } from '../plan/problems.ts';
import { readRecord } from '../record/record-file.ts';
import { resolveRecord } from '../runs/resolve-run.ts';
import { type CapacityFlags, capacityFlagsSchema, uselessFlags } from './capacity-flags.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { pageSize } from './page-size.ts';

/** `bench capacity <record>`: plans from a run that was made, and measures nothing. */
export async function planCapacity(reference: string, options: Record<string, unknown>): Promise<ExitCode> {
  const problems = new Problems();
  for (const flag of uselessFlags(options)) {
    const hint = 'leave it out; without a record bench capacity measures';
    problems.add(flagOf(flag), `shapes a measurement, and ${reference} was measured already`, hint);
  }
  const flags = capacityFlagsSchema.parse(options);
  const planning = parsePlanning(flags, problems);
  const record = await recordOf(reference, flags.out, problems);
  const limits = record === null ? [] : limitsOf(record, flags.slo ?? [], problems);
  const isAsked = record === null ? () => false : chosen(record, flags, problems);
  if (record !== null && !problems.any) refuseUnfit(reference, record, problems);
  problems.throwIfAny();
  if (record === null) throw new Error('no record, and no problem with it');

  const question = planning === null ? null : { ...planning, limits };
  const report = reportOf(record, { limits, question, isAsked });
  if (flags.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    const { renderCapacity } = await import('../../reports/capacity/terminal.ts');
    process.stdout.write(renderCapacity(report, record, { ...pageSize(), full: flags.full ?? false }));
  }
  const answers = report.plan?.answers.map(({ kind }) => kind === 'plan');
  const found = answers ?? report.sizes.map(({ found: { kind } }) => kind === 'sustained');
  return found.includes(true) ? exitCodes.pass : exitCodes.noAnswer;
}

/** Null where there is none to be read, with the problem noted: what else is wrong is told beside it. */
async function recordOf(
  reference: string,
  out: string | undefined,
  problems: Problems,
): Promise<RunRecord | null> {
  try {
    const { record } = await resolveRecord(reference, out);
    return await readRecord(record);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    for (const { where, message, hint, excerpt } of error.problems)
      problems.add(where, message, hint, excerpt);
    return null;
  }
}

function refuseUnfit(reference: string, { summaries, plan }: RunRecord, problems: Problems): void {
  if (summaries.some(({ metrics }) => metrics.throughput !== null)) return;
  const scenarios = plan.scenarios.map(({ name }) => name).join(',');
  const hint = `bench run --scenarios ${scenarios} --concurrency 1..32 makes one that has`;
  problems.add(reference, 'has no cell with a throughput, so nothing can be planned from it', hint);
}

/** What must hold, in the record's units. */
function limitsOf({ plan }: RunRecord, texts: readonly string[], problems: Problems): readonly Limit[] {
  const objectives = texts.flatMap((text) => parseObjectives([{ text, where: '--slo' }], plan, problems));
  return objectives.flatMap((objective): Limit[] => {
    const text = objectiveText(objective);
    const refused = refusalOf(objective);
    if (refused !== null) {
      problems.add('--slo', `${quote(text)} ${refused.message}`, refused.hint);
      return [];
    }
    const { metric, comparison } = objective;
    return [{ text, metric, comparison, limit: limitOf(objective) }];
  });
}

function refusalOf({ metric, level, scenario, mode }: Objective): { message: string; hint: string } | null {
  if (metric === 'throughput') {
    return { message: 'is what a plan is for', hint: 'say it with --target-rps' };
  }
  if (level !== null) {
    return { message: 'is of one level, and a plan seeks the level', hint: 'leave the level out' };
  }
  if (scenario !== null || mode !== null) {
    const hint = 'leave it out, and plan each by itself with --scenarios or --modes';
    return { message: 'is of some of what was measured, and a plan is of all', hint };
  }
  return null;
}

/** Whether a variant in a scenario is among those asked for. */
function chosen(
  { plan }: RunRecord,
  { modes, scenarios }: CapacityFlags,
  problems: Problems,
): (variant: string, scenario: string) => boolean {
  const ids = plan.variants.map(({ id }) => id);
  const names = plan.scenarios.map(({ name }) => name);
  const wanted = namesOf(modes);
  const wantedScenarios = namesOf(scenarios);
  for (const name of wanted ?? []) {
    if (ids.some((id) => namesVariant(name, id))) continue;
    problems.add('--modes', `mode ${quote(name)} was not measured`, nameHint(name, ids));
  }
  for (const name of wantedScenarios ?? []) {
    if (names.includes(name)) continue;
    problems.add('--scenarios', `scenario ${quote(name)} was not measured`, nameHint(name, names));
  }
  return (variant, scenario) =>
    (wanted === null || wanted.some((name) => namesVariant(name, variant))) &&
    (wantedScenarios === null || wantedScenarios.includes(scenario));
}

function namesOf(list: string | undefined): readonly string[] | null {
  return list === undefined ? null : list.split(',').map((name) => name.trim());
}
