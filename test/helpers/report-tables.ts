/** Tables of a report, read back from its text: what stands in each column, whatever it spans. */
export interface ReadTable {
  /** The last heading before it, of whatever rank, and the caption of its chart. */
  readonly under: string;
  readonly columns: readonly ReadColumn[];
}

export interface ReadColumn {
  readonly header: string;
  /** Of the rows of figures, without those that are names. */
  readonly cells: readonly ReadCell[];
}

export interface ReadCell {
  readonly text: string;
  /** What its row is called; in Markdown its first two cells. */
  readonly row: string;
}

interface Cell {
  readonly head: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly text: string;
}

/** Tables of HTML; none stands in another. */
export function htmlTables(page: string): readonly ReadTable[] {
  const body = page.replace(/<(script|style|noscript)\b.*?<\/\1>/gs, '');
  return [...body.matchAll(/<table\b[^>]*>(.*?)<\/table>/gs)].map((match) => {
    const before = body.slice(0, match.index);
    const [, heading = ''] = [...before.matchAll(/<(?:h[1-6]|figcaption)\b[^>]*>(.*?)<\//gs)].at(-1) ?? [];
    return { under: textOf(heading), columns: columnsOf(rowsOf(match[1] ?? '')) };
  });
}

function rowsOf(table: string): readonly (readonly Cell[])[] {
  return [...table.matchAll(/<tr\b[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<(th|td)\b([^>]*)>(.*?)<\/\1>/gs)].map(([, tag, attributes = '', inner = '']) => ({
      head: tag === 'th',
      columns: Number(/colspan="(\d+)"/.exec(attributes)?.[1] ?? 1),
      rows: Number(/rowspan="(\d+)"/.exec(attributes)?.[1] ?? 1),
      text: textOf(inner),
    })),
  );
}

/** The first row is that of the headers. A cell that goes over all columns is a remark, and of none. */
function columnsOf(rows: readonly (readonly Cell[])[]): readonly ReadColumn[] {
  const [headers = [], ...rest] = rows;
  const names = headers.flatMap(({ text, columns }) => Array<string>(columns).fill(text));
  const found = names.map((header) => ({ header, cells: [] as ReadCell[] }));
  let below: { readonly from: number; readonly left: number; readonly text: string }[] = [];
  for (const row of rest) {
    const taken = new Map(below.map(({ from, text }) => [from, text]));
    const next = below.flatMap((one) => (one.left > 1 ? [{ ...one, left: one.left - 1 }] : []));
    const heads = [...taken.values(), ...row.flatMap(({ head, text }) => (head ? [text] : []))];
    let at = 0;
    for (const cell of row) {
      while (taken.has(at)) at++;
      if (cell.rows > 1) next.push({ from: at, left: cell.rows - 1, text: cell.text });
      if (!cell.head && cell.columns === 1) found[at]?.cells.push({ text: cell.text, row: heads.join(' ') });
      at += cell.columns;
    }
    below = next;
  }
  return found;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function textOf(markup: string): string {
  const text = markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&([a-z]+);/g, (whole, name) => entities[name] ?? whole);
  return plain(text);
}

/** Tables of Markdown, those within folds too; the first column is that of names. */
export function markdownTables(text: string): readonly ReadTable[] {
  const tables: ReadTable[] = [];
  let under = '';
  let open: string[] = [];
  for (const line of [...text.split('\n'), '']) {
    const [, heading] = /^(?:#+ |<summary>|\*\*)(.*?)(?:\*\*|<\/summary>)?$/.exec(line) ?? [];
    if (heading !== undefined) under = heading;
    if (line.startsWith('|')) open.push(line);
    else if (open.length > 0) {
      const [headers = [], _rule, ...rows] = open.map(markdownCells);
      const columns = headers.map((header, at) => ({
        header,
        cells: rows.flatMap((row) =>
          at === 0 ? [] : [{ text: row[at] ?? '', row: row.slice(0, Math.min(at, 2)).join(' ') }],
        ),
      }));
      tables.push({ under, columns });
      open = [];
    }
  }
  return tables;
}

function markdownCells(line: string): readonly string[] {
  const cells = line.split(/(?<!\\)\|/).slice(1, -1);
  return cells.map((cell) => plain(cell.replace(/\\(.)/g, '$1').replaceAll('**', '')));
}

function plain(text: string): string {
  return text.replace(/[\s\u00a0\u202f\u2009\u2060]+/g, ' ').trim();
}
