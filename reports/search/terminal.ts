import type { RunRecord } from '../../harness/model/record.ts';
import { keyed, type Lines, type Page, spread } from '../terminal/page.ts';
import type { Paint } from '../terminal/paint.ts';
import { plainColumn, type Table, tableLines } from '../terminal/table.ts';
import { wrap } from '../terminal/text.ts';
import { viewOf } from '../view/index.ts';
import type { SearchResultView, SearchView } from '../view/search-types.ts';
import { utcMinute } from '../wording/dates.ts';
import { NBSP } from '../wording/numbers.ts';

const paints = {
  found: 'good',
  bound: 'good',
  generator: 'doubtful',
  unconfirmed: 'doubtful',
  unknown: 'doubtful',
  none: 'bad',
} as const satisfies Record<SearchResultView['outcome'], keyof Paint>;

/** What each mode carries: a table of each scenario, and then what it stands on. Empty for a record that sought no rate. */
export function searchBlocks(record: RunRecord, page: Page): readonly Lines[] {
  const view = viewOf(record);
  const { search } = view;
  if (search === null) return [];
  const scenarios = [...new Set(search.results.map(({ scenario }) => scenario))];
  return [
    [
      ...spread(`capacity: ${search.objectives.join(', ')}`, utcMinute(view.startedAt), page),
      ...wrap(view.extent, page.columns).map(page.paint.faint),
    ],
    ...scenarios.map((name) => scenarioBlock(name, search, page)),
    closingLines(search, page),
  ];
}

function scenarioBlock(name: string, { results }: SearchView, page: Page): Lines {
  const own = results.filter(({ scenario }) => scenario === name);
  return [
    ...wrap(`${name} · requests per second that are carried`, page.columns).map(page.paint.strong),
    ...tableLines(tableOf(own), page.columns, page.paint),
    ...own.flatMap(({ label, sentence }) => wrap(`${label}: ${sentence}.`, page.columns, 2)),
  ];
}

function tableOf(results: readonly SearchResultView[]): Table {
  const texts = (of: (result: SearchResultView) => string) =>
    results.map((result) => of(result).replaceAll(NBSP, ' '));
  const carries = {
    header: 'carries',
    align: 'right' as const,
    cells: texts(({ carries }) => carries),
    paint: results.map(({ outcome }) => paints[outcome]),
  };
  const between = plainColumn(
    'limit lies in',
    'right',
    texts((one) => one.between),
  );
  const there = plainColumn(
    'there',
    'right',
    texts((one) => one.there),
  );
  const limit = plainColumn(
    'limited by',
    'left',
    texts((one) => one.limit),
  );
  const runs = plainColumn(
    'runs',
    'right',
    texts((one) => String(one.runs)),
  );
  return {
    labels: results.map(({ label }) => label),
    layouts: [
      { gap: 2, columns: [carries, between, there, runs, limit] },
      { gap: 1, columns: [carries, between, limit] },
    ],
    listed: results.map(({ carries, between }) => `${carries} req/s, limit in ${between}`),
  };
}

function closingLines({ rules, ended }: SearchView, page: Page): Lines {
  return [...keyed('how', rules.join('; '), page), ...keyed('ended', ended, page)];
}
