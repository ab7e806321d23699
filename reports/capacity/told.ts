import type { PlanAnswer } from '../../harness/capacity/plan.ts';
import type { CapacityReport } from '../../harness/capacity/report.ts';
import { levelKey } from '../../harness/model/level.ts';
import { lawTexts } from '../wording/laws.ts';
import { gigabytes, list, listUpTo, plural } from '../wording/numbers.ts';
import { extrapolatedText, instanceName, questionText, unsustainedText } from '../wording/planning.ts';
import { growthTexts } from './growth.ts';
import { figureMeanings, planMeanings, reasonsText } from './meanings.ts';

/** What a report on capacity says beside its tables, for every format alike. */
export interface ToldCapacity {
  readonly question: string;
  readonly machine: string;
  readonly scenarios: readonly { readonly name: string; readonly notes: readonly string[] }[];
  /** What the words of the tables mean, and what the figures rest on; each once. */
  readonly notes: readonly string[];
  readonly growth: readonly string[];
  readonly laws: readonly string[];
}

/** Names that are still told in one line. */
const mostNamed = 4;

/** @param full each curve that there is not, by itself */
export function toldOf(report: CapacityReport, full: boolean): ToldCapacity {
  const { machine, models, checks, plan } = report;
  return {
    question: headline(report),
    machine: `measured on ${plural(machine.cores, 'core')}, ${gigabytes(machine.memoryBytes)}`,
    scenarios: [...new Set(report.sizes.map(({ scenario }) => scenario))].map((name) => ({
      name,
      notes: plan === null ? refusedSizes(report, name) : planNotes(plan.answers, name),
    })),
    notes: notesOf(report),
    growth: growthTexts(models, full),
    laws: lawTexts(checks, ({ variant, scenario, level }) => `${scenario} ${levelKey(level)} of ${variant}`),
  };
}

function headline({ plan, limits, sizes }: CapacityReport): string {
  const held = sizes.flatMap(({ found }) => (found.kind === 'sustained' ? found.under : []));
  const objectives = limits.length > 0 ? limits.map(({ text }) => text) : [...new Set(held)];
  const under = objectives.length === 0 ? '' : `; ${objectives.join(', ')}`;
  return `${plan === null ? 'what one machine carries' : questionText(plan.question)}${under}`;
}

function refusedSizes({ sizes }: CapacityReport, scenario: string): readonly string[] {
  return sizes.flatMap((one) =>
    one.scenario !== scenario || one.found.kind === 'sustained'
      ? []
      : [`Nothing to tell of ${one.variant}: ${unsustainedText(one.found)}.`],
  );
}

/** What of the plans is not measured, and why there is none; what several have in common once. */
function planNotes(answers: readonly PlanAnswer[], scenario: string): readonly string[] {
  const own = answers.filter((one) => one.scenario === scenario);
  const extrapolated = own.flatMap((one) =>
    one.kind === 'plan' && one.extrapolated.length > 0
      ? [{ one, text: extrapolatedText(one.extrapolated) }]
      : [],
  );
  const refused = own.flatMap((one) =>
    one.kind === 'refused' ? [{ one, text: reasonsText(one.reasons) }] : [],
  );
  return [...inCommon('Extrapolated for', extrapolated), ...inCommon('No plan for', refused)];
}

function inCommon(
  opening: string,
  all: readonly { readonly one: PlanAnswer; readonly text: string }[],
): readonly string[] {
  const groups = new Map<string, PlanAnswer[]>();
  for (const { one, text } of all) groups.set(text, [...(groups.get(text) ?? []), one]);
  return [...groups].map(([text, ones]) => {
    const modes = listUpTo([...new Set(ones.map(({ mode }) => mode))], mostNamed);
    const machines = list([...new Set(ones.map(({ instance }) => instanceName(instance)))]);
    return `${opening} ${modes} on ${machines}: ${text}.`;
  });
}

function notesOf({ sizes, plan }: CapacityReport): readonly string[] {
  if (plan !== null) return planMeanings(plan.answers);
  return figureMeanings(
    sizes.flatMap(({ variant, scenario, found }) =>
      found.kind === 'sustained' ? [{ ...found, name: `${variant}/${scenario}` }] : [],
    ),
  );
}
