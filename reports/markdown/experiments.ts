import type { ActRow, ActView, ExperimentView } from '../view/experiment-types.ts';
import type { View } from '../view/types.ts';
import { courseText } from '../wording/findings.ts';
import { NONE } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { folded, md, prose, table } from './text.ts';

/** What each experiment showed: sentences, and behind a fold the table that they are from. */
export function experimentParts(view: View): readonly string[] {
  if (view.experiments.length === 0) return [];
  return [
    '## Experiments',
    'Each was done once on each variant, so its figures have no interval.',
    ...view.experiments.flatMap(experimentPart),
  ];
}

function experimentPart(experiment: ExperimentView): readonly string[] {
  const { name, summary, sentences, acts } = experiment;
  const told = sentences.map((sentence) => `- ${prose(sentence)}`).join('\n');
  const body = [
    ...acts.map((act) => actTable(experiment, act)),
    ...listOf(acts.flatMap(({ rows }) => rows.flatMap(remarks))),
  ];
  return [
    `### ${md(name)} · ${md(summary)}`,
    told,
    folded(`Findings of ${name} on each variant`, body.join('\n\n')),
  ];
}

function actTable({ columns, acts }: ExperimentView, { what, rows }: ActView): string {
  const headers = ['variant', ...columns.map(({ label }) => md(label))];
  const found = table(
    headers,
    rows.map((row) => tableRow(row, columns.length)),
    'text',
  );
  return acts.length === 1 ? found : `**${capital(md(what))}**\n\n${found}`;
}

function tableRow(row: ActRow, columns: number): readonly string[] {
  const name = md(row.scenario === null ? row.mode.label : `${row.mode.label}, ${row.scenario}`);
  if (row.state === 'done') return [name, ...row.cells.map(md)];
  const why = `${row.state === 'failed' ? 'failed' : 'not applicable'}: ${md(row.why ?? NONE)}`;
  return [name, ...(columns === 0 ? [] : [why, ...Array<string>(columns - 1).fill('')])];
}

function remarks(row: ActRow): readonly string[] {
  const told = [...row.remarks, ...row.courses.map(courseText)];
  return told.map((text) => `- ${md(row.mode.label)}: ${md(text)}`);
}

function listOf(items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [items.join('\n')];
}
