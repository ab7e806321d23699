import type { RecordEntry, SeveralScenario, SeveralView } from '../view/several-types.ts';

import { utcMinute } from '../wording/dates.ts';
import { list } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { type Lines, type Page, spread } from './page.ts';
import { paintWith } from './paint.ts';
import { changeTable, courseTable } from './several-tables.ts';
import { plainColumn, tableLines } from './table.ts';
import { plain, wrap } from './text.ts';

export interface SeveralPage {
  readonly columns: number;
  readonly colour: boolean;
  /** Every level, not only the one that each scenario is shown at. */
  readonly full: boolean;
}

/** Several records as text, no line wider than `columns` (at least 40); ends with a line feed. */
export function renderSeveral(view: SeveralView, { columns, colour, full }: SeveralPage): string {
  const page: Page = { columns: Math.max(40, columns), paint: paintWith(colour), full, rule: '' };
  const blocks = [
    recordLines(view, page),
    ...view.scenarios.flatMap((scenario) => scenarioBlocks(view, scenario, page)),
    answerLines(view, page),
    noteLines(view, page),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** What each record was, so that each can be asked for alone. */
function recordLines({ records, kind }: SeveralView, page: Page): Lines {
  const several = new Set(records.map(({ group }) => group)).size > 1;
  const labels = records.map(({ number, name }) => (kind === 'comparison' ? name : String(number)));
  const column = (header: string, of: (record: RecordEntry) => string) =>
    plainColumn(
      header,
      'left',
      records.map((record) => plain(of(record))),
    );
  const columns = [
    column('started', ({ startedAt }) => utcMinute(startedAt)),
    column('commit', ({ commit }) => commit ?? ''),
    ...(several ? [column('measured', ({ group }) => group)] : []),
    column('name', ({ title }) => title),
    column('alone: bench report', ({ reference }) => reference),
  ];
  return tableLines(
    {
      labels,
      layouts: [
        { gap: 2, columns },
        { gap: 1, columns },
        { gap: 1, columns: columns.filter(({ header }) => header !== 'name') },
      ],
      listed: records.map(({ startedAt, commit, group, shownBy }) =>
        [
          utcMinute(startedAt),
          ...(commit === null ? [] : [commit]),
          ...(several ? [group] : []),
          shownBy,
        ].join('; '),
      ),
    },
    page.columns,
    page.paint,
  );
}

function scenarioBlocks(view: SeveralView, scenario: SeveralScenario, page: Page): readonly Lines[] {
  const levels = page.full ? scenario.levels : [scenario.shown];
  return levels.map((level) => {
    const cells = scenario.cells.filter((cell) => cell.level.key === level.key);
    return [
      ...spread(`${scenario.name} · ${level.label}`, view.answer.of, page),
      ...(view.kind === 'trend' ? courseTable(view, cells, page) : []),
      ...changeTable(view, cells, scenario.alike, page),
    ];
  });
}

/** Changes as sentences: those over all, and of a trend from each record to the next. */
function answerLines({ answer, kind, records }: SeveralView, page: Page): Lines {
  // Rates that were sought are no cells with ratios.
  const sought = records.flatMap(({ name, sought: texts }) => texts.map((text) => `${name}: ${text}`));
  const told = answer.scenarios.flatMap(({ lead, sentences }) => [`${lead}: ${sentences.join(' ')}`]);
  const steps = answer.steps.flatMap(({ from, to, sentences }) =>
    sentences.map((sentence) => `From ${from} to ${to}: ${sentence}`),
  );
  const none =
    kind === 'trend' && steps.length === 0 ? ['No change is shown from any record to the next.'] : [];
  return [...sought, ...told, ...steps, ...none, answer.counts].flatMap((text) => paragraph(text, page));
}

function noteLines({ records, apart, missing, scenarios }: SeveralView, page: Page): Lines {
  const states = new Set(
    scenarios.flatMap(({ cells }) => cells.flatMap(({ visits }) => visits.map((visit) => visit?.state))),
  );
  const signs = [
    'same: no difference that matters',
    '? beside a ratio: cannot be told',
    ...(scenarios.every(({ alike }) => alike) ? [] : ['– beside a ratio: not measured alike']),
    ...(states.has('crossed') ? ['×: the cell is invalid'] : []),
    ...(states.has('hollow') ? ['? beside a figure: the cell is inconclusive'] : []),
    ...(states.has('overloaded') ? ['!: overloaded, less was served than offered'] : []),
    ...(records.some(({ git }) => git?.dirty === true) ? ['+: with uncommitted changes'] : []),
  ];
  return [
    ...missing.flatMap((text) => paragraph(text, page)),
    ...apart.flatMap((text) => paragraph(text.replaceAll('`', ''), page)),
    ...differenceLines(records, page),
    ...wrap(`${capital(signs.join('; '))}.`, page.columns, 2).map(page.paint.faint),
  ];
}

/** All in which a record is not as the one before it, with both values. */
function differenceLines(records: readonly RecordEntry[], page: Page): Lines {
  return records.flatMap(({ differences, name }, index) => {
    const before = records[index - 1];
    if (before === undefined || differences.length === 0) return [];
    const texts = differences.map(({ name: field, from, to }) =>
      from === to ? `${field} (${from})` : `${field} (${from} → ${to})`,
    );
    return paragraph(
      `Other in ${name} than in ${before.name}: ${list(texts)}.`
        .replace('in now', 'now')
        .replace('in before', 'before'),
      page,
    );
  });
}

function paragraph(text: string, { columns }: Page): Lines {
  return wrap(capital(plain(text)), columns, 2);
}
