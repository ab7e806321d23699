import { type ReadConfig, readKnownConfig } from '../config/read-config.ts';
import { retold } from '../config/retell.ts';
import { type Settled, settle } from '../config/settle.ts';
import type { ScenarioConfig } from '../model/config.ts';
import { UsageError, type UsageProblem } from '../model/failure.ts';
import type { BuildStep } from '../model/own-server.ts';
import type { HooksPlan } from '../model/plan.ts';
import type { Catalogue, RunRequest } from '../plan/make-plan.ts';
import { buildOf, variantsOfMode } from '../plan/own-modes.ts';
import { scenarioOf } from '../plan/own-scenarios.ts';
import { configuredObjectives } from '../plan/parse-objectives.ts';
import type { OwnSubjects } from '../plan/parse-subjects.ts';
import { Problems } from '../plan/problems.ts';
import { catalogue as builtIn } from './catalogue.ts';
import { readProcfile } from './read-procfile.ts';
import { parseRunFlags, type RunFlags } from './run-flags.ts';

/** What a run is asked for by its flags and the configuration together. */
export interface Configured {
  readonly read: ReadConfig;
  readonly settled: Settled;
  /** The flags, with what the configuration says where they say nothing. */
  readonly flags: RunFlags;
  readonly request: RunRequest;
  /** What can be named here. */
  readonly catalogue: Catalogue;
  /** What is wrong with the configuration beyond its form. */
  readonly problems: readonly UsageProblem[];
}

/** @throws UsageError with everything that is wrong with the form of the configuration */
export async function configure(typed: RunFlags): Promise<Configured> {
  const { read, problems } = await readKnownConfig(process.cwd(), typed);
  const found = configured(read, typed);
  return {
    ...found,
    problems: [...problems, ...found.problems],
    request: { ...found.request, procfile: await readProcfile(found.flags.procfile) },
  };
}

/** What the flags come to in a configuration that was read. */
export function configured(read: ReadConfig, typed: RunFlags): Configured {
  const settled = settle(read, typed);
  const flags = { ...typed, ...parseRunFlags(settled.settings) };
  const problems = new Problems();
  const own = ownSubjects(read, typed, problems);
  const installStep = installStepOf(read, typed, problems);
  return {
    ...{ read, settled, flags, request: { ...requestOf(read, settled, flags), installStep } },
    catalogue: own === null ? builtIn : { ...builtIn, own },
    problems: [...settled.problems, ...problems.found],
  };
}

/** Problems, each once and with the place where what they speak of was written. */
export function placed(problems: readonly UsageProblem[], { read, settled }: Configured): UsageProblem[] {
  const told = retold(problems, settled.origins).map((problem) => ({
    ...problem,
    where: read.places.whereInside(problem.where) ?? problem.where,
  }));
  return onceEach(told);
}

export function onceEach(problems: readonly UsageProblem[]): UsageProblem[] {
  return [
    ...new Map(
      problems.map((one) => [`${one.where}: ${one.message} ${one.excerpt?.text ?? ''}`, one]),
    ).values(),
  ];
}

/** What a later stage finds wrong, told in the same way. */
export async function placing<T>(from: Configured, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(placed(error.problems, from));
    throw error;
  }
}

function requestOf(
  { file, config, hooks, places }: ReadConfig,
  { origins }: Settled,
  flags: RunFlags,
): RunRequest {
  const { config: _choice, procfile: _file, install: _step, ...request } = flags;
  const hooksPlan: HooksPlan | undefined = file === null ? undefined : { file, ...hooks };
  return {
    ...request,
    spare: ['workers', 'threads'].filter((name) => origins.get(name)?.from === 'file'),
    objectives: configuredObjectives(config.objectives ?? [], {
      scenarios: [...Object.keys(config.scenarios ?? {}), ...builtIn.scenarios.map(({ name }) => name)],
      modes: [
        ...Object.keys(config.modes ?? {}),
        ...builtIn.modes.flatMap(({ stack, name }) => [name, `${stack}/${name}`]),
      ],
    }),
    hooks: hooksPlan,
    configFile: places.name ?? undefined,
  };
}

/** The flag wins; it is for the working folder, what a file says for the file's. */
function installStepOf(
  { folder, config }: ReadConfig,
  { install }: RunFlags,
  problems: Problems,
): BuildStep | false | undefined {
  const given = install ?? config.install;
  if (given === undefined || given === false) return given;
  const found = new Problems();
  const step =
    install !== undefined
      ? buildOf(given, {}, process.cwd(), () => '--install', found)
      : buildOf(given, {}, folder, (part) => part.replace(/^build/, 'install'), found);
  const shell = "give it to one: sh -c 'npm ci && npm run compile'";
  for (const { where, message, hint } of found.found)
    problems.add(where, message, message.includes('for a shell') ? shell : hint);
  return step;
}

/** Null where the configuration has none. All of them are looked at, whichever are to be measured. */
function ownSubjects(
  read: ReadConfig,
  { think, allowRemote }: RunFlags,
  problems: Problems,
): OwnSubjects | null {
  const { folder, config, hooks } = read;
  const { modes = {}, scenarios = {} } = config;
  for (const [name, mode] of Object.entries(modes))
    variantsOfMode(name, mode, { folder, allowRemote }, problems);
  const resolved = Object.entries(scenarios).map(([name, given]) => {
    const scenario = think === undefined ? given : withoutThink(given);
    return scenarioOf(name, scenario, { folder, made: hooks.scenarios[name]?.request ?? false }, problems);
  });
  const none = Object.keys(modes).length === 0 && resolved.length === 0;
  return none ? null : { folder, modes, scenarios: resolved };
}

/** The command line wins. */
function withoutThink({ think: _think, ...rest }: ScenarioConfig): ScenarioConfig {
  return rest;
}
