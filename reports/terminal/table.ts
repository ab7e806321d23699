import type { Paint } from './paint.ts';
import type { Row } from './row.ts';
import { displayWidth, padEnd, padStart, wrap } from './text.ts';

interface Column {
  readonly header: string;
  readonly align: 'left' | 'right';
  readonly cells: readonly string[];
  readonly paint: readonly (keyof Paint | null)[];
}

/** How the figures are set. */
interface Layout {
  readonly gap: number;
  readonly slash: string;
  readonly rate: keyof Row['throughput'];
  readonly cpu: string;
}

const tightest: Layout = { gap: 1, slash: '/', rate: 'coarse', cpu: 'CPU ms' };

/** From the one that reads best to the one that takes the least room. */
const layouts: readonly Layout[] = [
  { gap: 2, slash: ' / ', rate: 'fine', cpu: 'CPU ms/req' },
  { gap: 1, slash: ' / ', rate: 'fine', cpu: 'CPU ms/req' },
  { gap: 1, slash: '/', rate: 'fine', cpu: 'CPU ms/req' },
  { gap: 1, slash: '/', rate: 'coarse', cpu: 'CPU ms/req' },
  tightest,
];

/**
 * A scenario's rows within `columns`: one line each if any layout allows it; with each label on a line of its own; and
 * where even that is too wide, as a list.
 */
export function tableLines(
  rows: readonly Row[],
  baseline: string,
  columns: number,
  paint: Paint,
): readonly string[] {
  const labels = rows.map((row) => row.label);
  const labelWidth = Math.max(...labels.map(displayWidth));
  for (const layout of layouts) {
    const { gap } = layout;
    const figures = figureColumns(rows, baseline, layout);
    if (labelWidth + gap + widthOf(figures, gap) <= columns) {
      return drawBeside(labels, labelWidth, figures, gap, paint);
    }
  }
  const tight = figureColumns(rows, baseline, tightest);
  if (2 + widthOf(tight, 1) <= columns) return drawStacked(labels, tight, columns, paint);
  return drawList(rows, baseline, columns, paint);
}

function figureColumns(rows: readonly Row[], baseline: string, layout: Layout): readonly Column[] {
  const { slash } = layout;
  const none = rows.map(() => null);
  const pairs = joinPoints(rows.map((row) => row.throughput[layout.rate]));
  const ratios = joinPoints(rows.map((row) => row.ratio));
  const p50Width = Math.max(...rows.map((row) => displayWidth(row.p50)));
  const latencies = rows.map((row) => (row.p50 === '' ? '' : padStart(row.p50, p50Width) + slash + row.p95));
  const spreadOf = (cells: readonly string[], header: string, align: 'left' | 'right'): Column => ({
    header,
    align,
    cells,
    paint: none,
  });
  return [
    spreadOf(pairs, 'req/s', 'left'),
    { header: `vs ${baseline}`, align: 'left', cells: ratios, paint: rows.map((row) => row.ratioPaint) },
    spreadOf(latencies, `p50${slash}p95 ms`, 'left'),
    spreadOf(
      rows.map((row) => row.memory),
      'MB',
      'right',
    ),
    spreadOf(
      rows.map((row) => row.cpu),
      layout.cpu,
      'right',
    ),
  ];
}

/** Points aligned at their decimal point, each followed by its interval. */
function joinPoints(figures: readonly { point: string; interval: string }[]): readonly string[] {
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

function columnWidth(column: Column): number {
  return Math.max(displayWidth(column.header), ...column.cells.map(displayWidth));
}

function widthOf(columns: readonly Column[], gap: number): number {
  return columns.reduce((sum, column) => sum + columnWidth(column), 0) + gap * (columns.length - 1);
}

function place(text: string, column: Column): string {
  const width = columnWidth(column);
  return column.align === 'left' ? padEnd(text, width) : padStart(text, width);
}

function headerOf(columns: readonly Column[], gap: number): string {
  return columns.map((column) => place(column.header, column)).join(' '.repeat(gap));
}

function figuresOf(columns: readonly Column[], index: number, gap: number, paint: Paint): string {
  const cells = columns.map((column) => {
    const text = place(column.cells[index] ?? '', column);
    const role = column.paint[index] ?? null;
    return role === null ? text : paint[role](text);
  });
  return cells.join(' '.repeat(gap));
}

function drawBeside(
  labels: readonly string[],
  labelWidth: number,
  columns: readonly Column[],
  gap: number,
  paint: Paint,
): readonly string[] {
  const indent = ' '.repeat(labelWidth + gap);
  return [
    paint.faint((indent + headerOf(columns, gap)).trimEnd()),
    ...labels.map((label, index) =>
      (padEnd(label, labelWidth + gap) + figuresOf(columns, index, gap, paint)).trimEnd(),
    ),
  ];
}

function drawStacked(
  labels: readonly string[],
  columns: readonly Column[],
  width: number,
  paint: Paint,
): readonly string[] {
  return [
    paint.faint(`  ${headerOf(columns, 1)}`.trimEnd()),
    ...labels.flatMap((label, index) => [
      ...wrap(label, width),
      `  ${figuresOf(columns, index, 1, paint)}`.trimEnd(),
    ]),
  ];
}

function drawList(rows: readonly Row[], baseline: string, width: number, paint: Paint): readonly string[] {
  return rows.flatMap((row) => {
    const figures =
      row.p50 === ''
        ? row.throughput.fine.interval
        : [
            `${row.throughput.fine.point} ${row.throughput.fine.interval} req/s`,
            `vs ${baseline}: ${row.ratio.point} ${row.ratio.interval}`.trimEnd(),
            `p50 ${row.p50} ms`,
            `p95 ${row.p95} ms`,
            `${row.memory} MB`,
            `${row.cpu} CPU ms/req`,
          ].join('; ');
    const label = wrap(row.label, width).map(paint.strong);
    return [...label, ...wrap(figures, width, 2, 2)];
  });
}
