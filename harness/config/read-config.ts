import { dirname } from 'node:path';
import type { z } from 'zod';
import { type Config, configSchema } from '../model/config.ts';
import { UsageError, type UsageProblem } from '../model/failure.ts';
import { findConfig } from './find-config.ts';
import { type HookNames, withoutHooks } from './hook-names.ts';
import { type ConfigFault, faultsOf } from './issue-words.ts';
import { loadConfigFile } from './load-file.ts';
import { isHolder } from './path.ts';
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

/** A configuration without the keys that there are not, and what is to be said of these. */
export interface KnownConfig {
  readonly read: ReadConfig;
  readonly problems: readonly UsageProblem[];
}

/**
 * Reads the configuration of a folder.
 * @throws UsageError with everything that is wrong with it
 */
export async function readConfig(folder: string, choice: ConfigChoice): Promise<ReadConfig> {
  const { read, problems } = await readKnownConfig(folder, choice);
  if (problems.length > 0) throw new UsageError(problems);
  return read;
}

/**
 * As {@link readConfig}, but where nothing is wrong beside unknown keys these are left out: then later stages can say what
 * is wrong with the rest, and all is told at once.
 * @throws UsageError where the form is not to be understood
 */
export async function readKnownConfig(folder: string, choice: ConfigChoice): Promise<KnownConfig> {
  const problems: UsageProblem[] = [];
  const assignments = parseAssignments(choice.set ?? [], problems);
  const file = findConfig(folder, choice.config);
  const said = file === null ? {} : ((await loadConfigFile(file, nameOf(file))) ?? {});
  const places = new Places(file, said, assignments);
  const { data, hooks, faults } = withoutHooks(assignAll(said, assignments, problems));
  const whole = configSchema.safeParse(data);
  const checked = whole.success ? whole : configSchema.safeParse(withoutUnknown(data, whole.error.issues));
  const found = [
    ...faults,
    ...(whole.success ? [] : faultsOf(whole.error.issues, { given: data, schema: configSchema })),
  ];
  const lineOf = ({ path }: ConfigFault) => {
    const origin = places.originOf(path);
    return origin.from === 'file' ? (origin.line ?? 0) : 0;
  };
  const inOrder = [...found].sort((a, b) => lineOf(a) - lineOf(b));
  problems.push(...inOrder.map((fault) => problemOf(fault, places)));
  if (!checked.success) throw new UsageError(problems);
  const home = file === null ? folder : dirname(file);
  return { read: { file, folder: home, config: checked.data, hooks, places }, problems };
}

function problemOf({ path, message, hint }: ConfigFault, places: Places): UsageProblem {
  const where = places.whereOf(path);
  return hint === undefined ? { where, message } : { where, message, hint };
}

/** A copy without the keys that zod does not know. */
function withoutUnknown(data: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  return issues.reduce(
    (rest, issue) => (issue.code === 'unrecognized_keys' ? without(rest, issue.path, issue.keys) : rest),
    data,
  );
}

function without(holder: unknown, path: readonly PropertyKey[], keys: readonly string[]): unknown {
  if (!isHolder(holder)) return holder;
  const [step, ...rest] = path;
  if (step === undefined)
    return Object.fromEntries(Object.entries(holder).filter(([key]) => !keys.includes(key)));
  const changed = Object.entries(holder).map(([key, value]) =>
    key === String(step) ? [key, without(value, rest, keys)] : [key, value],
  );
  return Array.isArray(holder) ? changed.map(([, value]) => value) : Object.fromEntries(changed);
}
