import type { Paint } from './paint.ts';
import { displayWidth, padEnd, padStart, wrap } from './text.ts';

export interface Column {
  readonly header: string;
  readonly align: 'left' | 'right';
  readonly cells: readonly string[];
  readonly paint: readonly (keyof Paint | null)[];
}

/** One way to set the columns. */
export interface Layout {
  readonly gap: number;
  readonly columns: readonly Column[];
}

/** A table that may be set in several ways. */
export interface Table {
  /** One for each row. */
  readonly labels: readonly string[];
  /** From the one that reads best to the one that takes the least room. */
  readonly layouts: readonly Layout[];
  /** Each row as words, where no layout fits. */
  readonly listed: readonly string[];
}

/**
 * A scenario's rows within `columns`: one line each if any layout allows it; with each label on a line of its own; and
 * where even that is too wide, as a list.
 */
export function tableLines(
  { labels, layouts, listed }: Table,
  columns: number,
  paint: Paint,
): readonly string[] {
  const labelWidth = Math.max(...labels.map(displayWidth));
  for (const { gap, columns: figures } of layouts) {
    if (labelWidth + gap + widthOf(figures, gap) <= columns) {
      return drawBeside(labels, labelWidth, figures, gap, paint);
    }
  }
  const tight = layouts.at(-1)?.columns ?? [];
  if (2 + widthOf(tight, 1) <= columns) return drawStacked(labels, tight, columns, paint);
  return labels.flatMap((label, index) => [
    ...wrap(label, columns).map(paint.strong),
    ...wrap(listed[index] ?? '', columns, 2, 2),
  ]);
}

/** A column without colours. */
export function plainColumn(header: string, align: Column['align'], cells: readonly string[]): Column {
  return { header, align, cells, paint: cells.map(() => null) };
}

const widths = new WeakMap<Column, number>();

/** Measured once, for every row asks. */
function columnWidth(column: Column): number {
  const known = widths.get(column);
  if (known !== undefined) return known;
  const width = Math.max(displayWidth(column.header), ...column.cells.map(displayWidth));
  widths.set(column, width);
  return width;
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
