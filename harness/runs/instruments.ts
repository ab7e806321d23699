import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExperimentInstruments } from '../experiments/act-bench.ts';
import type { StartHow } from '../experiments/experiment.ts';
import { runHook } from '../hooks/run-hook.ts';
import { startLoader } from '../load/loader.ts';
import { startFleet } from '../load/loader-fleet.ts';
import type { StartLoader } from '../load/loader-keeper.ts';
import { affinityProblems, type CpuLists, pinned, pinningTo } from '../machine/affinity.ts';
import { machineDelta, readCounters } from '../machine/machine-delta.ts';
import type { Instruments } from '../measure/instruments.ts';
import { UsageError } from '../model/failure.ts';
import type { Launcher } from '../model/launch.ts';
import type { LoadTarget } from '../model/load.ts';
import type { Plan } from '../model/plan.ts';
import type { AttachedSource, Variant } from '../model/variant.ts';
import { attachServer } from '../supervise/attached-server.ts';
import { type ServerProcess, startServer } from '../supervise/server-process.ts';
import type { Warden } from '../supervise/warden.ts';
import { catalogue, firstPath, launcherOf, otherLauncherOf, packagesOf } from './catalogue.ts';

const defaultHost = '127.0.0.1';

/** The real world for the measuring loop. */
export function realInstruments(plan: Plan, warden: Warden, signal: AbortSignal): Instruments {
  refuseUnpinnable(plan);
  return {
    startServer(id) {
      const variant = plan.variants.find((candidate) => candidate.id === id);
      if (variant === undefined) throw new Error(`Internal error: the plan has no variant ${id}`);
      const { source } = variant;
      return source.kind === 'attached'
        ? attachServer({
            variant: id,
            target: targetOf(source),
            pid: source.pid,
            path: firstPath(plan),
            timeoutMs: plan.requestTimeoutMs,
            signal,
          })
        : startVariant(plan, variant, {}, warden, signal);
    },
    startLoader: loaderOf(plan, signal),
    async runHook(call) {
      if (plan.hooks === null) throw new Error(`Internal error: the plan has no ${call.hook}`);
      await runHook(plan.hooks.file, call);
    },
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
  refuseUnpinnable(plan);
  return {
    startServer: (variant, how, ofAct) => startVariant(plan, variant, how, warden, ofAct),
    packages: packagesOf,
    startLoader: loaderOf(plan, signal),
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

/** @throws UsageError where servers or loaders cannot be kept to the CPUs that were asked for */
export function refuseUnpinnable(lists: CpuLists): void {
  const problems = affinityProblems(lists);
  if (problems.length > 0) throw new UsageError(problems);
}

/** Starts the plan's loaders, on the plan's CPUs. */
export function loaderOf({ engine, loaders, loadCpus }: Plan, signal: AbortSignal): StartLoader {
  const options = { engine, signal, through: pinningTo(loadCpus) };
  return () => (loaders === 1 ? startLoader(options) : startFleet(loaders, options));
}

/** The same launcher, of a process tree that is kept to the plan's CPUs. */
function kept({ serverCpus }: Plan, launch: Launcher): Launcher {
  const pinning = pinningTo(serverCpus);
  if (pinning.length === 0) return launch;
  return async (context) => {
    const spec = await launch(context);
    return { ...spec, argv: pinned(spec.argv, pinning, spec.env.PATH ?? process.env.PATH, spec.cwd) };
  };
}

function targetOf({ host, port, tls }: AttachedSource): LoadTarget {
  return { host, port, ...(tls === undefined ? {} : { tls }) };
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
    launch: kept(plan, app === undefined ? launcherOf(plan, chosen) : await otherLauncherOf(chosen, app)),
    ...(secret === undefined ? {} : { secret }),
    ...(appFolder === undefined ? {} : { appFolder }),
    host: source.kind === 'command' ? (source.host ?? defaultHost) : defaultHost,
    readyTimeoutMs: (source.kind === 'command' ? source.ready?.timeoutMs : undefined) ?? plan.readyTimeoutMs,
    stopTimeoutMs: plan.stopTimeoutMs,
    warden,
    signal,
  });
}
