import { readdirSync } from 'node:fs';
import { identityKey, type ProcessEntry, readProcFile } from './process-table.ts';

/** CPU time of the threads that a process has now, by thread id, ns; null where the kernel does not tell. */
export type ReadThreads = (pid: number) => ReadonlyMap<string, number> | null;

/** First field of /proc/PID/task/TID/schedstat, ns on the CPU (kernel: Documentation/scheduler/sched-stats). */
export function parseSchedstat(text: string): number | null {
  const match = /^(\d+) \d+ \d+\s*$/.exec(text);
  return match === null ? null : Number(match[1]);
}

const readThreads: ReadThreads = (pid) => {
  const threads = new Map<string, number>();
  let ids: string[];
  try {
    ids = readdirSync(`/proc/${pid}/task`);
  } catch {
    return null;
  }
  for (const id of ids) {
    const ns = parseSchedstat(readProcFile(`/proc/${pid}/task/${id}/schedstat`) ?? '');
    if (ns !== null) threads.set(id, ns);
  }
  return threads.size === 0 ? null : threads;
};

/** What is known of one process: its live threads, and what the ended ones had used when last seen. */
interface Account {
  threads: ReadonlyMap<string, number>;
  endedNs: number;
  ms: number;
}

/**
 * CPU time of a process tree, from two clocks that both never overstate. Per-thread run time is exact to the
 * nanosecond but forgets what ends between two readings; /proc/PID/stat counts ended threads and collected children
 * but in steps of 10 ms. The larger of the two is the better lower bound.
 */
export class CpuMeter {
  readonly #readThreads: ReadThreads;
  readonly #accounts = new Map<string, Account>();
  #totalMs = 0;

  constructor(read: ReadThreads = readThreads) {
    this.#readThreads = read;
  }

  /** CPU time so far, ms; never less than the reading before. `members` are those of a fresh snapshot. */
  read(members: readonly ProcessEntry[]): number {
    for (const member of members) this.#account(member);
    let everSeen = 0;
    for (const account of this.#accounts.values()) everSeen += account.ms;
    let aliveAndCollected = 0;
    for (const member of members) {
      aliveAndCollected += (this.#accounts.get(identityKey(member))?.ms ?? 0) + member.reapedCpuMs;
    }
    this.#totalMs = Math.max(this.#totalMs, everSeen, aliveAndCollected);
    return this.#totalMs;
  }

  #account(member: ProcessEntry): void {
    const key = identityKey(member);
    const before = this.#accounts.get(key) ?? { threads: new Map<string, number>(), endedNs: 0, ms: 0 };
    const threads = this.#readThreads(member.pid) ?? new Map<string, number>();
    let endedNs = before.endedNs;
    for (const [id, ns] of before.threads) {
      // A thread id that came back with less belongs to a new thread.
      if ((threads.get(id) ?? 0) < ns) endedNs += ns;
    }
    let ns = endedNs;
    for (const threadNs of threads.values()) ns += threadNs;
    const ms = Math.max(before.ms, ns / 1e6, member.ownCpuMs);
    this.#accounts.set(key, { threads, endedNs, ms });
  }
}
