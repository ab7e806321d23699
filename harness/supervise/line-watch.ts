import { fstatSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

const chunkBytes = 64 * 1024;
/** Of a line that has not ended yet; what is longer is no message that a server is ready. */
const longestLine = 64 * 1024;

/** Looks for a line that matches in what a process appends to a file, each time at what was written since. */
export class LineWatch {
  readonly #pattern: RegExp;
  readonly #buffer = Buffer.alloc(chunkBytes);
  #decoder = new StringDecoder('utf8');
  #offset = 0;
  #line = '';
  #seen = false;

  constructor(pattern: RegExp) {
    this.#pattern = pattern;
  }

  /** Whether a line has matched by now; a last line counts before it has ended. */
  look(fd: number): boolean {
    if (this.#seen) return true;
    // It was cut back meanwhile: what is there now was written since.
    if (fstatSync(fd).size < this.#offset) this.#restart();
    for (;;) {
      const length = readSync(fd, this.#buffer, 0, chunkBytes, this.#offset);
      if (length === 0) return this.#seen;
      this.#offset += length;
      this.#take(this.#decoder.write(this.#buffer.subarray(0, length)));
      if (this.#seen) return true;
    }
  }

  #take(text: string): void {
    const lines = (this.#line + text).split(/\r\n|\r|\n/);
    this.#seen = lines.some((line) => this.#pattern.test(stripVTControlCharacters(line)));
    this.#line = (lines.at(-1) ?? '').slice(-longestLine);
  }

  #restart(): void {
    this.#offset = 0;
    this.#line = '';
    this.#decoder = new StringDecoder('utf8');
  }
}
