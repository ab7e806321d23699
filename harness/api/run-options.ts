import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { withoutHooks } from '../config/hook-names.ts';
import { faultsOf } from '../config/issue-words.ts';
import { pathText } from '../config/path.ts';
import { asWritten } from '../config/settle.ts';
import { type Config, type DefaultsConfig, defaultsConfigSchema } from '../model/config.ts';
import { UsageError } from '../model/failure.ts';
import type { RunFlags } from '../runs/run-flags.ts';

/** One, or several. */
type Several = string | readonly string[];
/** Servers by their names, or as the flag takes them: `name=…`. */
type Named = Readonly<Record<string, string>> | Several;

/**
 * What a run is asked for. Each setting has the name of the flag of `bench run` that says the same, and means the same;
 * what is left out is as there. Times are texts with a unit (`'10s'`), and numbers where the flag takes a bare one.
 */
export interface RunOptions extends DefaultsConfig {
  /**
   * The configuration: a file, false for none, or what a file would hold, as data. Without it that of the working folder.
   * Hooks are functions, which loaders import where they run: they stand in a file.
   */
  readonly config?: string | URL | false | Config | undefined;
  /** `defaults.budget=2m`: values in the configuration. */
  readonly set?: Several | undefined;
  readonly name?: string | undefined;
  /** Servers to start: commands with {port}. */
  readonly cmd?: Named | undefined;
  readonly procfile?: string | undefined;
  /** Servers that run already. */
  readonly url?: Named | undefined;
  /** Process of each of them. */
  readonly pid?: Readonly<Record<string, number>> | Several | undefined;
  readonly allowRemote?: Several | undefined;
  readonly path?: Several | undefined;
  readonly host?: string | undefined;
  readonly tls?: boolean | undefined;
  readonly insecure?: boolean | undefined;
  /** Objectives: `p99<200ms@c=16`. */
  readonly slo?: Several | undefined;
  /** A run to go on with; true for the latest. */
  readonly resume?: string | boolean | undefined;
}

const several = z.union([z.string(), z.array(z.string())]);
const named = z.union([z.record(z.string(), z.union([z.string(), z.number()])), several]);

const optionsSchema = defaultsConfigSchema.extend({
  config: z.union([z.string(), z.instanceof(URL), z.literal(false), z.looseObject({})]).optional(),
  set: several.optional(),
  name: z.string().optional(),
  cmd: named.optional(),
  procfile: z.string().optional(),
  url: named.optional(),
  pid: named.optional(),
  allowRemote: several.optional(),
  path: several.optional(),
  host: z.string().optional(),
  tls: z.boolean().optional(),
  insecure: z.boolean().optional(),
  slo: several.optional(),
  resume: z.union([z.string(), z.boolean()]).optional(),
});

/** Those that may be said more than once. */
const repeatable = ['set', 'cmd', 'url', 'pid', 'allowRemote', 'path', 'slo'] as const;

/**
 * The flags that ask for the same.
 * @throws UsageError with everything that is of no such name or kind
 */
export function flagsOf(options: RunOptions): RunFlags {
  const read = optionsSchema.safeParse(options);
  if (!read.success) {
    const faults = faultsOf(read.error.issues, { given: options, schema: optionsSchema });
    throw new UsageError(faults.map(({ path, ...problem }) => ({ where: pathText(path), ...problem })));
  }
  const { config, resume, ...given } = read.data;
  const flags: Record<string, unknown> = { ...configFlags(config, given.set) };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || name === 'set') continue;
    flags[name] = isRepeatable(name) ? listed(value) : asWritten(name, value);
  }
  if (resume !== undefined && resume !== false) flags.resume = resume === true ? 'latest' : resume;
  return flags;
}

function isRepeatable(name: string): boolean {
  return (repeatable as readonly string[]).includes(name);
}

/** `{ web: 'node …' }` → `web=node …`. */
function listed(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value;
  return Object.entries(value ?? {}).map(([name, text]) => `${name}=${text}`);
}

/** A configuration given as data is set key by key on none, so that a record can tell how to ask for it again. */
function configFlags(config: RunOptions['config'], set: Several = []): Pick<RunFlags, 'config' | 'set'> {
  const assignments = [set].flat();
  const more = assignments.length === 0 ? {} : { set: assignments };
  if (config === undefined) return more;
  if (config === false || typeof config === 'string') return { config, ...more };
  if (config instanceof URL) return { config: fileURLToPath(config), ...more };
  refuseHooks(config);
  const said = Object.entries(config).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return { config: false, set: [...said, ...assignments] };
}

/** @throws UsageError for functions in data */
function refuseHooks(config: Config): void {
  const { hooks } = withoutHooks(config);
  const places = [
    ...(['setup', 'teardown'] as const).filter((hook) => hooks[hook]),
    ...Object.entries(hooks.scenarios).flatMap(([name, of]) =>
      (['setup', 'teardown', 'request'] as const).flatMap((hook) =>
        of[hook] ? [`scenarios.${name}.${hook}`] : [],
      ),
    ),
  ];
  const hint =
    "write the configuration to a file, such as bench.config.ts, and name that: config: 'bench.config.ts'";
  const message =
    'is a hook, which a configuration given as data cannot have: loaders import it where they run';
  if (places.length > 0) throw new UsageError(places.map((where) => ({ where, message, hint })));
}
