import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExperimentInstruments } from '../experiments/act-bench.ts';
import type { StartHow } from '../experiments/experiment.ts';
import { startLoader } from '../load/loader.ts';
import { machineDelta, readCounters } from '../machine/machine-delta.ts';
import type { Instruments } from '../measure/instruments.ts';
import type { Plan } from '../model/plan.ts';
import type { Variant } from '../model/variant.ts';
import { type ServerProcess, startServer } from '../supervise/server-process.ts';
import type { Warden } from '../supervise/warden.ts';
import { catalogue, launcherOf, otherLauncherOf, packagesOf } from './catalogue.ts';

const defaultHost = '127.0.0.1';

/** The real world for the measuring loop. */
export function realInstruments(plan: Plan, warden: Warden, signal: AbortSignal): Instruments {
  return {
    startServer(id) {
      const variant = plan.variants.find((candidate) => candidate.id === id);
      if (variant === undefined) throw new Error(`Internal error: the plan has no variant ${id}`);
      return startVariant(plan, variant, {}, warden, signal);
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

/** The real world for experiments. */
export function experimentInstruments(
  plan: Plan,
  warden: Warden,
  signal: AbortSignal,
): ExperimentInstruments {
  return {
    startServer: (variant, how, ofAct) => startVariant(plan, variant, how, warden, ofAct),
    packages: packagesOf,
    startLoader: () => startLoader({ engine: plan.engine, signal }),
    async openFolder() {
      const path = await mkdtemp(join(tmpdir(), 'modebench-'));
      const unwatch = warden.watch({ dir: path });
      return {
        path,
        async remove() {
          await rm(path, { recursive: true, force: true });
          unwatch();
        },
      };
    },
    scenario(name) {
      const found = catalogue.scenarios.find((scenario) => scenario.name === name);
      if (found === undefined) throw new Error(`Internal error: there is no scenario ${name}`);
      return found;
    },
    now: () => performance.now(),
  };
}

async function startVariant(
  plan: Plan,
  variant: Variant,
  { options, secret, appFolder, app }: StartHow,
  warden: Warden,
  signal: AbortSignal,
): Promise<ServerProcess> {
  const { source } = variant;
  const chosen = { ...variant, options: { ...variant.options, ...options } };
  return startServer({
    variant: variant.id,
    launch: app === undefined ? launcherOf(plan, chosen) : await otherLauncherOf(chosen, app),
    ...(secret === undefined ? {} : { secret }),
    ...(appFolder === undefined ? {} : { appFolder }),
    host: source.kind === 'command' ? (source.host ?? defaultHost) : defaultHost,
    readyTimeoutMs: plan.readyTimeoutMs,
    stopTimeoutMs: plan.stopTimeoutMs,
    warden,
    signal,
  });
}
