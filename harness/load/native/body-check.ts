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
 * than a text's length less one: what a match could begin with that ends in the next piece.
 */
export class BodyMatcher {
  #check: PreparedCheck = nothing;
  #length = 0;
  #differs = false;
  #found = false;
  #tail = Buffer.alloc(0);

  begin(check: PreparedCheck): void {
    this.#check = check;
    this.#length = 0;
    this.#differs = false;
    this.#found = check.kind === 'includes' && check.bytes.length === 0;
    if (this.#tail.length > 0) this.#tail = this.#tail.subarray(0, 0);
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
    const piece = buffer.subarray(start, end);
    const reach = text.length - 1;
    if (this.#tail.length > 0 && Buffer.concat([this.#tail, piece.subarray(0, reach)]).includes(text)) {
      this.#found = true;
    } else {
      this.#found = piece.includes(text);
    }
    if (this.#found) return;
    const kept = piece.length >= reach ? piece : Buffer.concat([this.#tail, piece]);
    this.#tail = Buffer.from(kept.subarray(Math.max(0, kept.length - reach)));
  }
}
