import { NBSP } from '../wording/numbers.ts';
import { displayWidth, padEnd, plain, wrap } from './text.ts';

/** A row of a table of words: its label, and one text for each column, or one text across all of them. */
export interface GridRow {
  readonly label: string;
  readonly cells: readonly string[] | string;
}

const gap = 2;
/** How far rows stand in below their labels. */
const below = 4;

/**
 * Rows below headers, which break at spaces, within `columns`; where that is too wide, each label above its row; and
 * where even that is too wide, each row as a list.
 */
export function gridLines(
  headers: readonly string[],
  rows: readonly GridRow[],
  columns: number,
): readonly string[] {
  const labels = Math.max(0, ...rows.map(({ label }) => displayWidth(plain(label))));
  const indents = [labels + gap, below];
  const placed = indents.flatMap((indent) => {
    const widths = columnWidths(headers, rows, columns - indent);
    return widths === null ? [] : [{ indent, widths }];
  })[0];
  if (placed === undefined) return listLines(headers, rows, columns);
  const { indent, widths } = placed;
  const beside = indent !== below;
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

/** Lines that a header may take, the fewer the better. */
const mostHeaderLines = 6;

/** As wide as it takes for headers of as few lines as fit; null where nothing fits. */
function columnWidths(
  headers: readonly string[],
  rows: readonly GridRow[],
  room: number,
): readonly number[] | null {
  for (let lines = 1; lines <= mostHeaderLines; lines++) {
    const widths = headers.map((header, index) =>
      Math.max(
        headerWidth(header, lines),
        ...rows.map(({ cells }) => (typeof cells === 'string' ? 0 : displayWidth(plain(cells[index] ?? '')))),
      ),
    );
    if (widths.reduce((sum, width) => sum + width + gap, -gap) <= room) return widths;
  }
  return null;
}

/** The least width at which a header takes no more than so many lines; that of its longest word at least. */
function headerWidth(header: string, lines: number): number {
  let width = Math.max(...header.split(' ').map(displayWidth));
  while (wrap(header, width).length > lines) width++;
  return width;
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
    .replaceAll(NBSP, ' ')
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
