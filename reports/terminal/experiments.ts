import type { ActRow, ActView, ExperimentView } from '../view/experiment-types.ts';
import type { View } from '../view/types.ts';
import { courseText } from '../wording/findings.ts';
import { capital } from '../wording/sentence.ts';
import { gridLines } from './grid.ts';
import { type Lines, type Page, spread } from './page.ts';
import { wrap } from './text.ts';

/** What each experiment showed, in sentences; with its findings in a table where experiments lead, or with `--full`. */
export function experimentBlocks(view: View, page: Page): readonly Lines[] {
  const tables = page.full || view.lead === 'experiments';
  return view.experiments.map((experiment) => [
    ...spread(`${experiment.name} · ${experiment.summary}`, '', page),
    ...experiment.sentences.flatMap((sentence) => wrap(sentence, page.columns, 2, 2)),
    ...(tables ? experiment.acts.flatMap((act) => actLines(experiment, act, page)) : []),
    ...experiment.acts.flatMap(({ rows }) => rows.flatMap((row) => besides(row, page))),
  ]);
}

function actLines({ columns, acts }: ExperimentView, { what, rows }: ActView, page: Page): Lines {
  const heading = acts.length === 1 ? [] : wrap(capital(what), page.columns).map(page.paint.faint);
  const grid = gridLines(
    columns.map(({ label }) => label),
    rows.map((row) => ({
      label: labelOf(row),
      cells: row.state === 'done' ? row.cells : withoutFindings(row),
    })),
    page.columns,
  );
  return [...heading, ...grid];
}

function labelOf({ mode, scenario }: ActRow): string {
  return scenario === null ? mode.label : `${mode.label}, ${scenario}`;
}

/** In one paragraph, whatever lines the reason has. */
function withoutFindings({ state, why }: ActRow): string {
  return `${state === 'failed' ? 'failed' : 'not applicable'}: ${(why ?? '').replace(/\s+/g, ' ')}`;
}

/** Remarks, and with `--full` what went on meanwhile. */
function besides(row: ActRow, page: Page): Lines {
  const told = [...row.remarks, ...(page.full ? row.courses.map(courseText) : [])];
  return told.flatMap((text) => wrap(`${labelOf(row)}: ${text}`, page.columns, 4, 2));
}
