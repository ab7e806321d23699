import { describe, expect, it } from 'vitest';
import { reportOf } from '../../harness/capacity/report.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import type { ShownRecord } from '../../harness/model/several-records.ts';
import { capacityMarkdown } from '../../reports/capacity/markdown.ts';
import { documentOf } from '../../reports/html/document.ts';
import { severalDocument } from '../../reports/html/several.ts';
import { markdownOf } from '../../reports/markdown/index.ts';
import { severalMarkdown } from '../../reports/markdown/several.ts';
import { capacityViewOf } from '../../reports/view/capacity.ts';
import { viewOf } from '../../reports/view/index.ts';
import { severalViewOf } from '../../reports/view/several.ts';
import { question } from '../helpers/capacity.ts';
import { growingRecord } from '../helpers/record-capacity.ts';
import { mixedRecord } from '../helpers/record-mixed.ts';
import { sizedRecord } from '../helpers/record-sized.ts';
import { noiseRecord, reportKinds } from '../helpers/report-kinds.ts';
import {
  htmlTables,
  markdownTables,
  type ReadCell,
  type ReadColumn,
  type ReadTable,
} from '../helpers/report-tables.ts';

const assets = { script: '', style: '' };
/** Hostile and long names stand in tables that others have too. */
const kinds = Object.entries(reportKinds).filter(([name]) => !/hostile|long/.test(name));
type Reported = RunRecord | readonly ShownRecord[];
const records: Readonly<Record<string, () => Reported>> = {
  ...Object.fromEntries(kinds),
  noise: () => noiseRecord({ spread: { p50: 0.04 } }),
  'modes of several sizes': () => sizedRecord(),
  curves: growingRecord,
  'connections and rates': mixedRecord,
};

const planned = question(2000, {
  instances: [{ name: 'small', cores: 2, memoryBytes: 4e9, price: 0.08, priceUnit: 'USD/h' }],
  extrapolate: true,
});

function tablesOf(record: RunRecord): readonly ReadTable[] {
  const view = viewOf(record);
  const asked = { limits: [], isAsked: () => true };
  const capacity = [null, planned].map((one) => reportOf(record, { ...asked, question: one }));
  return [
    ...htmlTables(documentOf(view, assets, capacityViewOf(record))),
    ...markdownTables(markdownOf(view)),
    ...capacity.flatMap((report) => markdownTables(capacityMarkdown(report, record))),
  ];
}

const all = Object.entries(records).map(([name, make]): readonly [string, () => readonly ReadTable[]] => [
  name,
  () => tablesOfAny(make()),
]);

function tablesOfAny(shown: Reported): readonly ReadTable[] {
  return 'plan' in shown ? tablesOf(shown) : tablesOfSeveral(shown);
}

function tablesOfSeveral(shown: readonly ShownRecord[]): readonly ReadTable[] {
  const view = severalViewOf(shown);
  return [...htmlTables(severalDocument(view, assets)), ...markdownTables(severalMarkdown(view))];
}

/** In a header or behind a figure; where figures of several units stand below each other, at the end of the row's name. */
const units =
  /(?<![a-z])(req\/s|CPU[- ]ms(\/req| per request)?|ms|s|min|h|MB|GB|USD\/h|users|of a core|[a-z]*cores|points)(?![a-z])|[%÷×]/i;
/** Headers that say what is counted, and cells that do. A count is exact: it has no interval. */
const counted =
  /\b(requests|connections|processes|threads|rounds|machines|runs|workers|users|answers|failed|packages|dependencies|refused after)\b/i;
const countedThere = /^\D*[\d.,]+ (connections?|workers?|threads?|rounds?)/;

interface Exception {
  /** Of its header. */
  readonly column: RegExp;
  /** Of the heading over the table; of any where absent. */
  readonly of?: RegExp;
  readonly why: string;
}

const settings: readonly Exception[] = [
  {
    column: /^(Before|Here|Before it|There|Record \d+)$/,
    of: /^(Now|Record \d|How the records)/,
    why: 'settings',
  },
  { column: /^(Started|Commit)$/, why: 'a date, and a name in hexadecimal' },
  { column: /^status/, why: 'a code of HTTP' },
  { column: /^$/, of: /^(Machine|Noise)/, why: 'facts in words, each with its own unit' },
];

/** Columns of numbers that are no quantity. */
const withoutUnits: readonly Exception[] = settings;

const experiments =
  /^(Findings of|One worker|The master|Every process|The secret|Users that|Through the|The same|(recover|recycle|stuck|restart|overlap|reload|fairness|users|overload|answers|shape|packages|errors|websocket|csrf|rate-limit|setup|health) )/;

