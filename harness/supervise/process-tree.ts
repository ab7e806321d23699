import { identityKey, type ProcessEntry, type ProcessIdentity, readProcFile } from './process-table.ts';

/** Whether a process was started with `NAME=value` in its environment. */
export type HasMarker = (pid: number, marker: string) => boolean;

const carriesMarker: HasMarker = (pid, marker) =>
  readProcFile(`/proc/${pid}/environ`)?.split('\0').includes(marker) ?? false;

/**
 * Everything that descends from one process, found again in each snapshot of the process table. A process belongs
 * when it was seen to belong before, its parent does, a member founded its session or group, or it carries the
 * marker in its environment. So one that was re-parented, moved to another group or session, or both between two
 * snapshots is still found.
 */
export class ProcessTree {
  readonly #marker: string | null;
  readonly #hasMarker: HasMarker;
  readonly #members = new Set<string>();
  /** Looked at and found without the marker, which no process gains later. */
  #unmarked = new Set<string>();
  /**
   * Members that may have founded a session or group, by pid. The kernel does not hand the number out again while a
   * session or group bears it; a live process that has it with another start time is a stranger.
   */
  readonly #founders = new Map<number, string>();

  /** `marker` is `NAME=value`; `root` is null when only the marker is known. */
  constructor(root: ProcessIdentity | null, marker: string | null = null, hasMarker = carriesMarker) {
    this.#marker = marker;
    this.#hasMarker = hasMarker;
    if (root !== null) this.#record(root);
  }

  /** The members that are in this snapshot, ended but uncollected ones included. */
  update(table: readonly ProcessEntry[]): readonly ProcessEntry[] {
    this.#forgetReusedFounders(table);
    const found = new Map<number, ProcessEntry>();
    let strangers = table;
    let before = -1;
    while (found.size > before) {
      before = found.size;
      const left: ProcessEntry[] = [];
      for (const entry of strangers) {
        if (this.#belongs(entry, found)) {
          found.set(entry.pid, entry);
          this.#record(entry);
        } else left.push(entry);
      }
      strangers = left;
    }
    // Only those that still live: pids without end would add up.
    this.#unmarked = new Set(strangers.map(identityKey));
    return [...found.values()];
  }

  #record(process: ProcessIdentity): void {
    this.#members.add(identityKey(process));
    this.#founders.set(process.pid, process.startTime);
  }

  #forgetReusedFounders(table: readonly ProcessEntry[]): void {
    for (const entry of table) {
      const startTime = this.#founders.get(entry.pid);
      if (startTime !== undefined && startTime !== entry.startTime) this.#founders.delete(entry.pid);
    }
  }

  #belongs(entry: ProcessEntry, found: ReadonlyMap<number, ProcessEntry>): boolean {
    return (
      this.#members.has(identityKey(entry)) ||
      found.has(entry.parent) ||
      this.#founders.has(entry.group) ||
      (entry.session !== null && this.#founders.has(entry.session)) ||
      this.#isMarked(entry)
    );
  }

  #isMarked(entry: ProcessEntry): boolean {
    const key = identityKey(entry);
    if (this.#marker === null || this.#unmarked.has(key)) return false;
    if (this.#hasMarker(entry.pid, this.#marker)) return true;
    this.#unmarked.add(key);
    return false;
  }
}
