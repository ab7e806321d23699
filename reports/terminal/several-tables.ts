import { metrics } from '../../harness/model/metric.ts';
import { apart, invalid, type Spark, scaleOf, sparkline } from '../history/sparkline.ts';
import type { CellVisit, ComparedMetric, SeveralCell, SeveralView } from '../view/several-types.ts';
import { compact, forReading, NONE, ratioWithInterval } from '../wording/numbers.ts';
import { changeWord, type changeWords, severalMetricNames, severalMetrics } from '../wording/several.ts';
import type { Lines, Page } from './page.ts';
import type { Paint } from './paint.ts';
import { type Column, plainColumn, tableLines } from './table.ts';
import { plain } from './text.ts';

interface Row {
  readonly cell: SeveralCell;
  readonly metric: ComparedMetric;
}

/** Each figure of each mode in the two records that are compared, and its ratio; of a trend with the course between. */
export function changeTable(
  view: SeveralView,
  cells: readonly SeveralCell[],
  alike: boolean,
  page: Page,
): Lines {
  const rows = cells.flatMap((cell) =>
    severalMetricNames
      .filter((metric) => cell.visits.some((visit) => (visit?.figures[metric] ?? null) !== null))
      .map((metric): Row => ({ cell, metric })),
  );
  const figure = (number: number) =>
    rows.map(({ cell, metric }) => figureText(cell.visits[number - 1], metric));
  const { from, to } = view.over;
  const of = (number: number) => view.records[number - 1]?.name ?? '';
  const paint = rows.map(({ cell, metric }) => paintOf(cell.whole[metric]?.verdict));
  const word = (short: boolean): Column => ({
    ...{ header: '', align: 'left', paint },
    cells: rows.map(({ cell, metric }) => {
      const ratio = cell.whole[metric];
      if (ratio === undefined) return '';
      return short ? (alike ? shortWords[ratio.verdict] : '–') : changeWord(ratio, alike);
    }),
  });
  const ratios = rows.map(({ cell, metric }) => {
    const ratio = cell.whole[metric];
    return ratio === undefined ? NONE : ratioWithInterval(ratio);
  });
  const trend = view.kind === 'trend';
  const course = plainColumn('course', 'left', trend ? rows.map(sparksOf(view)) : []);
  const columns = [
    plainColumn(
      '',
      'left',
      rows.map(({ metric }) => severalMetrics[metric].short),
    ),
    ...(trend ? [course] : []),
    plainColumn(of(from), 'left', figure(from)),
    plainColumn(of(to), 'left', figure(to)),
    plainColumn(trend ? `${to} ÷ ${from}` : `${of(to)} ÷ ${of(from)}`, 'left', ratios),
  ];
  return tableLines(
    {
      labels: labelsOf(view, rows),
      layouts: [
        { gap: 2, columns: [...columns, word(false)] },
        { gap: 1, columns: [...columns, word(true)] },
        ...(trend ? [{ gap: 1, columns: [...columns.filter((_, at) => at !== 2), word(true)] }] : []),
      ],
      listed: rows.map(
        ({ metric }, index) =>
          `${severalMetrics[metric].short}: ${columns
            .slice(1)
            .map(({ cells: texts }) => texts[index] ?? '')
            .join('; ')} ${word(false).cells[index] ?? ''}`,
      ),
    },
    page.columns,
    page.paint,
  );
}

/** The main figure of every mode in every record, with intervals. */
export function courseTable(view: SeveralView, cells: readonly SeveralCell[], page: Page): Lines {
  const open = cells.some(({ level }) => level.kind === 'open');
  const metric = open ? 'p99' : 'throughput';
  const columns = cells.map((cell) =>
    plainColumn(
      plain(labelOf(view, cell)),
      'left',
      view.records.map((_, index) => figureText(cell.visits[index], metric)),
    ),
  );
  const labels = view.records.map(({ ticks }) => `${ticks.slice(0, 2).join('  ')}`);
  return [
    page.paint.faint(`${metrics[metric].label}, ${metrics[metric].unit}`),
    ...tableLines(
      {
        labels,
        layouts: [
          { gap: 2, columns },
          { gap: 1, columns },
        ],
        listed: view.records.map((_, index) =>
          columns.map(({ header, cells: texts }) => `${header} ${texts[index] ?? NONE}`).join('; '),
        ),
      },
      page.columns,
      page.paint,
    ),
    '',
  ];
}

/** Where there is no room for the words. */
const shortWords = {
  improved: 'better',
  regressed: 'worse',
  'no-difference': 'same',
  inconclusive: '?',
} as const;

/** The mode's label before its first figure. */
function labelsOf(view: SeveralView, rows: readonly Row[]): readonly string[] {
  return rows.map(({ cell }, index) =>
    index > 0 && rows[index - 1]?.cell === cell ? '' : plain(labelOf(view, cell)),
  );
}

function labelOf({ modes }: SeveralView, { mode }: SeveralCell): string {
  return modes.find(({ id }) => id === mode)?.label ?? mode;
}

const signs: Readonly<Record<CellVisit['state'], string>> = {
  solid: '',
  hollow: ' ?',
  overloaded: ' !',
  crossed: ` ${invalid}`,
};

/** `6900 (6750–7050)`, with a sign where it is less than valid. */
function figureText(visit: CellVisit | null | undefined, metric: ComparedMetric): string {
  const figure = visit?.figures[metric] ?? null;
  if (visit === null || visit === undefined || figure === null) return NONE;
  const { point, bounds } = compact(forReading(figure, metrics[metric].unit), 3);
  return `${point}${bounds === null ? '' : ` (${bounds})`}${signs[visit.state]}`;
}

/** Blocks of those records that were measured as the newest was; the others stand apart. */
function sparksOf({ records }: SeveralView): (row: Row) => string {
  const group = records.at(-1)?.group;
  return ({ cell, metric }) => {
    const figures = cell.visits.map((visit, index) => ({
      figure: visit?.figures[metric] ?? null,
      isApart: records[index]?.group !== group,
      state: visit?.state,
    }));
    const drawn = figures.flatMap(({ figure, isApart, state }) =>
      figure === null || isApart || state === 'crossed'
        ? []
        : [[figure.point, figure.low, figure.high] as const],
    );
    const scale = scaleOf(drawn) ?? { low: 0, high: 1 };
    const sparks = figures.map(({ figure, isApart, state }): Spark => {
      if (figure === null) return { sign: state === 'crossed' ? invalid : ' ' };
      if (state === 'crossed') return { sign: invalid };
      return isApart ? { sign: apart } : { value: figure.point };
    });
    return sparkline(sparks, scale);
  };
}

function paintOf(verdict: keyof typeof changeWords | undefined): keyof Paint | null {
  if (verdict === 'improved') return 'good';
  if (verdict === 'regressed') return 'bad';
  return verdict === 'inconclusive' ? 'faint' : null;
}
