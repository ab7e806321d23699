import { closeSync, fstatSync, ftruncateSync, openSync, readSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { LineWatch } from './line-watch.ts';

const tailBytes = 4096;
const fileBytes = 1024 * 1024;
const trimEveryMs = 250;

/**
 * The end of what a process writes to one of its outputs. It writes into a nameless file that is cut back when it
 * grows: a pipe would make the harness wake for every line that a server logs, which on a small machine disturbs
 * what is measured, and would block the server whenever the harness is busy.
 */
export class OutputTail {
  /** To be given to the process as its output. */
  readonly fd: number;
  readonly #timer: NodeJS.Timeout;
  /** What stood at the end when the file was last cut back, and after `close`. */
  #kept = '';
  #closed = false;
  #watch: LineWatch | null = null;

  constructor(dir: string, name: string) {
    const path = join(dir, name);
    // Appending: after a cut, writing goes on at the new end and not at the old offset.
    this.fd = openSync(path, 'a+');
    unlinkSync(path);
    this.#timer = setInterval(() => this.#trim(), trimEveryMs).unref();
  }

  /** The last lines, at most 4 kB. */
  text(): string {
    const text = this.#closed ? this.#kept : this.#kept + this.#readEnd();
    const bytes = Buffer.from(text);
    if (bytes.length <= tailBytes) return text;
    const end = bytes.subarray(bytes.length - tailBytes).toString();
    // The first line is cut somewhere, so leave it out, unless it is all there is.
    const newline = end.indexOf('\n');
    return newline === -1 || newline === end.length - 1 ? end : end.slice(newline + 1);
  }

  /** From now on, asks whether a line that was ever written matches. */
  watchFor(pattern: RegExp): () => boolean {
    const watch = new LineWatch(pattern);
    this.#watch = watch;
    let seen = false;
    return () => {
      if (!this.#closed) seen ||= watch.look(this.fd);
      if (seen) this.#watch = null;
      return seen;
    };
  }

  close(): void {
    if (this.#closed) return;
    clearInterval(this.#timer);
    this.#kept = this.text();
    this.#closed = true;
    closeSync(this.fd);
  }

  #trim(): void {
    if (fstatSync(this.fd).size <= fileBytes) return;
    this.#watch?.look(this.fd);
    this.#kept = this.#readEnd();
    ftruncateSync(this.fd, 0);
  }

  #readEnd(): string {
    const buffer = Buffer.alloc(tailBytes + 1);
    const length = readSync(
      this.fd,
      buffer,
      0,
      buffer.length,
      Math.max(0, fstatSync(this.fd).size - buffer.length),
    );
    // A process that opened the file itself writes at its old offset, which leaves a hole of zeros after a cut.
    return buffer.toString('utf8', 0, length).replaceAll('\0', '');
  }
}
