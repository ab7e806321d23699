import type { PlanAnswer, RefusedPlan } from '../../harness/capacity/plan.ts';
import type { Binding, Sustained } from '../../harness/capacity/sustained.ts';
import { listUpTo } from '../wording/numbers.ts';
import { basisMeanings, bindingMeanings, unfitText } from '../wording/planning.ts';
import { capital, uncapital } from '../wording/sentence.ts';

// What plans mean, in sentences that every format and the page's planner share.

/** By the size that each is of, where there are several. */
export function reasonsText(reasons: RefusedPlan['reasons']): string {
  const sizes = new Set(reasons.flatMap((one) => (one.code === 'unsustained' ? [one.variant] : [])));
  const texts = reasons.map((one) =>
    one.code === 'unsustained' && sizes.size > 1 ? `of ${one.variant} ${unfitText(one)}` : unfitText(one),
  );
  return [...new Set(texts)].join('; ');
}

/** A figure that is told, and whose. */
export interface ToldFigure {
  readonly name: string;
  readonly binding: Binding;
  readonly basis: Sustained['basis'];
}

export function planMeanings(answers: readonly PlanAnswer[]): readonly string[] {
  const plans = answers.flatMap((one) => (one.kind === 'plan' ? [one] : []));
  const figures = plans.map((one) => ({ ...one, name: `${one.mode}/${one.scenario}` }));
  const several =
    plans.length === 0
      ? []
      : [
          'Machines are taken to carry as many times what one does: what they share, such as a database, was not measured.',
        ];
  return [...figureMeanings(figures), ...several, ...costNotes(answers)];
}

/** What the words of the tables mean, and what the figures rest on; each once. */
export function figureMeanings(figures: readonly ToldFigure[]): readonly string[] {
  const bindings = [...new Set(figures.map(({ binding }) => binding))].map((one) => bindingMeanings[one]);
  const meanings = bindings.length === 0 ? [] : [`${capital(bindings.join('; '))}.`];
  return [...meanings, ...basisNotes(figures)];
}

/** Prices of one plan are in one unit. */
function costNotes(answers: readonly PlanAnswer[]): readonly string[] {
  const [first] = answers.filter((one) => one.kind === 'plan' && one.cost !== null);
  if (first === undefined) return [];
  const unit = first.instance.priceUnit ?? null;
  return [`Cost${unit === null ? '' : ` in ${unit}`} is that of all machines, the spare one included.`];
}

/** Names that are still told in one line. */
const mostNamed = 4;

/** Which evidence was used; where it is of several kinds, for which. */
function basisNotes(figures: readonly ToldFigure[]): readonly string[] {
  const bases = [...new Set(figures.map(({ basis }) => basis))];
  return bases.map((basis) => {
    const names = [...new Set(figures.filter((one) => one.basis === basis).map(({ name }) => name))];
    return bases.length === 1
      ? basisMeanings[basis]
      : `Of ${listUpTo(names, mostNamed)}: ${uncapital(basisMeanings[basis])}`;
  });
}
