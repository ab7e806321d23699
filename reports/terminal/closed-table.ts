import type { Row } from './row.ts';
import { type Column, type Layout, plainColumn, type Table } from './table.ts';
import { displayWidth, padEnd, padStart } from './text.ts';

/** How the figures of a closed level are set. */
interface Setting {
  readonly gap: number;
  readonly slash: string;
  readonly rate: keyof Row['throughput'];
  readonly cpu: string;
}

/** From the one that reads best to the one that takes the least room. */
const settings: readonly Setting[] = [
  { gap: 2, slash: ' / ', rate: 'fine', cpu: 'CPU ms/req' },
  { gap: 1, slash: ' / ', rate: 'fine', cpu: 'CPU ms/req' },
  { gap: 1, slash: '/', rate: 'fine', cpu: 'CPU ms/req' },
  { gap: 1, slash: '/', rate: 'coarse', cpu: 'CPU ms/req' },
  { gap: 1, slash: '/', rate: 'coarse', cpu: 'CPU ms' },
];

/** The table of a closed level. */
export function closedTable(rows: readonly Row[], baseline: string): Table {
  return {
    labels: rows.map((row) => row.label),
    layouts: settings.map(
      (setting): Layout => ({ gap: setting.gap, columns: figures(rows, baseline, setting) }),
    ),
    listed: rows.map((row) => listed(row, baseline)),
  };
}

function figures(rows: readonly Row[], baseline: string, { slash, rate, cpu }: Setting): readonly Column[] {
  const ratios = joinPoints(rows.map((row) => row.ratio));
  const p50Width = Math.max(...rows.map((row) => displayWidth(row.p50)));
  const latencies = rows.map((row) => (row.p50 === '' ? '' : padStart(row.p50, p50Width) + slash + row.p95));
  return [
    plainColumn('req/s', 'left', joinPoints(rows.map((row) => row.throughput[rate]))),
    { header: `vs ${baseline}`, align: 'left', cells: ratios, paint: rows.map((row) => row.ratioPaint) },
    plainColumn(`p50${slash}p95 ms`, 'left', latencies),
    plainColumn(
      'MB',
      'right',
      rows.map((row) => row.memory),
    ),
    plainColumn(
      cpu,
      'right',
      rows.map((row) => row.cpu),
    ),
  ];
}

/** Points aligned at their decimal point, each followed by its interval. */
export function joinPoints(figures: readonly { point: string; interval: string }[]): readonly string[] {
  const parts = figures.map(({ point }) => point.split('.'));
  const wholeWidth = Math.max(...parts.map(([whole = '']) => displayWidth(whole)));
  const fractionWidth = Math.max(
    ...parts.map(([, fraction]) => (fraction === undefined ? 0 : fraction.length + 1)),
  );
  return figures.map(({ point, interval }, index) => {
    if (point === '') return interval;
    const [whole = '', fraction] = parts[index] ?? [];
    const aligned = padStart(whole, wholeWidth) + (fraction === undefined ? '' : `.${fraction}`);
    return `${padEnd(aligned, wholeWidth + fractionWidth)} ${interval}`.trimEnd();
  });
}

function listed(row: Row, baseline: string): string {
  if (row.p50 === '') return row.throughput.fine.interval;
  return [
    `${row.throughput.fine.point} ${row.throughput.fine.interval} req/s`,
    `vs ${baseline}: ${row.ratio.point} ${row.ratio.interval}`.trimEnd(),
    `p50 ${row.p50} ms`,
    `p95 ${row.p95} ms`,
    `${row.memory} MB`,
    `${row.cpu} CPU ms/req`,
  ].join('; ');
}
