import type { History, HistoryRow } from '../../harness/model/history.ts';
import { type Lines, type Page, spread } from '../terminal/page.ts';
import { paintWith } from '../terminal/paint.ts';
import { displayWidth, padEnd, plain, wrap } from '../terminal/text.ts';
import { utcMinute } from '../wording/dates.ts';
import { listUpTo, NBSP, plural } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { headlineText, modesText } from './headline.ts';
import {
  commitText,
  endingPaint,
  extentText,
  filterText,
  type HistoryPage,
  hasUncommitted,
  noRunsText,
  referenceText,
  shortReference,
} from './words.ts';

/** The runs of a folder as text, no line wider than `columns` (at least 40); ends with a line feed. */
export function renderHistory(history: History, { columns, colour }: HistoryPage): string {
  const page: Page = { columns: Math.max(40, columns), paint: paintWith(colour), full: false, rule: '' };
  const { rows, total } = history;
  const lines =
    total === 0
      ? wrap(noRunsText(history.runsFolder), page.columns)
      : rows.length === 0
        ? nothingFits(history, page)
        : [...titleLines(history, page), '', ...rowsLines(history, page), '', ...closingLines(history, page)];
  return `${lines.join('\n')}\n`;
}

function titleLines({ rows, more, runsFolder, filter, total }: History, page: Page): Lines {
  const narrowed = filterText(filter);
  const of = narrowed === '' && more ? `of ${total}` : narrowed;
  return spread(`History · ${extentText(rows.length, more, runsFolder)}`, of, page);
}

/** Words of each kind that are still read. */
const mostKnown = 12;

/** With what there is of the kinds that were asked for. */
function nothingFits({ runsFolder, total, filter, known }: History, { columns }: Page): Lines {
  const kinds = (['name', 'mode', 'scenario'] as const).filter((kind) => filter[kind] !== null);
  const there = kinds.map((kind) => `each --${kind} there: ${listUpTo(known?.[kind] ?? [], mostKnown)}.`);
  const text = `None of the ${plural(total, 'run')} in ${runsFolder} fits ${filterText(filter)}.`;
  return [text, ...there].flatMap((line) => wrap(capital(line), columns));
}

/** Names of runs may be up to 64 letters long. */
const widestName = 20;
const gap = '  ';
const indent = 8;

function rowsLines({ rows, filter }: History, page: Page): Lines {
  const cells = rows.map((row) => factsOf(row));
  const header = ['run', 'started (UTC)', 'name', 'commit', 'ended'];
  const widths = header.map((word, at) =>
    Math.max(displayWidth(word), ...cells.map((facts) => displayWidth(facts[at] ?? ''))),
  );
  const line = (facts: readonly string[]) => facts.map((fact, at) => padEnd(fact, widths[at] ?? 0)).join(gap);
  return [
    ...fitted(line(header), page).map(page.paint.faint),
    ...rows.flatMap((row, index) => [
      ...fitted(line(cells[index] ?? []), page, endingPaint(row.ending)),
      ...detailLines(row, filter, page),
    ]),
  ];
}

function factsOf({ back, summary, ending }: HistoryRow): readonly string[] {
  const { name, startedAt } = summary;
  const short = plain(name).length > widestName ? `${plain(name).slice(0, widestName - 1)}…` : plain(name);
  const when = utcMinute(startedAt).replace(' UTC', '');
  return [shortReference(back).padEnd(indent - gap.length), when, short, commitText(summary), ending];
}

/** The last fact, how it ended, may be painted; where the line is too wide it is broken at its spaces. */
function fitted(text: string, { columns, paint }: Page, role: ReturnType<typeof endingPaint> = null): Lines {
  const trimmed = text.trimEnd();
  if (displayWidth(trimmed) > columns) return wrap(trimmed, columns, indent);
  if (role === null) return [trimmed];
  const at = trimmed.lastIndexOf(gap) + gap.length;
  return [trimmed.slice(0, at) + paint[role](trimmed.slice(at))];
}

/** Modes and scenarios that are named of each run. */
const mostNamed = 5;

function detailLines(row: HistoryRow, filter: History['filter'], { columns }: Page): Lines {
  const modes = listUpTo(modesText(row.summary, filter.mode).map(unbroken), mostNamed);
  const scenarios = listUpTo(row.summary.scenarios.map(unbroken), mostNamed);
  return [
    ...wrap(`${modes} on ${scenarios}`, columns, indent, indent),
    ...wrap(headlineText(row, filter), columns, indent + gap.length, indent),
  ];
}

function unbroken(name: string): string {
  return name.replaceAll(' ', NBSP);
}

function closingLines({ rows, more, total }: History, page: Page): Lines {
  const notes = [
    ...(hasUncommitted(rows) ? ['+: with uncommitted changes'] : []),
    ...(more ? [`--limit ${total} lists all`] : []),
    `bench report ${referenceText((rows[1] ?? rows[0])?.reference ?? 'latest')} shows one whole`,
  ];
  return wrap(notes.join('; '), page.columns).map(page.paint.faint);
}
