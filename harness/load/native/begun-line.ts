const carriageReturn = 0x0d;
const space = 0x20;
const spaces = Buffer.from(' ');

/** A line whose end is in a later piece: `bytes[0, length)`. Its room is kept for the next one. */
export class BegunLine {
  bytes = Buffer.alloc(0);
  length = 0;
  /** The line is a whole field; whether it is folded, the next byte tells. */
  whole = false;
  readonly #limit: number;

  /** The line never takes more than `limit` bytes; its user sees to that. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(buffer: Buffer, start: number, end: number): void {
    const needed = this.length + end - start;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.min(this.#limit, Math.max(256, needed * 2)));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    buffer.copy(this.bytes, this.length, start, end);
    this.length = needed;
  }

  /** The whole line goes on, after the blank that the next one begins with: its end was none, and is a space now. */
  unfold(): void {
    this.whole = false;
    if (this.bytes[this.length - 1] === carriageReturn) this.bytes[this.length - 1] = space;
    else this.add(spaces, 0, 1);
  }

  clear(): void {
    this.length = 0;
    this.whole = false;
  }
}
