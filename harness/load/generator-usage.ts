import { readFileSync } from 'node:fs';
import type { LoadReport } from '../model/load.ts';

/** Of the thread that reads it. First field: ns on the CPU (kernel: Documentation/scheduler/sched-stats). */
const ownThread = '/proc/thread-self/schedstat';

/**
 * Begins to watch this process; the result tells what it used since. `cpuMs` is the whole process's, with the helper
 * threads of V8 that compile and collect; what bounds a loader is the one thread that sends and reads, so `cpuShare`
 * is that thread's, where the system tells. `spinMs`, time that pacing took to look at the clock, is no part of it.
 */
export function watchGenerator(): (spinMs?: number) => LoadReport['generator'] {
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const thread = ownThreadMs();
  const loop = performance.eventLoopUtilization();
  return (spinMs) => {
    const { user, system } = process.cpuUsage(cpu);
    const cpuMs = (user + system) / 1000;
    const threadMs = thread === null ? null : (ownThreadMs() ?? thread) - thread;
    const busyMs = Math.max(0, (threadMs ?? cpuMs) - (spinMs ?? 0));
    return {
      cpuMs,
      eventLoopUtilization: Math.min(1, performance.eventLoopUtilization(loop).utilization),
      ...(spinMs === undefined ? {} : { spinMs }),
      cpuShare: busyMs / Math.max(1, performance.now() - startedAt),
    };
  };
}

/** CPU time of this thread so far; null where the system does not tell. */
function ownThreadMs(): number | null {
  try {
    const ns = /^(\d+) /.exec(readFileSync(ownThread, 'latin1'))?.[1];
    return ns === undefined ? null : Number(ns) / 1e6;
  } catch {
    return null;
  }
}
