import { displayWidth, padEnd, plain, wrap } from './text.ts';

/** A row of a table of words: its label, and one text for each column, or one text across all of them. */
export interface GridRow {
  readonly label: string;
  readonly cells: readonly string[] | string;
}

const gap = 2;

/**
 * Rows below headers, which break at spaces, within `columns`; where that is too wide, each label above its row; and
 * where even that is too wide, each row as a list.
 */
export function gridLines(
  headers: readonly string[],
  rows: readonly GridRow[],
  columns: number,
): readonly string[] {
  const widths = headers.map((header, index) =>
    Math.max(
      ...header.split(' ').map(displayWidth),
      ...rows.map(({ cells }) => (typeof cells === 'string' ? 0 : displayWidth(plain(cells[index] ?? '')))),
    ),
  );
  const figures = widths.reduce((sum, width) => sum + width + gap, 0);
  const labels = Math.max(0, ...rows.map(({ label }) => displayWidth(plain(label))));
  const beside = labels + figures <= columns;
  if (!beside && 2 + figures > columns) return listLines(headers, rows, columns);
  const indent = beside ? labels + gap : 4;
  return [
    ...headerLines(headers, widths, indent),
    ...rows.flatMap(({ label, cells }) => {
      const words =
        typeof cells === 'string'
          ? wrap(cells, columns, indent, indent)
          : [' '.repeat(indent) + line(cells.map(plain), widths)];
      const [first = '', ...rest] = words;
      return beside
        ? [(padEnd(plain(label), indent) + first.slice(indent)).trimEnd(), ...rest]
        : [...wrap(label, columns, 2, 2), first.trimEnd(), ...rest];
    }),
  ];
}

function headerLines(
  headers: readonly string[],
  widths: readonly number[],
  indent: number,
): readonly string[] {
  const broken = headers.map((header, index) => wrap(header, widths[index] ?? 1));
  const height = Math.max(0, ...broken.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) => {
    const cells = broken.map((lines) => lines[at - (height - lines.length)] ?? '');
    return (' '.repeat(indent) + line(cells, widths)).trimEnd();
  });
}

function line(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, index) => padEnd(cell, widths[index] ?? 0))
    .join(' '.repeat(gap))
    .trimEnd();
}

function listLines(headers: readonly string[], rows: readonly GridRow[], columns: number): readonly string[] {
  return rows.flatMap(({ label, cells }) => {
    const told =
      typeof cells === 'string'
        ? cells
        : cells.map((cell, index) => `${headers[index] ?? ''}: ${cell}`).join('; ');
    return [...wrap(label, columns, 2, 2), ...wrap(told, columns, 4, 4)];
  });
}
