import { join, resolve } from 'node:path';
import { pathScenario, scenarios } from '../../scenarios/index.ts';
import { serverModes } from '../../servers/index.ts';
import { UsageError, type UsageProblem } from '../model/failure.ts';
import type { Launcher, ServerMode } from '../model/launch.ts';
import type { Plan } from '../model/plan.ts';
import type { Variant } from '../model/variant.ts';
import type { Catalogue } from '../plan/make-plan.ts';
import { commandLauncher } from '../source/command.ts';

/** What can be asked for today. */
export const catalogue: Catalogue = { modes: serverModes, scenarios, pathScenario };

/** How a variant of the plan is started. */
export function launcherOf(plan: Plan, variant: Variant): Launcher {
  if (variant.source.kind === 'command') {
    const path = plan.scenarios[0]?.requests[0]?.path ?? '/';
    return commandLauncher(variant.source.command, path, resolve('.'));
  }
  return referenceLauncher(variant);
}

/** How a mode of the reference app is started, with the variant's options. */
export function referenceLauncher(variant: Variant): Launcher {
  const mode = modeOf(variant);
  return (context) => mode.launch({ ...context, options: variant.options });
}

function modeOf(variant: Variant): ServerMode {
  const { source } = variant;
  const found =
    source.kind === 'reference' &&
    serverModes.find((mode) => mode.stack === source.stack && mode.name === source.mode);
  if (!found) {
    throw new UsageError([
      { where: variant.id, message: 'this Modebench has no such mode', hint: 'see bench list' },
    ]);
  }
  return found;
}

/**
 * Versions of what the plan's modes run on.
 * @throws UsageError that names everything missing, with the line that installs it
 */
export async function serverVersions(plan: Plan): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  const missing: UsageProblem[] = [];
  for (const variant of plan.variants) {
    if (variant.source.kind === 'command') continue;
    const mode = modeOf(variant);
    const availability = await mode.availability();
    if (availability.installed) versions[join(mode.stack, mode.name)] = availability.version;
    else
      missing.push({
        where: variant.id,
        message: `${availability.missing} is not installed`,
        hint: availability.install,
      });
  }
  if (missing.length > 0) throw new UsageError(missing);
  return versions;
}
