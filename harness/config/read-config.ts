import { dirname } from 'node:path';
import { type Config, configSchema } from '../model/config.ts';
import { UsageError, type UsageProblem } from '../model/failure.ts';
import { findConfig } from './find-config.ts';
import { type HookNames, withoutHooks } from './hook-names.ts';
import { type ConfigFault, faultsOf } from './issue-words.ts';
import { loadConfigFile } from './load-file.ts';
import { nameOf, Places } from './places.ts';
import { assignAll, parseAssignments } from './set-values.ts';

/** Which configuration is meant, and what is changed in it, as written on the command line. */
export interface ConfigChoice {
  /** A file in place of the working folder's; false for none. */
  readonly config?: string | false | undefined;
  readonly set?: readonly string[] | undefined;
}

/** A configuration that is as it should be; without a file it is empty but for what was set. */
export interface ReadConfig {
  /** Absolute; null where there is none. */
  readonly file: string | null;
  /** What paths in it are relative to, absolute. */
  readonly folder: string;
  readonly config: Config;
  readonly hooks: HookNames;
  readonly places: Places;
}

/**
 * Reads the configuration of a folder.
 * @throws UsageError with everything that is wrong with it
 */
export async function readConfig(folder: string, choice: ConfigChoice): Promise<ReadConfig> {
  const problems: UsageProblem[] = [];
  const assignments = parseAssignments(choice.set ?? [], problems);
  const file = findConfig(folder, choice.config);
  const said = file === null ? {} : ((await loadConfigFile(file, nameOf(file))) ?? {});
  const places = new Places(file, said, assignments);
  const { data, hooks, faults } = withoutHooks(assignAll(said, assignments, problems));
  const checked = configSchema.safeParse(data);
  const found = [
    ...faults,
    ...(checked.success ? [] : faultsOf(checked.error.issues, { given: data, schema: configSchema })),
  ];
  const lineOf = ({ path }: ConfigFault) => {
    const origin = places.originOf(path);
    return origin.from === 'file' ? (origin.line ?? 0) : 0;
  };
  const inOrder = [...found].sort((a, b) => lineOf(a) - lineOf(b));
  problems.push(...inOrder.map((fault) => problemOf(fault, places)));
  if (!checked.success || problems.length > 0) throw new UsageError(problems);
  return { file, folder: file === null ? folder : dirname(file), config: checked.data, hooks, places };
}

function problemOf({ path, message, hint }: ConfigFault, places: Places): UsageProblem {
  const where = places.whereOf(path);
  return hint === undefined ? { where, message } : { where, message, hint };
}
