import type { BodyCheck } from '../../model/scenario.ts';

/** A {@link BodyCheck} with its text as bytes; made once per slice. */
export type PreparedCheck =
  | { readonly kind: 'any' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'exact' | 'includes'; readonly bytes: Buffer };

export function prepareCheck(check: BodyCheck): PreparedCheck {
  if (check.kind === 'any') return { kind: 'any' };
  if (check.kind === 'length') return { kind: 'length', length: check.bytes };
  return { kind: check.kind, bytes: Buffer.from(check.text, 'utf8') };
}

const nothing: PreparedCheck = { kind: 'any' };

/**
 * Holds a body against its check while it arrives, piece by piece. However long the body, no more is kept of it
 * than a text's length less one: what a match could begin with that ends in the next piece. The room for it, and for as
 * much of the next piece, is made once.
 */
export class BodyMatcher {
  #check: PreparedCheck = nothing;
  #length = 0;
  #differs = false;
  #found = false;
  /** Room for the end of the pieces before and the beginning of the next. */
  #tail = Buffer.alloc(0);
  #tailLength = 0;

  begin(check: PreparedCheck): void {
    this.#check = check;
    this.#length = 0;
    this.#differs = false;
    this.#found = check.kind === 'includes' && check.bytes.length === 0;
    this.#tailLength = 0;
  }

  /** Memory taken for what is kept of the pieces. */
  get keptBytes(): number {
    return this.#tail.length;
  }

  /** The next piece of the body: `buffer[start, end)`. The buffer may be reused afterwards. */
  push(buffer: Buffer, start: number, end: number): void {
    const check = this.#check;
    if (check.kind === 'exact') this.#compare(check.bytes, buffer, start, end);
    else if (check.kind === 'includes' && !this.#found) this.#search(check.bytes, buffer, start, end);
    this.#length += end - start;
  }

  /** Whether the body that has arrived, now whole, is the expected one. */
  matches(): boolean {
    const check = this.#check;
    if (check.kind === 'any') return true;
    if (check.kind === 'includes') return this.#found;
    if (check.kind === 'length') return this.#length === check.length;
    return !this.#differs && this.#length === check.bytes.length;
  }

  /** Why it is not, for a person to read. */
  mismatch(): string {
    const check = this.#check;
    if (check.kind === 'any' || check.kind === 'includes')
      return `text not found in a body of ${this.#length} bytes`;
    const length = check.kind === 'length' ? check.length : check.bytes.length;
    if (this.#length !== length) return `a body of ${this.#length} bytes instead of ${length}`;
    return `a body of ${length} bytes that differs from the expected one`;
  }

  #compare(expected: Buffer, buffer: Buffer, start: number, end: number): void {
    const upTo = this.#length + end - start;
    if (this.#differs || upTo > expected.length) this.#differs = true;
    else this.#differs = expected.compare(buffer, start, end, this.#length, upTo) !== 0;
  }

  #search(text: Buffer, buffer: Buffer, start: number, end: number): void {
    this.#found = this.#foundWithin(text, buffer, start, end) || this.#foundAcross(text, buffer, start, end);
  }

  #foundWithin(text: Buffer, buffer: Buffer, start: number, end: number): boolean {
    if (end - start < text.length) return false;
    if (this.#length > 0) return buffer.subarray(start, end).includes(text);
    // Most bodies come in one piece and hold the text: it is found without a view of the piece, though what stands
    // after `end` would be searched too.
    const at = buffer.indexOf(text, start);
    return at >= 0 && at + text.length <= end;
  }

  /** Whether `text` is found where the pieces before meet this one; if not, keeps the end of this one. */
  #foundAcross(text: Buffer, buffer: Buffer, start: number, end: number): boolean {
    const reach = text.length - 1;
    if (this.#tail.length < 2 * reach) this.#tail = Buffer.allocUnsafe(2 * reach);
    const tail = this.#tail;
    const met = this.#tailLength + buffer.copy(tail, this.#tailLength, start, Math.min(end, start + reach));
    const at = tail.indexOf(text);
    if (at >= 0 && at + text.length <= met) return true;
    if (end - start >= reach) {
      this.#tailLength = buffer.copy(tail, 0, end - reach, end);
    } else {
      const from = Math.max(0, met - reach);
      tail.copyWithin(0, from, met);
      this.#tailLength = met - from;
    }
    return false;
  }
}
