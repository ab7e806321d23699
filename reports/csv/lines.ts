export type Value = string | number | boolean | null;

/** Rows as CSV (RFC 4180): `.` in decimals, nothing for what is missing, `true` and `false` as pandas and R read them. */
export function linesOf(rows: readonly (readonly Value[])[]): string {
  return `${rows.map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;
}

/** One column of a table, by its name and how a row fills it. */
export type Column<Row> = readonly [name: string, of: (row: Row) => Value];

/** A header and a line for each row. No row is kept once its line is written. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): string {
  const parts = [linesOf([columns.map(([name]) => name)])];
  for (const row of rows) parts.push(linesOf([columns.map(([, of]) => of(row))]));
  return parts.join('');
}

/** Text that a spreadsheet would take for a formula gets an apostrophe in front. */
function field(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (typeof value === 'boolean') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
