import { join, resolve } from 'node:path';
import { pathScenario, scenarios } from '../../scenarios/index.ts';
import { serverModes } from '../../servers/index.ts';
import { serverLayers } from '../../servers/layers/index.ts';
import { otherAppLauncher } from '../experiments/other-app.ts';
import { allowedCpus } from '../machine/affinity.ts';
import { UsageError, type UsageProblem } from '../model/failure.ts';
import type { Launcher, OtherApp, PythonPackages, ServerLayer, ServerMode } from '../model/launch.ts';
import { withLayers } from '../model/layered.ts';
import type { Plan } from '../model/plan.ts';
import type { Variant } from '../model/variant.ts';
import type { Catalogue } from '../plan/make-plan.ts';
import { commandLauncher } from '../source/command.ts';

/** What can be asked for today. */
export const catalogue: Catalogue = {
  modes: serverModes,
  layers: serverLayers,
  scenarios,
  pathScenario,
  cpus: allowedCpus(),
};

/** How a variant of the plan is started. */
export function launcherOf(plan: Plan, variant: Variant): Launcher {
  const { source, options } = variant;
  if (source.kind !== 'command') return referenceLauncher(variant);
  const launch = commandLauncher(source, firstPath(plan), resolve('.'));
  return (context) => launch({ ...context, options });
}

/** What is asked first of a server of the user's own. */
export function firstPath(plan: Plan): string {
  return plan.scenarios[0]?.requests[0]?.path ?? '/';
}

/** How a mode of the reference app is started, with its layers and the variant's options. */
export function referenceLauncher(variant: Variant): Launcher {
  const { mode, layers } = partsOf(variant);
  const { launch } = withLayers(mode, layers);
  return (context) => launch({ ...context, options: variant.options });
}

/**
 * How the variant's server is started with another app.
 * @throws NotApplicable when it cannot serve that
 */
export async function otherLauncherOf(variant: Variant, app: OtherApp): Promise<Launcher> {
  const { mode, layers } = partsOf(variant);
  const launch = await otherAppLauncher(withLayers(mode, layers), app);
  return (context) => launch({ ...context, options: variant.options });
}

/** What the variant runs on, where that are packages of Python alone. */
export async function packagesOf(variant: Variant): Promise<PythonPackages | null> {
  if (variant.source.kind !== 'reference') return null;
  const { mode, layers } = partsOf(variant);
  const availability = await withLayers(mode, layers).availability();
  return (availability.installed && availability.python) || null;
}

interface Parts {
  readonly mode: ServerMode;
  readonly layers: readonly ServerLayer[];
}

function partsOf({ id, source }: Variant): Parts {
  if (source.kind === 'reference') {
    const mode = serverModes.find(({ stack, name }) => stack === source.stack && name === source.mode);
    const layers = source.layers.flatMap((name) => serverLayers.find((layer) => layer.name === name) ?? []);
    if (mode !== undefined && layers.length === source.layers.length) return { mode, layers };
  }
  const message = 'this Modebench has no such mode';
  throw new UsageError([{ where: id, message, hint: 'see bench list' }]);
}

/**
 * Versions of what the plan's modes and layers run on.
 * @throws UsageError that names everything missing, with the line that installs it
 */
export async function serverVersions(plan: Plan): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  const missing: UsageProblem[] = [];
  for (const variant of plan.variants) {
    if (variant.source.kind !== 'reference') continue;
    const { mode, layers } = partsOf(variant);
    const named = layers.map((layer) => [layer.name, layer] as const);
    for (const [name, part] of [[join(mode.stack, mode.name), mode] as const, ...named]) {
      const availability = await part.availability();
      if (availability.installed) versions[name] = availability.version;
      else {
        const message = `${availability.missing} is not installed`;
        missing.push({ where: variant.id, message, hint: availability.install });
      }
    }
  }
  if (missing.length > 0) throw new UsageError(missing);
  return versions;
}
