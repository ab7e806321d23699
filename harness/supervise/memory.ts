import type { MemorySample, ProcessMemory } from '../model/memory.ts';
import { identityKey, type ProcessEntry, readProcFile } from './process-table.ts';
import {
  type FileRange,
  isSharedMemoryPath,
  parseFileRanges,
  parseRollup,
  type Rollup,
  sharedMemoryDevices,
} from './smaps.ts';

/** `smaps` is read anew once the tree's resident file pages have moved by more than this share. */
const filePartTolerance = 0.0025;

/** Reads a file of /proc; null when it cannot be read. */
export type ReadFile = (path: string) => string | null;

interface ProcessRollup {
  readonly entry: ProcessEntry;
  readonly rollup: Rollup;
}

interface FilePart {
  /** What each process had resident of files and shared memory when `smaps` was read. */
  readonly residents: ReadonlyMap<string, number>;
  readonly bytes: number;
}

/** Reads the memory of one process tree, again and again. */
export class MemoryReader {
  readonly #readFile: ReadFile;
  #filePart: FilePart | null = null;

  constructor(readFile: ReadFile = readProcFile) {
    this.#readFile = readFile;
  }

  /**
   * Memory of these processes now. Where one of them does not let us read its pages (another user's, or no /proc),
   * the whole sample falls back to `rss-only`, for a sum of two methods means nothing.
   */
  read(members: readonly ProcessEntry[]): MemorySample {
    const processes: ProcessRollup[] = [];
    for (const entry of members) {
      if (entry.zombie) continue;
      const rollup = this.#rollup(entry);
      if (rollup === 'ended') continue;
      if (rollup === 'refused') return this.#rssOnly(members);
      processes.push({ entry, rollup });
    }
    const sum = (of: (rollup: Rollup) => number) =>
      processes.reduce((total, { rollup }) => total + of(rollup), 0);
    const tells = processes.every(({ rollup }) => rollup.pssAnon !== null && rollup.pssShmem !== null);
    return {
      method: 'smaps',
      rss: sum((rollup) => rollup.rss),
      pss: sum((rollup) => rollup.pss),
      uss: sum((rollup) => rollup.uss),
      footprint: tells
        ? sum((rollup) => (rollup.pssAnon ?? 0) + (rollup.pssShmem ?? 0)) + this.#fileBytes(processes)
        : null,
      processes: processes.map(({ entry, rollup }) => processMemory(entry, rollup)),
    };
  }

  /** `smaps` costs several times what `smaps_rollup` does, so what it said is kept while file pages stay put. */
  #fileBytes(processes: readonly ProcessRollup[]): number {
    const residents = new Map(
      processes.map(({ entry, rollup }) => [identityKey(entry), rollup.fileOrShared]),
    );
    if (this.#filePart === null || moved(this.#filePart.residents, residents)) {
      const ranges = processes.map(({ entry }) =>
        parseFileRanges(this.#readFile(`/proc/${entry.pid}/smaps`) ?? ''),
      );
      const devices = sharedMemoryDevices(this.#readFile('/proc/self/mountinfo') ?? '');
      this.#filePart = { residents, bytes: filePagesOnce(ranges, devices) };
    }
    return this.#filePart.bytes;
  }

  #rollup(entry: ProcessEntry): Rollup | 'ended' | 'refused' {
    const rollup = parseRollup(this.#readFile(`/proc/${entry.pid}/smaps_rollup`) ?? '');
    if (rollup !== null) return rollup;
    // A process that is ending has a status without memory lines.
    return this.#rss(entry) === null ? 'ended' : 'refused';
  }

  /** ΣRSS alone, where pages cannot be told apart. */
  #rssOnly(members: readonly ProcessEntry[]): MemorySample {
    const processes: ProcessMemory[] = [];
    for (const entry of members) {
      const rss = entry.zombie ? null : this.#rss(entry);
      if (rss !== null) processes.push(processMemory(entry, { rss, pss: null, uss: null }));
    }
    const rss = processes.reduce((total, process) => total + process.rss, 0);
    return { method: 'rss-only', rss, pss: null, uss: null, footprint: null, processes };
  }

  /** From the process table where that has it, else from /proc/PID/status; bytes. */
  #rss(entry: ProcessEntry): number | null {
    if (entry.rss !== null) return entry.rss;
    const match = /^VmRSS:\s+(\d+) kB$/m.exec(this.#readFile(`/proc/${entry.pid}/status`) ?? '');
    return match === null ? null : Number(match[1]) * 1024;
  }
}

/**
 * Pages of files, counted once per tree: of each mapped range the most that any one process has resident. A lower
 * bound, for two processes may have different parts of a range. Shared memory is left out; it is in Pss_Shmem.
 */
export function filePagesOnce(
  processes: readonly (readonly FileRange[])[],
  sharedMemory: ReadonlySet<string>,
): number {
  const most = new Map<string, number>();
  for (const range of processes.flat()) {
    if (sharedMemory.has(range.device) || isSharedMemoryPath(range.path)) continue;
    most.set(range.key, Math.max(most.get(range.key) ?? 0, range.resident));
  }
  let bytes = 0;
  for (const resident of most.values()) bytes += resident;
  return bytes;
}

function moved(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): boolean {
  if (before.size !== now.size) return true;
  let total = 0;
  let difference = 0;
  for (const [process, bytes] of now) {
    const then = before.get(process);
    if (then === undefined) return true;
    total += bytes;
    difference += Math.abs(bytes - then);
  }
  return difference > total * filePartTolerance;
}

function processMemory(
  entry: ProcessEntry,
  memory: Pick<ProcessMemory, 'rss' | 'pss' | 'uss'>,
): ProcessMemory {
  return {
    pid: entry.pid,
    parent: entry.parent,
    command: entry.command,
    threads: Math.max(1, entry.threads),
    rss: memory.rss,
    pss: memory.pss,
    uss: memory.uss,
  };
}
