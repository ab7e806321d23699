import { modesAt } from '../view/lead.ts';
import { serviceApart } from '../view/service.ts';
import type { CellView, LevelView, ModeView, OverloadView, ScenarioView, View } from '../view/types.ts';
import { servedOf } from '../wording/levels.ts';
import { NONE, number } from '../wording/numbers.ts';
import { joinPoints } from './closed-table.ts';
import type { Notes } from './notes.ts';
import type { Paint } from './paint.ts';
import { type Aligned, atLeastSign, memoryText, ratioColumn, unusableText } from './row.ts';
import { type Column, type Layout, plainColumn, type Table } from './table.ts';
import { displayWidth, padStart, plain } from './text.ts';

/** One mode at one open level, in words ready for columns. */
interface OpenRow {
  readonly label: string;
  readonly served: { readonly fine: string; readonly coarse: string };
  readonly servedPaint: keyof Paint | null;
  /** p50, p95, p99; a dash alone, or nothing, where there are no figures. */
  readonly response: readonly string[];
  readonly service: string;
  readonly ratio: Aligned;
  readonly ratioPaint: keyof Paint | null;
  readonly memory: string;
  readonly cpu: string;
}

/** How the figures of an open level are set. */
interface Setting {
  readonly gap: number;
  readonly slash: string;
  readonly served: keyof OpenRow['served'];
  /** Whether the ratio to the baseline has room; the sentences below the tables tell it too. */
  readonly ratio: boolean;
  readonly cpu: string;
}

const settings: readonly Setting[] = [
  { gap: 2, slash: ' / ', served: 'fine', ratio: true, cpu: 'CPU ms/req' },
  { gap: 2, slash: ' / ', served: 'fine', ratio: false, cpu: 'CPU ms/req' },
  { gap: 1, slash: ' / ', served: 'coarse', ratio: false, cpu: 'CPU ms/req' },
  { gap: 1, slash: '/', served: 'coarse', ratio: false, cpu: 'CPU ms/req' },
  { gap: 1, slash: '/', served: 'coarse', ratio: false, cpu: 'CPU ms' },
];

const percentiles = ['p50', 'p95', 'p99'] as const;

/** The table of an open level: what was served of what was offered, and how long that took. */
export function openTable(view: View, scenario: ScenarioView, level: LevelView, notes: Notes): Table {
  const rows = modesAt(view, scenario, level).map((mode) => {
    const cell = scenario.cells.find((one) => one.mode === mode.id && one.level.key === level.key);
    return rowOf(mode, cell, notes);
  });
  const baseline = plain(view.baseline.label);
  return {
    labels: rows.map((row) => row.label),
    layouts: settings.map(
      (setting): Layout => ({ gap: setting.gap, columns: columnsOf(rows, baseline, setting) }),
    ),
    listed: rows.map(listed),
  };
}

function rowOf(mode: ModeView, cell: CellView | undefined, notes: Notes): OpenRow {
  if (cell === undefined) return without(plain(mode.label), 'not measured');
  const label = `${plain(mode.label)} ${notes.marksOf(cell)}`.trimEnd();
  if (!cell.usable) {
    const why = cell.overload === null ? '' : `, ${overloaded(cell.overload).fine}`;
    return without(label, `${unusableText(cell)}${why}`);
  }
  const { throughput, cpuPerRequest } = cell.metrics;
  const rest = {
    label,
    memory: memoryText(cell, notes),
    cpu: cpuPerRequest === null ? NONE : number(cpuPerRequest.point),
    ...ratioOf(mode, cell, notes),
  };
  const figure = (value: number | null) => (value === null ? NONE : number(value));
  const atLeast = atLeastSign(cell, notes);
  if (cell.overload !== null) {
    // Its response times are as long as the slice, which tells nothing of the server; a note says so.
    const { served, offered, atLeast: bounded } = cell.overload;
    const told = bounded ? same(`${atLeast}${servedOf(served, offered)}`) : overloaded(cell.overload);
    return { ...rest, served: told, servedPaint: 'bad', response: [NONE], service: NONE };
  }
  return {
    ...rest,
    served: same(throughput === null ? NONE : `${atLeast}${servedOf(throughput.point, cell.level.value)}`),
    servedPaint: null,
    response: percentiles.map((name) => figure(cell.metrics[name]?.point ?? null)),
    service: serviceApart(cell) ? figure(cell.distribution?.service?.p50 ?? null) : '',
  };
}

function overloaded({ served, offered }: OverloadView): OpenRow['served'] {
  const of = servedOf(served, offered);
  return { fine: `overloaded: serves ${of}`, coarse: `overloaded: ${of}` };
}

function same(text: string): OpenRow['served'] {
  return { fine: text, coarse: text };
}

function without(label: string, why: string): OpenRow {
  const nothing = { service: '', memory: '', cpu: '', response: [] };
  return {
    label,
    served: same(why),
    servedPaint: null,
    ...nothing,
    ratio: { point: '', interval: '' },
    ratioPaint: null,
  };
}

/** Percentiles differ from row to row, so each ratio says of which it is. */
function ratioOf(mode: ModeView, cell: CellView, notes: Notes): Pick<OpenRow, 'ratio' | 'ratioPaint'> {
  const { ratio, ratioPaint } = ratioColumn(mode, cell, notes);
  const of =
    cell.ratio === null || mode.baseline
      ? ''
      : ` ${cell.ratio.metric === 'throughput' ? 'served' : cell.ratio.metric}`;
  return { ratio: { ...ratio, interval: `${ratio.interval}${of}`.trim() }, ratioPaint };
}

function columnsOf(rows: readonly OpenRow[], baseline: string, setting: Setting): readonly Column[] {
  const { slash, served, ratio, cpu } = setting;
  const texts = (of: (row: OpenRow) => string) => rows.map(of);
  const service = texts((row) => row.service);
  return [
    {
      header: 'served req/s',
      align: 'left',
      cells: texts((row) => row.served[served]),
      paint: rows.map((row) => row.servedPaint),
    },
    plainColumn(percentiles.join(slash).concat(' ms'), 'left', joined(rows, slash)),
    ...(service.some((text) => text !== '' && text !== NONE)
      ? [plainColumn('service p50', 'right', service)]
      : []),
    ...(ratio
      ? [
          {
            header: `vs ${baseline}`,
            align: 'left',
            cells: joinPoints(rows.map((row) => row.ratio)),
            paint: rows.map((row) => row.ratioPaint),
          } as const,
        ]
      : []),
    plainColumn(
      'MB',
      'right',
      texts((row) => row.memory),
    ),
    plainColumn(
      cpu,
      'right',
      texts((row) => row.cpu),
    ),
  ];
}

/** Percentiles of one row beside each other, each as wide as the widest below it. */
function joined(rows: readonly OpenRow[], slash: string): readonly string[] {
  const full = rows.filter(({ response }) => response.length === percentiles.length);
  const widths = percentiles.map((_, at) =>
    Math.max(0, ...full.map(({ response }) => displayWidth(response[at] ?? ''))),
  );
  return rows.map(({ response }) => response.map((text, at) => padStart(text, widths[at] ?? 0)).join(slash));
}

function listed(row: OpenRow): string {
  if (row.response.length === 0) return row.served.fine;
  return [
    `${row.served.fine} req/s`,
    ...percentiles.map((name, at) => `${name} ${row.response[at] ?? NONE} ms`),
    ...(row.service === '' ? [] : [`service p50 ${row.service} ms`]),
    `${row.memory} MB`,
    `${row.cpu} CPU ms/req`,
  ].join('; ');
}
