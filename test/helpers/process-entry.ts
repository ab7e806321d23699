import type { ProcessEntry } from '../../harness/supervise/process-table.ts';

/** A line of a process table in which nothing matters but what is given; by default a child of init. */
export function processEntry(given: Partial<ProcessEntry> & { pid: number }): ProcessEntry {
  return {
    startTime: '100',
    command: 'server',
    zombie: false,
    parent: 1,
    group: 1,
    session: 1,
    threads: 1,
    ownCpuMs: 0,
    reapedCpuMs: 0,
    rss: null,
    ...given,
  };
}
