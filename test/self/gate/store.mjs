import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What was measured so far, in a folder: lines of JSON that are only added to, and the records of gates. */
export class Store {
  constructor(folder) {
    this.folder = folder;
    mkdirSync(this.runs, { recursive: true });
  }

  get runs() {
    return join(this.folder, 'runs');
  }

  add(kind, row) {
    appendFileSync(this.#file(kind), `${JSON.stringify(row)}\n`);
  }

  /** A line that was cut short, as the machine went down, is left out. */
  rows(kind) {
    if (!existsSync(this.#file(kind))) return [];
    return readFileSync(this.#file(kind), 'utf8').split('\n').flatMap(parsed);
  }

  /** Null where the gate left none. */
  record({ run }) {
    const path = run === null ? null : join(this.runs, run, 'record.json');
    return path !== null && existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
  }

  /** The gates of a kind in one mode, each with its record. */
  gates(kind, mode) {
    return this.rows(kind)
      .filter((row) => row.mode === mode)
      .map((row) => ({ ...row, record: this.record(row) }));
  }

  /** All that were gated: of a gate that ended before it measured there is nothing to tell. */
  records(mode) {
    return recordsOf([...this.gates('aa', mode), ...this.gates('injected', mode)]);
  }

  #file(kind) {
    return join(this.folder, `${kind}.jsonl`);
  }
}

export function recordsOf(gates) {
  return gates.flatMap(({ record }) => (record?.gate === undefined ? [] : record));
}

function parsed(line) {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
