import type { RunRecord } from '../../harness/model/record.ts';
import type { Scenario } from '../../harness/model/scenario.ts';
import type { Variant } from '../../harness/model/variant.ts';
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
  const variants = plan.variants.filter((variant) => rerun.variants.includes(variant.id));
  // Those of a configuration are named like modes, and are what its file says.
  const ofConfig = plan.config !== null && writtenValue(record.command, 'cmd') === undefined;
  const modes = variants.flatMap((variant) =>
    ofConfig || variant.source.kind === 'reference' ? [variant.id] : [],
  );
  // Ids such as flask/prefork say their stack themselves; the others share one.
  const stack = variants.flatMap(({ id, source }) =>
    source.kind === 'reference' && !id.includes('/') ? [source.stack] : [],
  )[0];
  const commands = variants.flatMap((variant) =>
    variant.source.kind === 'command' && !ofConfig
      ? ['--cmd', `${variant.id}=${variant.source.command}`]
      : [],
  );
  const byDefault = variants.length === plan.variants.length && !namesServers(record.command);
  return [
    'bench',
    'run',
    ...configOf(record.command),
    // Beside modes of a configuration the default stack must be named too.
    ...(stack === undefined || (stack === defaultStack && plan.config === null) ? [] : ['--stack', stack]),
    ...(modes.length > 0 && !byDefault ? ['--modes', modes.join(',')] : []),
    ...(modes.length > 0 ? sizesOf(record.command, variants) : []),
    ...commands,
    ...(ofConfig ? [] : reachOf(variants)),
    ...(commands.length > 0 || ofConfig
      ? scenariosOf(record, rerun)
      : ['--scenarios', rerun.scenarios.join(',')]),
    plan.levels.some(({ kind }) => kind === 'open') ? '--rate' : '--concurrency',
    rerun.levels.join(','),
    ...repeated.flatMap((name) => {
      const value = writtenValue(record.command, name);
      return value === undefined ? [] : [`--${name}`, value];
    }),
    '--rounds',
    String(rerun.rounds),
  ];
}

/** What commands share of how they are reached. */
function reachOf(variants: readonly Variant[]): readonly string[] {
  const sources = variants.flatMap(({ source }) => (source.kind === 'command' ? [source] : []));
  const host = sources.find((source) => source.host !== undefined)?.host;
  const tls = sources[0]?.tls;
  return [
    ...(host === undefined ? [] : ['--host', host]),
    ...(tls === undefined ? [] : ['--tls']),
    ...(tls?.insecure ? ['--insecure'] : []),
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

/** Whether the arguments of a run say which servers to start; without them it starts the default ones. */
function namesServers(command: readonly string[]): boolean {
  return command.some((word) => /^(-m|--(modes|stack|workers|threads|cmd)\b)/.test(word));
}

/** Without a configuration commands are asked by paths alone; with one, what is called by its path is. */
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
