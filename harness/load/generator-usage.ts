import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { LoadReport } from '../model/load.ts';

/** Of the thread that reads it. First field: ns on the CPU (kernel: Documentation/scheduler/sched-stats). */
const ownThread = '/proc/thread-self/schedstat';

/**
 * How often the event loop's delay is sampled. Each sample wakes an idle process: at 20 ms that took 0.3 % of a core, at
 * 10 ms 0.6 %.
 */
const sampledEveryMs = 20;

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
  const delay = monitorEventLoopDelay({ resolution: sampledEveryMs });
  delay.enable();
  return (spinMs) => {
    const { user, system } = process.cpuUsage(cpu);
    delay.disable();
    const cpuMs = (user + system) / 1000;
    const threadMs = thread === null ? null : (ownThreadMs() ?? thread) - thread;
    const busyMs = Math.max(0, (threadMs ?? cpuMs) - (spinMs ?? 0));
    // A sample is the time between two turns of its timer; the timer itself is at most 1 ms late.
    const lateMs = delay.percentile(99) / 1e6 - sampledEveryMs;
    return {
      cpuMs,
      eventLoopUtilization: Math.min(1, performance.eventLoopUtilization(loop).utilization),
      ...(spinMs === undefined ? {} : { spinMs }),
      cpuShare: busyMs / Math.max(1, performance.now() - startedAt),
      ...(delay.count === 0 ? {} : { loopDelayP99Ms: Math.max(0, lateMs) }),
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
