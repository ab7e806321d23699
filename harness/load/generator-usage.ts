import type { LoadReport } from '../model/load.ts';

/** Begins to watch this process; the result tells what it used since. */
export function watchGenerator(): () => LoadReport['generator'] {
  const cpu = process.cpuUsage();
  const loop = performance.eventLoopUtilization();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return {
      cpuMs: (user + system) / 1000,
      eventLoopUtilization: Math.min(1, performance.eventLoopUtilization(loop).utilization),
    };
  };
}
