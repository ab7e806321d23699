import { Faults, type Feed, type FeedFaults, feedOf, type Row } from './feed.ts';

interface Line {
  /** Of the file, from 1, on which it begins: a quoted field may go over several. */
  readonly number: number;
  readonly fields: readonly string[];
}

/**
 * CSV as RFC 4180 has it, with a header: fields are separated by commas, and those in quotes may hold commas, line ends
 * and, doubled, quotes. Lines end with CR LF or LF; empty ones are passed over. What is not so is a fault rather than a
 * guess, for a wrong guess would be sent a million times.
 */
export function parseCsv(text: string): Feed | FeedFaults {
  const faults = new Faults();
  const lengths = new Faults();
  const reader = new Reader(text, faults);
  const header = reader.next();
  if (header === null) return faults.found ?? { faults: ['it is empty; its first line names the columns'] };
  const columns = header.fields;
  const rows: Row[] = [];
  for (let line = reader.next(); line !== null; line = reader.next()) {
    const { number, fields } = line;
    if (fields.length === columns.length) rows.push(rowOf(columns, fields));
    else lengths.add(`line ${number}`, otherLength(fields.length, columns.length));
  }
  // What is no line at all has to be mended first: the header may be among it.
  if (faults.found !== null) return faults.found;
  checkHeader(header, faults);
  const feed = feedOf(columns, rows);
  return faults.found ?? lengths.found ?? feed ?? { faults: ['it has no rows below its header'] };
}

function otherLength(fields: number, columns: number): string {
  return `${fields === 1 ? '1 field' : `${fields} fields`}, where the header has ${columns}`;
}

/** Written field after field in one order, so that all rows have one shape in memory. */
function rowOf(columns: readonly string[], fields: readonly string[]): Row {
  const row: Record<string, string> = {};
  for (let index = 0; index < columns.length; index += 1)
    row[columns[index] as string] = fields[index] as string;
  return row;
}

function checkHeader({ number, fields }: Line, faults: Faults): void {
  const [only = ''] = fields;
  const other = fields.length === 1 ? /[;\t|]/.exec(only)?.[0] : undefined;
  if (other !== undefined) {
    const sign = JSON.stringify(other);
    faults.add(`line ${number}`, `its fields seem to be separated by ${sign}; a feed's are by commas`);
  }
  for (const [index, name] of fields.entries()) {
    if (name.trim() === '') faults.add(`line ${number}`, `column ${index + 1} has no name`);
    else if (fields.indexOf(name) < index) faults.add(`line ${number}`, `there are two columns ${name}`);
    else if (name === '__proto__') faults.add(`line ${number}`, 'no column can be named __proto__');
  }
}

const unquoted = /[^",\r\n]*/y;

/** Goes through the text once; each fault costs the line that it is on. */
class Reader {
  readonly #text: string;
  readonly #faults: Faults;
  #at = 0;
  #line = 1;

  constructor(text: string, faults: Faults) {
    this.#text = text;
    this.#faults = faults;
  }

  /** The next line that is not empty; null when there is none. */
  next(): Line | null {
    while (this.#at < this.#text.length) {
      const number = this.#line;
      const fields = this.#fields();
      if (fields !== null) return { number, fields };
    }
    return null;
  }

  /** The fields up to the end of the line; null where it is empty, or something is wrong with it. */
  #fields(): string[] | null {
    const begin = this.#at;
    const fields: string[] = [];
    for (;;) {
      const field = this.#text[this.#at] === '"' ? this.#quoted() : this.#plain();
      if (field === null) return null;
      fields.push(field);
      if (this.#text[this.#at] === ',') this.#at += 1;
      else break;
    }
    const empty = this.#at === begin;
    if (!this.#endLine()) return null;
    return empty ? null : fields;
  }

  #plain(): string | null {
    unquoted.lastIndex = this.#at;
    const [field = ''] = unquoted.exec(this.#text) ?? [];
    this.#at += field.length;
    if (this.#text[this.#at] !== '"') return field;
    return this.#fail('a quote in a field that is not in quotes; quote the field, and double its quotes');
  }

  #quoted(): string | null {
    const opened = this.#line;
    let field = '';
    for (let from = this.#at + 1; ; ) {
      const quote = this.#text.indexOf('"', from);
      if (quote < 0) {
        this.#at = this.#text.length;
        this.#faults.add(`line ${opened}`, 'a quote is opened and never closed');
        return null;
      }
      const piece = this.#text.slice(from, quote);
      if (piece.includes('\n')) this.#line += piece.split('\n').length - 1;
      field += piece;
      this.#at = quote + 1;
      if (this.#text[this.#at] !== '"') break;
      field += '"';
      from = this.#at + 1;
    }
    const next = this.#text[this.#at];
    const ended = next === undefined || next === ',' || next === '\n' || next === '\r';
    return ended ? field : this.#fail('text after a closing quote; within a field quotes are doubled');
  }

  /** Whether the line ends here as it should; goes on to the next one. */
  #endLine(): boolean {
    if (this.#text[this.#at] === '\r') {
      this.#at += 1;
      if (this.#at < this.#text.length && this.#text[this.#at] !== '\n') {
        this.#fail('a carriage return without a line feed');
        return false;
      }
    }
    this.#at += 1;
    this.#line += 1;
    return true;
  }

  /** Passes over the rest of the line. */
  #fail(fault: string): null {
    this.#faults.add(`line ${this.#line}`, fault);
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end + 1;
    this.#line += 1;
    return null;
  }
}
