import type { RunRecord } from '../../harness/model/record.ts';
import type { Scenario } from '../../harness/model/scenario.ts';
import { codeOf, urlOf, type Variant } from '../../harness/model/variant.ts';
import type { RatioView } from './types.ts';

export interface Rerun {
  /** Ids of the variants, baseline first. */
  readonly variants: readonly string[];
  readonly scenarios: readonly string[];
  /** Connections, or arrivals per second: as the plan's levels are. */
  readonly levels: readonly number[];
  readonly rounds: number;
}

/** What shapes the load of a run, and how it is sent, each with a value; repeated as it was written. */
const repeated = [
  'think',
  'arrivals',
  'max-connections',
  'overflow',
  'pacing',
  'timeout',
  'connect-timeout',
  'idle-timeout',
  'engine',
  'loaders',
  'load-cpus',
  'server-cpus',
] as const;

/** What a run is of when no stack is named. */
export const defaultStack = 'node';

/** A command that measures some scenarios again, with so many rounds; a run with `--rounds` takes the time they need. */
export function rerunCommand(record: RunRecord, rerun: Rerun): readonly string[] {
  const { plan } = record;
  // Its modes are there twice, which no other command can ask for.
  if (plan.noise !== undefined) return ['bench', ...record.command];
  if (plan.gate !== undefined) return gateAgain(record, rerun);
  const variants = wholePairs(plan.variants, rerun.variants);
  const codes = codesOf(variants);
  const modes = variants.flatMap((variant) => (variant.source.kind === 'reference' ? [variant.id] : []));
  // Ids such as flask/prefork say their stack themselves; the others share one.
  const stack = variants.flatMap(({ id, source }) =>
    source.kind === 'reference' && !id.includes('/') ? [source.stack] : [],
  )[0];
  const own = ownServers(record, variants);
  const byDefault = variants.length === plan.variants.length && !namesServers(record.command);
  return [
    'bench',
    ...(codes === null ? ['run'] : ['compare', ...codes]),
    ...configOf(record.command),
    // Beside modes of a configuration the default stack must be named too.
    ...(stack === undefined || (stack === defaultStack && plan.config === null) ? [] : ['--stack', stack]),
    ...(modes.length > 0 && !byDefault ? ['--modes', modes.join(',')] : []),
    ...(modes.length > 0 ? sizesOf(record.command, variants) : []),
    ...own,
    ...reachOf(record, variants),
    ...(own.length > 0 || plan.config !== null
      ? scenariosOf(record, rerun)
      : ['--scenarios', rerun.scenarios.join(',')]),
    plan.levels.some(({ kind }) => kind === 'open') ? '--rate' : '--concurrency',
    rerun.levels.join(','),
    ...(codes === null ? [] : installOf(record.command)),
    ...repeated.flatMap((name) => {
      const value = writtenValue(record.command, name);
      return value === undefined ? [] : [`--${name}`, value];
    }),
    '--rounds',
    String(rerun.rounds),
  ];
}

/** A gate as it was asked for, with the time that so many rounds of all its scenarios take: it has no rounds to be asked for. */
function gateAgain({ command, plan, rounds, measuredSeconds }: RunRecord, rerun: Rerun): readonly string[] {
  const perRound = measuredSeconds / Math.max(1, rounds.length);
  const seconds = Math.max(plan.gate?.budgetSeconds ?? 0, perRound * rerun.rounds);
  const kept = command.filter(
    (word, at) => !/^--budget(=|$)/.test(word) && !(command[at - 1] === '--budget' && at > 0),
  );
  return ['bench', ...kept, '--budget', `${Math.ceil(seconds / 60)}m`];
}

/** Those named, and of several codes all of the modes named: no code is measured without the other. */
function wholePairs(variants: readonly Variant[], named: readonly string[]): readonly Variant[] {
  const modes = variants.flatMap((variant) =>
    named.includes(variant.id) ? (codeOf(variant)?.mode ?? []) : [],
  );
  return variants.filter(
    (variant) => named.includes(variant.id) || modes.includes(codeOf(variant)?.mode ?? ''),
  );
}

/** The git refs of a comparison, as they were written; null where the variants share their code. */
function codesOf(variants: readonly Variant[]): readonly string[] | null {
  const [first] = variants.flatMap((variant) => codeOf(variant) ?? []);
  if (first === undefined) return null;
  return variants.flatMap((variant) => {
    const code = codeOf(variant);
    return code !== null && code.mode === first.mode ? [code.name === '.' ? '.' : `ref:${code.name}`] : [];
  });
}

function installOf(command: readonly string[]): readonly string[] {
  if (command.includes('--no-install')) return ['--no-install'];
  const value = writtenValue(command, 'install');
  return value === undefined ? [] : ['--install', value];
}

/** Flags with their values, each once: codes share their commands. */
function inPairs(words: readonly string[]): readonly string[] {
  const said = words.flatMap((flag, at) => (at % 2 === 0 ? [[flag, words[at + 1] ?? ''] as const] : []));
  return [...new Map(said.map((pair) => [pair.join(' '), pair])).values()].flat();
}

/** What a variant is called on the command line; of several codes, without theirs. */
function nameOf(variant: Variant): string {
  return codeOf(variant)?.mode ?? variant.id;
}

/** Servers of the user's own, as they were named: by commands, by a file that has them, or where they run already. */
function ownServers(record: RunRecord, variants: readonly Variant[]): readonly string[] {
  const given = variants.flatMap((variant) => {
    const { source } = variant;
    return source.kind === 'command' && !isFiled(record, variant)
      ? ['--cmd', `${nameOf(variant)}=${source.command}`]
      : [];
  });
  const attached = variants.flatMap(({ id, source }) => {
    if (source.kind !== 'attached') return [];
    const pid = source.pid === null ? [] : ['--pid', `${id}=${source.pid}`];
    return ['--url', `${id}=${urlOf(source)}`, ...pid];
  });
  const allowed = writtenValues(record.command, 'allow-remote').flatMap((host) => ['--allow-remote', host]);
  return [
    ...inPairs(given),
    ...filed(record, variants),
    ...attached,
    ...(given.length + attached.length > 0 ? allowed : []),
  ];
}

