import { z } from 'zod';
import { Faults, type Feed, type FeedFaults, feedOf, type Row } from './feed.ts';

const cell = z.union([z.string(), z.number(), z.boolean()]);
/** It stands for nothing in UTF-8, so it could not be sent. */
const loneSurrogate = /\p{Surrogate}/u;
const rowsSchema = z.array(z.record(z.string(), cell));

/** JSON: an array of objects that hold texts, numbers, true or false. The first one's fields are the columns. */
export function parseJsonRows(text: string): Feed | FeedFaults {
  const faults = new Faults();
  const parsed = parse(text, faults);
  if (parsed === undefined) return faults.found ?? { faults: ['it is no JSON'] };
  const checked = rowsSchema.safeParse(parsed);
  if (!checked.success) {
    for (const { path } of checked.error.issues) faults.add(placeOf(path), wantedAt(path));
    return faults.found ?? { faults: [checked.error.message] };
  }
  const columns = Object.keys(checked.data[0] ?? {});
  if (checked.data.length > 0 && columns.length === 0) faults.add('row 1', 'it has no fields');
  const rows: Row[] = [];
  for (const [index, row] of checked.data.entries()) {
    const missing = columns.filter((column) => !Object.hasOwn(row, column));
    for (const column of columns) {
      if (loneSurrogate.test(String(row[column])))
        faults.add(`row ${index + 1}, ${column}`, 'it holds half a character (a lone surrogate)');
    }
    if (missing.length === 0) rows.push(asTexts(columns, row));
    else faults.add(`row ${index + 1}`, `it has no ${missing.join(', ')}, which the first row has`);
  }
  return faults.found ?? feedOf(columns, rows) ?? { faults: ['it has no rows'] };
}

/** Undefined where it is no JSON. */
function parse(text: string, faults: Faults): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = / at position (\d+)/.exec(message)?.[1];
    const line = position === undefined ? '' : `line ${text.slice(0, Number(position)).split('\n').length}`;
    faults.add(line, `no JSON (${message})`);
    return undefined;
  }
}

function placeOf(path: readonly PropertyKey[]): string {
  const [row, column] = path;
  if (typeof row !== 'number') return '';
  return column === undefined ? `row ${row + 1}` : `row ${row + 1}, ${String(column)}`;
}

function wantedAt(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'it must be an array of objects';
  return path.length === 1 ? 'it must be an object' : 'it must be a text, a number, true or false';
}

function asTexts(columns: readonly string[], row: Readonly<Record<string, z.infer<typeof cell>>>): Row {
  return Object.fromEntries(columns.map((column) => [column, String(row[column])]));
}
