/** A row of a feed: the text of each column. */
export type Row = Readonly<Record<string, string>>;

/** Rows that stand ready; all have every column. */
export interface Feed {
  readonly columns: readonly string[];
  readonly rows: readonly [Row, ...Row[]];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a field's value must not hold
const badInHeader = /[\x00\r\n]/;

/** Number (from 1) of the first row whose value no header can carry; null when there is none. */
export function unfitForHeader({ rows }: Feed, column: string): number | null {
  const row = rows.findIndex((one) => badInHeader.test(one[column] ?? ''));
  return row < 0 ? null : row + 1;
}

/** What is wrong with a file that was to be a feed, line by line, for a person to mend. */
export interface FeedFaults {
  readonly faults: readonly [string, ...string[]];
}

/** So many faults of one file are told; who has mended these sees the others. */
const mostFaults = 5;

/** Gathers what is wrong with one file. */
export class Faults {
  readonly #first: string[] = [];
  #count = 0;

  /** `place`: such as `line 7`. */
  add(place: string, fault: string): void {
    this.#count += 1;
    if (this.#count <= mostFaults) this.#first.push(place === '' ? fault : `${place}: ${fault}`);
  }

  /** Null when nothing is wrong. */
  get found(): FeedFaults | null {
    const [first, ...others] = this.#first;
    if (first === undefined) return null;
    const more = this.#count - mostFaults;
    return { faults: more > 0 ? [first, ...others, `and ${more} more like these`] : [first, ...others] };
  }
}

/** The rows under their columns. Null where there is none. */
export function feedOf(columns: readonly string[], rows: readonly Row[]): Feed | null {
  const [first, ...others] = rows;
  return first === undefined ? null : { columns, rows: [first, ...others] };
}