/** Columns of figures that have no interval. */
const withoutIntervals: readonly Exception[] = [
  ...settings,
  { column: /^(p[\d.]+|max),? ms$/, of: /^Percentiles/, why: 'of all rounds together, as the heading says' },
  { column: /^service p50 ms$/, why: 'as the table of percentiles, which it is taken from' },
  { column: /first \/ most \/ last, MB$/, why: 'single readings of memory, not estimates' },
  { column: /^(PSS|USS|RSS) MB$/, of: /^Memory by process/, why: 'one reading, which the chart says' },
  {
    column: /^(Of an even share ×|CPU time ms)$/,
    why: 'one count of one run, as the experiment that it is of',
  },
  { column: /./, of: experiments, why: 'each act was done once, as the section says' },
  { column: /^(stated|threshold)$/i, why: 'given, not measured' },
  { column: /^(level|offered, req\/s)$/i, why: 'asked for, not measured' },
  { column: /^÷ /, why: 'the baseline is 1 by definition' },
  { column: /^would have been found$/i, why: 'what the test could see, worked out from the rounds' },
  {
    column: /^(noise|sd|finds .*|smallest found|needs)$/i,
    why: 'drawn from the rounds: itself the spread of figures',
  },
  {
    column: /^(carries, req\/s)$/i,
    of: /^Capacity/,
    why: 'a rate that was offered; its interval is the next column',
  },
  {
    column: /^(CPU, of a core|sent, req\/s|of the ceiling|send lag .*|generator's own .*)$/i,
    why: 'the generator, not what is measured: medians, as is said under it',
  },
  {
    column: /^(requests in flight|busy, of all cores)$/i,
    why: 'two ways to one figure, held against each other within a bound that is told above',
  },
  { column: /^requests in flight on average$/, why: 'where a point stands along the chart' },
  { column: /^by the curve req\/s$/, why: 'a point of the curve, whose band is drawn' },
  {
    column: /^(load|CPU|with one lost), of /i,
    why: 'worked out from what a machine carries, which has its interval',
  },
  {
    column: /^(MB (each|in all)|memory (each|of all))$/,
    why: 'what may be needed: the upper end of the interval',
  },
  { column: /^cost$/i, why: 'machines × price; the machines have their interval' },
];

const used = new Set<Exception>();

function isExcepted(list: readonly Exception[], { under }: ReadTable, column: string): boolean {
  const found = list.find((one) => one.column.test(column) && (one.of?.test(under) ?? true));
  if (found !== undefined) used.add(found);
  return found !== undefined;
}

/** A cell that begins with a figure. */
const isFigure = (text: string) => /^[≥≤~+−-]?\s*\d/.test(text);

const interval = /\([^)]*\d[^)]*( to |–)[^)]*\)|^\d[\d.]*–[\d.]+$|\(no interval\)/;

/** Figures of a table of which `isTold` says that something is not told. */
function faultsOf(
  table: ReadTable,
  exceptions: readonly Exception[],
  isTold: (column: ReadColumn, cell: ReadCell) => boolean,
) {
  return table.columns.flatMap((column) => {
    const lacking = column.cells.filter((cell) => isFigure(cell.text) && !isTold(column, cell));
    if (lacking.length === 0 || isExcepted(exceptions, table, column.header)) return [];
    return lacking.map(({ text }) => ({ under: table.under, column: column.header, text }));
  });
}

const isNamed = ({ header }: ReadColumn, { text }: ReadCell) =>
  counted.test(header) || countedThere.test(text);
const hasUnit = (column: ReadColumn, cell: ReadCell) =>
  isNamed(column, cell) ||
  [column.header, cell.text].some((text) => units.test(text)) ||
  /(req\/s|ms|MB|CPU-ms\/req)$/.test(cell.row);
const hasInterval = (column: ReadColumn, cell: ReadCell) =>
  (isNamed(column, cell) && !/in flight/i.test(column.header)) || interval.test(cell.text);

describe('every figure in a table', () => {
  it.each(all)('of %s has a unit, and an interval or a reason why not', (_name, tables) => {
    const found = tables();
    expect(found.some(({ columns }) => columns.some(({ cells }) => cells.length > 0))).toBe(true);
    expect(found.flatMap((table) => faultsOf(table, withoutUnits, hasUnit))).toEqual([]);
    expect(found.flatMap((table) => faultsOf(table, withoutIntervals, hasInterval))).toEqual([]);
  });

  it('is read by rules of which each has something to say', () => {
    const idle = [...withoutUnits, ...withoutIntervals].filter((one) => !used.has(one));
    expect(idle.map(({ column }) => String(column))).toEqual([]);
  });
});
