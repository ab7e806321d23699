import { connectionsCommand } from '../../reports/capacity/commands.ts';
import type { Limit } from '../capacity/limit.ts';
import { limitOfObjective } from '../capacity/limit-of-objective.ts';
import { type CapacityReport, reportOf } from '../capacity/report.ts';
import { shellCommand } from '../model/command-line.ts';
import { UsageError } from '../model/failure.ts';
import { namesVariant, type Objective, objectiveText } from '../model/objective.ts';
import type { RunRecord } from '../model/record.ts';
import { parseObjectives } from '../plan/parse-objectives.ts';
import { type PlanningRequest, parsePlanning } from '../plan/parse-planning.ts';
import { quote } from '../plan/parse-quantity.ts';
import { nameHint, Problems } from '../plan/problems.ts';
import { readRecord } from '../record/record-file.ts';
import { resolveRecord } from './resolve-run.ts';

/** What is asked of the capacity in a record, as flags say it. */
export interface CapacityRequest extends PlanningRequest {
  readonly slo?: readonly string[] | undefined;
  /** Lists with commas; undefined for all that was measured. */
  readonly modes?: string | undefined;
  readonly scenarios?: string | undefined;
  /** Where runs are kept. */
  readonly out?: string | undefined;
}

export interface PlannedCapacity {
  readonly report: CapacityReport;
  readonly record: RunRecord;
  /** Of the run; null for a record that was given as such. */
  readonly folder: string | null;
}

interface Source {
  readonly record: RunRecord;
  readonly folder: string | null;
  /** As a person knows it. */
  readonly name: string;
}

/**
 * What a record tells of capacity, and a plan where there is a target.
 * @param problems found before, which are told with the others
 * @throws UsageError with everything that is wrong
 */
export async function capacityOfRun(
  source: RunRecord | string,
  request: CapacityRequest,
  problems: Problems = new Problems(),
): Promise<PlannedCapacity> {
  const planning = parsePlanning(request, problems);
  const found = await sourceOf(source, request.out, problems);
  const limits = found === null ? [] : limitsOf(found.record, request.slo ?? [], problems);
  const isAsked = found === null ? () => false : chosen(found.record, request, problems);
  if (found !== null && !problems.any) refuseUnfit(found, problems);
  problems.throwIfAny();
  if (found === null) throw new Error('no record, and no problem with it');
  const { record, folder } = found;
  const question = planning === null ? null : { ...planning, limits };
  return { report: reportOf(record, { limits, question, isAsked }), record, folder };
}

/** Null where there is none to be read, with the problem noted: what else is wrong is told beside it. */
async function sourceOf(
  source: RunRecord | string,
  out: string | undefined,
  problems: Problems,
): Promise<Source | null> {
  if (typeof source !== 'string') return { record: source, folder: null, name: source.id };
  try {
    const { folder, record } = await resolveRecord(source, out);
    return { record: await readRecord(record), folder, name: source };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    for (const { where, message, hint, excerpt } of error.problems)
      problems.add(where, message, hint, excerpt);
    return null;
  }
}

/** Levels and rounds that tell what a mode carries. */
const enough = { levels: [1, 2, 4, 8, 16, 32], rounds: 6 } as const;

function refuseUnfit({ record, name }: Source, problems: Problems): void {
  const { summaries, plan } = record;
  if (summaries.some(({ metrics }) => metrics.throughput !== null)) return;
  const command = connectionsCommand(record, {
    variants: plan.variants.map(({ id }) => id),
    scenarios: plan.scenarios.map((scenario) => scenario.name),
    ...enough,
  });
  const message = 'has no cell with a throughput, so nothing can be planned from it';
  problems.add(name, message, `${shellCommand(command)} makes one that has`);
}

/** What must hold, in the record's units. */
function limitsOf({ plan }: RunRecord, texts: readonly string[], problems: Problems): readonly Limit[] {
  const objectives = texts.flatMap((text) => parseObjectives([{ text, where: '--slo' }], plan, problems));
  return objectives.flatMap((objective): Limit[] => {
    const refused = refusalOf(objective);
    if (refused === null) return [limitOfObjective(objective)];
    problems.add('--slo', `${quote(objectiveText(objective))} ${refused.message}`, refused.hint);
    return [];
  });
}

function refusalOf(objective: Objective): { message: string; hint: string } | null {
  const { metric, comparison, level, scenario, mode } = objective;
  if (metric === 'throughput') {
    return { message: 'is what a plan is for', hint: 'say it with --target-rps' };
  }
  if (level !== null) {
    return { message: 'is of one level, and a plan seeks the level', hint: 'leave the level out' };
  }
  if (comparison.startsWith('>')) {
    const upper = objectiveText({ ...objective, comparison: comparison === '>' ? '<' : '<=' });
    return { message: 'is a limit from below, which more load does not break', hint: `write ${upper}` };
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
  { modes, scenarios }: CapacityRequest,
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