/** Servers of a configuration file or a Procfile: by the names of their modes, and the sizes of their sweeps. */
function filed(record: RunRecord, variants: readonly Variant[]): readonly string[] {
  const own = variants.filter((variant) => isFiled(record, variant));
  if (own.length === 0) return [];
  const procfile = writtenValue(record.command, 'procfile');
  const names = [...new Set(own.map((variant) => nameOf(variant).replace(/:(workers|threads)=.*$/, '')))];
  const sizes = ['workers', 'threads'].flatMap((option) => {
    if (writtenValue(record.command, option) === undefined) return [];
    const counts = [...new Set(own.flatMap(({ options }) => options[option] ?? []))];
    return counts.length === 0 ? [] : [`--${option}`, counts.join(',')];
  });
  return [...(procfile === undefined ? [] : ['--procfile', procfile]), '--modes', names.join(','), ...sizes];
}

/** A Procfile's servers know the folder that they run in; a configuration's are all commands that no flag gave. */
function isFiled({ command, plan }: RunRecord, { source }: Variant): boolean {
  if (source.kind !== 'command') return false;
  return source.cwd !== undefined || (plan.config !== null && writtenValue(command, 'cmd') === undefined);
}

/** A configuration file has scenarios of its own; other servers of the user's are asked for paths. */
function isConfigured(record: RunRecord, variants: readonly Variant[]): boolean {
  const filed = variants.some((variant) => isFiled(record, variant));
  return filed && writtenValue(record.command, 'procfile') === undefined;
}

/** What servers share of how they are reached; a configuration file says it itself. */
function reachOf(record: RunRecord, variants: readonly Variant[]): readonly string[] {
  const started = variants.flatMap((variant) => {
    const { source } = variant;
    return source.kind === 'command' && !(isFiled(record, variant) && isConfigured(record, variants))
      ? [source]
      : [];
  });
  const attached = variants.flatMap(({ source }) => (source.kind === 'attached' ? [source] : []));
  const host = started.find((source) => source.host !== undefined)?.host;
  const tls = started.some((source) => source.tls !== undefined);
  const insecure = [...started, ...attached].some((source) => source.tls?.insecure);
  return [
    ...(host === undefined ? [] : ['--host', host]),
    ...(tls ? ['--tls'] : []),
    ...(insecure ? ['--insecure'] : []),
  ];
}

/** A single size for the whole run, which no id tells, where it is of use; those of a sweep are in the ids. */
function sizesOf(command: readonly string[], variants: readonly Variant[]): readonly string[] {
  return ['workers', 'threads'].flatMap((name) => {
    const value = writtenValue(command, name);
    if (value === undefined || value.includes(',')) return [];
    return variants.some((variant) => name in variant.options) ? [`--${name}`, value] : [];
  });
}

/** The value of `--name value` or `--name=value` among the arguments of a run; undefined where it has none. */
function writtenValue(command: readonly string[], name: string): string | undefined {
  const at = command.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const word = command[at];
  if (word === undefined) return undefined;
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : command[at + 1];
}

function writtenValues(command: readonly string[], name: string): readonly string[] {
  return command.flatMap((word, at) => {
    if (word.startsWith(`--${name}=`)) return [word.slice(name.length + 3)];
    const next = command[at + 1];
    return word === `--${name}` && next !== undefined ? [next] : [];
  });
}

/** Whether the arguments of a run say which servers to start; without them it starts the default ones. */
function namesServers(command: readonly string[]): boolean {
  return command.some((word) => /^(-m|--(modes|stack|workers|threads|cmd)\b)/.test(word));
}

/** Without a configuration servers are asked by paths alone; with one, what is called by its path is. */
function scenariosOf(record: RunRecord, rerun: Rerun): readonly string[] {
  const wanted = record.plan.scenarios.filter((scenario) => rerun.scenarios.includes(scenario.name));
  const isPath = ({ name }: Scenario) => record.plan.config === null || name.startsWith('/');
  const named = wanted.filter((scenario) => !isPath(scenario)).map(({ name }) => name);
  return [
    ...(named.length > 0 ? ['--scenarios', named.join(',')] : []),
    ...wanted.filter(isPath).flatMap(({ requests: [request] }) => ['--path', request?.path ?? '/']),
  ];
}

/** What says which configuration was used, and how it was changed. */
function configOf(command: readonly string[]): readonly string[] {
  return command.flatMap((word, at) => {
    if (word === '--no-config' || /^--(config|workload|set)=/.test(word)) return [word];
    return /^--(config|workload|set)$/.test(word) ? [word, command[at + 1] ?? ''] : [];
  });
}

/**
 * Rounds that should make the interval as narrow as the plan wants: half-widths shrink with the root of the rounds.
 * At least 6, below which the exact interval does not exist; at most 60, beyond which noise is the thing to remove.
 */
export function roundsNeeded(record: RunRecord, ratio: RatioView | null): number {
  if (ratio === null || ratio.low === null || ratio.high === null || ratio.low <= 0) return 12;
  const halfWidth = (Math.log(ratio.high) - Math.log(ratio.low)) / 2;
  const factor = (halfWidth / Math.log(1 + record.plan.precision)) ** 2;
  return Math.min(60, Math.max(6, ratio.rounds + 2, Math.ceil(ratio.rounds * factor)));
}
