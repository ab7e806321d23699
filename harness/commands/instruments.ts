import { startLoader } from '../load/loader.ts';
import { machineDelta, readCounters } from '../machine/machine-delta.ts';
import type { Instruments } from '../measure/instruments.ts';
import type { Plan } from '../model/plan.ts';
import { startServer } from '../supervise/server-process.ts';
import type { Warden } from '../supervise/warden.ts';
import { launcherOf } from './catalogue.ts';

/** The real world for the measuring loop. */
export function realInstruments(plan: Plan, warden: Warden, signal: AbortSignal): Instruments {
  return {
    startServer(id) {
      const variant = plan.variants.find((candidate) => candidate.id === id);
      if (variant === undefined) throw new Error(`Internal error: the plan has no variant ${id}`);
      return startServer({
        variant: id,
        launch: launcherOf(plan, variant),
        host: '127.0.0.1',
        readyTimeoutMs: plan.readyTimeoutMs,
        stopTimeoutMs: plan.stopTimeoutMs,
        warden,
        signal,
      });
    },
    startLoader: () => startLoader({ engine: plan.engine, signal }),
    async watchMachine() {
      const before = await readCounters();
      const ownBefore = process.cpuUsage();
      return async (ownCpuMs) => {
        const own = process.cpuUsage(ownBefore);
        return machineDelta(before, await readCounters(), ownCpuMs + (own.user + own.system) / 1000);
      };
    },
    now: () => performance.now(),
  };
}
