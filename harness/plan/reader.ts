import type { Excerpt } from '../model/failure.ts';
import { quote } from './parse-quantity.ts';

/** Where a part of a text stands; `length` 0 at its end. */
export type Span = Pick<Excerpt, 'at' | 'length'>;

/** A place in a text, a list with commas, that moves on as parts are taken; spaces before a part are passed over. */
export class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether the text, or this item of it, ends here. */
  get atEnd(): boolean {
    const { at, length } = this.next();
    return length === 0 || this.#text[at] === ',';
  }

  /** The part that a sticky pattern matches here; null, and nothing is taken, where it does not. */
  take(pattern: RegExp): (Span & { readonly text: string }) | null {
    const at = this.mark();
    pattern.lastIndex = at;
    const text = pattern.exec(this.#text)?.[0];
    if (text === undefined) return null;
    this.#at = at + text.length;
    return { text, at, length: text.length };
  }

  /** Where the next part begins. */
  mark(): number {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#at;
  }

  back(to: number): void {
    this.#at = to;
  }

  since(start: number): Span {
    return { at: start, length: this.#at - start };
  }

  /** The next part, as far as a person would read it as one: a word, or a single character. */
  next(): Span {
    const at = this.mark();
    const word = /^(?:[\w.]+|.)/su.exec(this.#text.slice(at))?.[0] ?? '';
    return { at, length: word.length };
  }

  /** "before "=5"", "at the end": where something is missing, in words. */
  found(): string {
    return this.next().length === 0 ? 'at the end' : `before ${this.seen()}`;
  }

  seen(): string {
    const { at, length } = this.next();
    return quote(this.#text.slice(at, at + length));
  }

  /** To the comma that ends this item, or to the end. */
  toNextComma(): void {
    const comma = this.#text.indexOf(',', this.#at);
    this.#at = comma < 0 ? this.#text.length : comma;
  }
}
