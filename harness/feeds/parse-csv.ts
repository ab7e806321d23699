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
  const [header, ...lines] = new Reader(text, faults).lines();
  if (faults.found !== null) return faults.found;
  if (header === undefined) return { faults: ['it is empty; its first line names the columns'] };
  checkHeader(header, faults);
  const columns = header.fields;
  const rows: Row[] = [];
  for (const { number, fields } of lines) {
    if (fields.length === columns.length) rows.push(rowOf(columns, fields));
    else {
      const have = fields.length === 1 ? '1 field' : `${fields.length} fields`;
      faults.add(`line ${number}`, `${have}, where the header has ${columns.length}`);
    }
  }
  return faults.found ?? feedOf(columns, rows) ?? { faults: ['it has no rows below its header'] };
}

function rowOf(columns: readonly string[], fields: readonly string[]): Row {
  return Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? '']));
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
  }
}

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

  lines(): Line[] {
    const lines: Line[] = [];
    while (this.#at < this.#text.length) {
      const number = this.#line;
      const fields = this.#fields();
      if (fields !== null) lines.push({ number, fields });
    }
    return lines;
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
    const begin = this.#at;
    for (; this.#at < this.#text.length; this.#at += 1) {
      const sign = this.#text[this.#at];
      if (sign === ',' || sign === '\n' || sign === '\r') break;
      if (sign === '"')
        return this.#fail('a quote in a field that is not in quotes; quote the field, and double its quotes');
    }
    return this.#text.slice(begin, this.#at);
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
      this.#line += piece.split('\n').length - 1;
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
