import { type MachinePlan, type PlanAnswer, planFor, type RefusedPlan } from '../../harness/capacity/plan.ts';
import type { PlanQuestion } from '../../harness/capacity/question.ts';
import { planMeanings, reasonsText } from '../capacity/meanings.ts';
import { list, megabytes, NBSP, NONE, percent, withInterval } from '../wording/numbers.ts';
import {
  bindingWords,
  costText,
  extrapolatedText,
  instanceName,
  machinesText,
  questionText,
  sizeText,
} from '../wording/planning.ts';
import { unpackModes } from './capacity-pack.ts';
import type { PlannerView } from './capacity-types.ts';

/** What the planner answers, in words: as the page shows it from the start, and for whatever is asked in it. */
export interface PlanView {
  /** What is asked, and the machines that each mode needs: all of it in a sentence or two. */
  readonly lead: string;
  readonly headers: readonly string[];
  readonly rows: readonly PlanRow[];
  /** What the words mean, and what the figures rest on. */
  readonly notes: readonly string[];
}

export interface PlanRow {
  readonly mode: string;
  /** Null where there is one kind of machine only, without a name or a price. */
  readonly instance: string | null;
  /** As many as there are headers after the mode's; null of a plan that is refused. */
  readonly cells: readonly string[] | null;
  /** Why it is refused, or how far it goes beyond what was measured. */
  readonly remark: string | null;
}

/** The modes of one scenario for a question, by the planner of the command line. */
export function planView(planner: PlannerView, scenario: string, question: PlanQuestion): PlanView {
  const packed = planner.modes.filter((mode) => mode.scenario === scenario);
  const answers = planFor(unpackModes(packed, planner.metrics, planner.machine), question);
  const plans = answers.flatMap((one) => (one.kind === 'plan' ? [one] : []));
  const columns = columnsFor(plans);
  const named = question.instances.some(({ name, price }) => name !== null || price !== null);
  const nameOf = ({ instance }: PlanAnswer) =>
    named || question.instances.length > 1 ? instanceName(instance) : null;
  return {
    lead: leadText(question, answers, nameOf),
    headers: columns.map(({ header }) => header),
    rows: answers.map((one) => ({
      mode: one.mode,
      instance: nameOf(one),
      cells: one.kind === 'plan' ? columns.map(({ text }) => text(one)) : null,
      remark: one.kind === 'plan' ? remarkOf(one) : refusalOf(one),
    })),
    notes: planMeanings(answers),
  };
}

interface Column {
  readonly header: string;
  readonly text: (plan: MachinePlan) => string;
}

/** A column that no plan has anything for is left out. */
function columnsFor(plans: readonly MachinePlan[]): readonly Column[] {
  const inMegabytes = (bytes: number | undefined) =>
    bytes === undefined ? NONE : megabytes(bytes).replace(`${NBSP}MB`, '');
  const where = (needed: boolean, column: Column) => (needed ? [column] : []);
  return [
    ...where(
      plans.some(({ count }) => count !== null),
      { header: 'Each runs', text: ({ option, count }) => sizeText(option, count) ?? NONE },
    ),
    {
      header: 'Each carries, req/s',
      text: ({ rate, atLeast }) => (atLeast ? `≥${NBSP}` : '') + withInterval(rate),
    },
    { header: 'Machines', text: machinesText },
    { header: 'Load, of capacity', text: ({ load }) => percent(load.needed) },
    { header: 'CPU, of all cores', text: ({ cpu }) => (cpu === null ? NONE : percent(cpu)) },
    { header: 'MB each', text: ({ footprint }) => inMegabytes(footprint?.each) },
    { header: 'MB in all', text: ({ footprint }) => inMegabytes(footprint?.all) },
    ...where(
      plans.some(({ cost }) => cost !== null),
      { header: 'Cost', text: ({ cost, instance }) => (cost === null ? NONE : costText(cost, instance)) },
    ),
    { header: 'Limited by', text: ({ binding }) => bindingWords[binding] },
  ];
}

function remarkOf({ extrapolated }: MachinePlan): string | null {
  return extrapolated.length === 0 ? null : `Extrapolated: ${extrapolatedText(extrapolated)}.`;
}

function refusalOf({ reasons }: RefusedPlan): string {
  return `No plan: ${reasonsText(reasons)}.`;
}

/** Modes that are still named in the sentence. */
const mostNamed = 6;

function leadText(
  question: PlanQuestion,
  answers: readonly PlanAnswer[],
  nameOf: (answer: PlanAnswer) => string | null,
): string {
  const under = question.limits.length === 0 ? '' : `, ${list(question.limits.map(({ text }) => text))}`;
  const asked = `${questionText(question)}${under}.`;
  if (answers.length > mostNamed) return asked;
  const each = answers.map((one) => {
    const instance = nameOf(one);
    const found = one.kind === 'plan' ? machinesText(one) : 'no plan';
    return `${one.mode}${instance === null ? '' : ` on ${instance}`} ${found}`;
  });
  return `${asked} Machines: ${each.join('; ')}.`;
}
