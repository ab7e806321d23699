import { findConfig } from '../config/find-config.ts';
import { defaultRunsFolder } from '../record/run-folder.ts';

/**
 * Where runs are kept: where `--out` says, or else the configuration of this folder, or else the usual place. `bench run`
 * settles it with its other settings, for there `--config` and `--set` have a say.
 * @throws UsageError where a configuration does not load, or says it wrongly
 */
export async function runsFolderOf(out?: string | undefined): Promise<string> {
  if (out !== undefined) return out;
  const folder = process.cwd();
  const file = findConfig(folder, undefined);
  if (file === null) return defaultRunsFolder;
  // It brings the form of configurations, which nobody waits for where there is none.
  const { configuredOut } = await import('../config/configured-out.ts');
  return (await configuredOut(folder, file)) ?? defaultRunsFolder;
}
