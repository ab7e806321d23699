import type { RunRecord } from '../../harness/model/record.ts';
import { keyed, type Lines, type Page, spread } from '../terminal/page.ts';
import { plainColumn, type Table, tableLines } from '../terminal/table.ts';
import { wrap } from '../terminal/text.ts';
import { type NoiseGroup, noiseOf } from '../view/noise.ts';
import { utcMinute } from '../wording/dates.ts';
import { powerHeadings } from '../wording/noise.ts';
import { NBSP, seconds } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';

/** What noise was seen: a table of each mode and scenario, and then what it means for a gate. Empty where the record is not of that. */
export function noiseBlocks(record: RunRecord, page: Page): readonly Lines[] {
  const view = noiseOf(record);
  if (view === null) return [];
  return [
    [
      ...spread('noise: the same twice', utcMinute(record.startedAt), page),
      ...wrap(`${view.headline}, in ${seconds(record.measuredSeconds)}`, page.columns).map(page.paint.faint),
    ],
    ...view.groups.map((group) => [
      ...wrap(group.heading, page.columns).map(page.paint.strong),
      ...tableLines(noiseTable(group), page.columns, page.paint),
    ]),
    view.sentences.flatMap((sentence) => wrap(`${capital(sentence)}.`, page.columns, 2)),
    legend(record, page),
  ];
}

function noiseTable({ rows }: NoiseGroup): Table {
  const column = (header: string, cells: readonly string[]) =>
    plainColumn(
      header.replaceAll(NBSP, ' '),
      'right',
      cells.map((text) => text.replaceAll(NBSP, ' ')),
    );
  const noise = column(
    'noise',
    rows.map((row) => row.robustSd),
  );
  const wild = column(
    'sd',
    rows.map((row) => row.sd),
  );
  const rounds = column(
    'rounds',
    rows.map((row) => String(row.rounds)),
  );
  const curve = powerHeadings.map(({ text }, place) =>
    column(
      text,
      rows.map((row) => row.found[place] ?? ''),
    ),
  );
  const finds = column(
    'finds',
    rows.map((row) => row.detectable),
  );
  const needs = column(
    'needs',
    rows.map((row) => row.need),
  );
  return {
    labels: rows.map((row) => row.metric),
    layouts: [
      { gap: 2, columns: [noise, wild, rounds, ...curve, finds, needs] },
      { gap: 1, columns: [noise, ...curve, finds, needs] },
      { gap: 1, columns: [noise, finds, needs] },
    ],
    listed: rows.map((row) => `noise ${row.robustSd}, finds ${row.detectable}, needs ${row.need}`),
  };
}

function legend({ plan }: RunRecord, page: Page): Lines {
  const { power = 0.8, budgetSeconds = null } = plan.gate ?? {};
  const within = budgetSeconds === null ? '' : ` of ${seconds(budgetSeconds)}`;
  const often = `${100 * power}${NBSP}%`;
  return [
    ...keyed(
      'noise',
      'how far two equal sides lie apart in most rounds (robust sd); sd: in all of them',
      page,
    ),
    ...keyed('1 % … 20 %', `how many gates${within} find a worsening of that size`, page),
    ...keyed('finds', `the smallest that ${often} of them find (– none)`, page),
    ...keyed('needs', `time of a gate of which ${often} find a worsening of that size`, page),
  ];
}
