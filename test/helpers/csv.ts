/** Reads CSV strictly by RFC 4180: CRLF ends every record, quotes only around whole fields and doubled within. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      const [whole = '', quoted, plain = ''] = fieldAt(text, at);
      row.push(quoted?.replaceAll('""', '"') ?? plain);
      at += whole.length;
      if (text[at] !== ',') break;
      at += 1;
    }
    if (text.slice(at, at + 2) !== '\r\n')
      throw new Error(`no end of a record at ${at}: ${text.slice(at, at + 40)}`);
    at += 2;
    rows.push(row);
  }
  return rows;
}

function fieldAt(text: string, at: number): RegExpExecArray | [] {
  const field = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
  field.lastIndex = at;
  return field.exec(text) ?? [];
}

/** Rows by the names of the header. */
export function readTable(text: string): Record<string, string>[] {
  const [header = [], ...rows] = readCsv(text);
  return rows.map((row) => {
    if (row.length !== header.length) throw new Error(`${row.length} fields below ${header.length} names`);
    return Object.fromEntries(header.map((name, index) => [name, row[index]!]));
  });
}
