import type { GateTestView } from '../view/gate-types.ts';
import type { SearchResultView } from '../view/search-types.ts';
import type { View } from '../view/types.ts';

/** GitHub keeps ten of each kind from a step and drops the others without a word. */
const mostOfAKind = 10;

type Kind = 'error' | 'warning';

interface Annotation {
  readonly kind: Kind;
  readonly title: string;
  readonly message: string;
}

/**
 * What a gate failed by, what could not be judged and what it warns of, as commands of GitHub's runner, a line each: they
 * are shown beside the job and above the changes of a pull request; of a search, what has no rate, and what is not
 * confirmed. Nothing where there is neither, or all is well.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function annotationLines(view: View): readonly string[] {
  const told = [
    ...(view.gate?.tests ?? []).flatMap((test) => annotationOf(test) ?? []),
    ...(view.search?.results ?? []).flatMap((result) => searchAnnotation(result) ?? []),
  ];
  return [...upToMost(told, 'error'), ...upToMost(told, 'warning')].map(commandLine);
}

/** As in JUnit: an error is what makes the exit code other than 0. */
function annotationOf({
  outcome,
  role,
  label,
  subject,
  scenario,
  sentence,
}: GateTestView): Annotation | null {
  const title = `${label} of ${subject} in ${scenario}`;
  if (outcome === 'pass') return null;
  const grave = outcome === 'fail' || (outcome === 'invalid' && role === 'gating');
  return { kind: grave ? 'error' : 'warning', title, message: `${sentence}.` };
}

function searchAnnotation({ label, scenario, verdict, sentence }: SearchResultView): Annotation | null {
  if (verdict === 'told') return null;
  const kind = verdict === 'unconfirmed' ? 'warning' : 'error';
  return { kind, title: `Capacity of ${label} in ${scenario}`, message: `${sentence}.` };
}

/** The last one that is kept tells of those that are not. */
function upToMost(all: readonly Annotation[], kind: Kind): readonly Annotation[] {
  const own = all.filter((one) => one.kind === kind);
  if (own.length <= mostOfAKind) return own;
  const left = own.length - mostOfAKind + 1;
  const message = `${left} more of this kind are in the summary of this job.`;
  return [...own.slice(0, mostOfAKind - 1), { kind, title: `${left} more`, message }];
}

function commandLine({ kind, title, message }: Annotation): string {
  return `::${kind} title=${escapedProperty(title)}::${escapedMessage(message)}`;
}

/** As the runner takes it apart: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function escapedMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
