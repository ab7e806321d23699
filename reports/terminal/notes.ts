import { concernsOf } from '../view/concerns.ts';
import type { CellView } from '../view/types.ts';
import { needTexts } from '../wording/missing.ts';
import { NONE } from '../wording/numbers.ts';
import { withRemedy } from '../wording/validity.ts';

/** What the marks in all tables mean, each said once, below them. What holds for every row needs no mark. */
export class Notes {
  readonly #general: readonly string[];
  readonly #needs: readonly string[];
  readonly #texts: string[];
  readonly #byCell = new Map<string, number[]>();
  readonly #signs = new Map<string, string>();

  /** `shown` are the cells that have a row. */
  constructor(shown: readonly CellView[]) {
    const concerns = concernsOf(shown);
    const holdsForAll = (cells: readonly unknown[]) => shown.length > 1 && cells.length === shown.length;
    this.#general = concerns.filter(({ cells }) => holdsForAll(cells)).map(withRemedy);
    const marked = concerns.filter(({ cells }) => !holdsForAll(cells));
    this.#texts = marked.map(withRemedy);
    for (const [index, { cells }] of marked.entries()) {
      for (const { anchor } of cells) {
        this.#byCell.set(anchor, [...(this.#byCell.get(anchor) ?? []), index]);
      }
    }
    this.#needs = needTexts(
      shown.filter((cell) => cell.usable && cell.overload === null),
      shown.some((cell) => cell.level.kind === 'open') ? ['p50', 'p95', 'p99'] : ['p50', 'p95'],
    );
  }

  /** The marks of a row, such as `¹²`; empty when there is nothing to say about it alone. */
  marksOf(cell: CellView): string {
    const marks = this.#byCell.get(cell.anchor) ?? [];
    // Up to nine notes every digit is a mark of its own.
    return marks.map(superscript).join(this.#texts.length > 9 ? '·' : '');
  }

  /** A mark for something that is no matter of the whole row. */
  mark(text: string): string {
    const known = this.#texts.indexOf(text);
    return superscript(known >= 0 ? known : this.#texts.push(text) - 1);
  }

  /** A sign that explains itself once, such as `≈`. */
  sign(sign: string, text: string): string {
    this.#signs.set(sign, text);
    return sign;
  }

  /** To be asked for when all rows are made. */
  lines(): readonly string[] {
    return [
      ...this.#general.map((text) => `all rows: ${text}`),
      ...this.#texts.map((text, index) => `${superscript(index)} ${text}`),
      ...[...this.#signs].map(([sign, text]) => `${sign} ${text}`),
      ...(this.#needs.length === 0 ? [] : [`${NONE} ${this.#needs.join('; ')}`]),
    ];
  }
}

function superscript(index: number): string {
  return [...String(index + 1)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '').join('');
}
