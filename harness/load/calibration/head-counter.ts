const end = Buffer.from('\r\n\r\n', 'latin1');
const empty = Buffer.alloc(0);

/** Counts the ends of request heads in what comes over one connection, in whatever pieces it comes. Bodies are not expected. */
export class HeadCounter {
  /** The last bytes of the piece before, in which an end may have begun. */
  #rest: Buffer = empty;

  count(chunk: Buffer): number {
    const text = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let heads = 0;
    let from = 0;
    for (let at = text.indexOf(end); at !== -1; at = text.indexOf(end, from)) {
      heads += 1;
      from = at + end.length;
    }
    // The usual case: a piece is a whole request, and nothing need be kept.
    this.#rest = from === text.length ? empty : Buffer.from(text.subarray(Math.max(from, text.length - 3)));
    return heads;
  }
}
