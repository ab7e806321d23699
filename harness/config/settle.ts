import { defaultsConfigSchema } from '../model/config.ts';
import type { UsageProblem } from '../model/failure.ts';
import { nameHint } from '../model/name-hint.ts';
import type { ConfigPath } from './path.ts';
import type { Origin } from './places.ts';
import type { ReadConfig } from './read-config.ts';

/** Flags that a configuration can say too, by the names of its `defaults`. */
export const settingNames: readonly string[] = [
  'name',
  ...Object.keys(defaultsConfigSchema.shape).filter((name) => name !== 'workload'),
];

/** What the command line says; other names than those of settings are passed over. */
export type Flags = Readonly<Record<string, unknown>> & {
  readonly workload?: string | undefined;
  readonly path?: readonly string[] | undefined;
};

/** Flags that name servers in place of modes. */
const serverFlags = ['cmd', 'procfile', 'url'] as const;

/** The one of them that was given; null for none. */
export function serverFlag(flags: Readonly<Record<string, unknown>>): (typeof serverFlags)[number] | null {
  return serverFlags.find((name) => [flags[name]].flat()[0] !== undefined) ?? null;
}

export interface Settled {
  /** What was said anywhere, as flags are written. */
  readonly settings: Readonly<Record<string, string | boolean>>;
  /** Where each of them was said. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** The workload of the configuration that was chosen; null for none. */
  readonly workload: string | null;
  readonly problems: readonly UsageProblem[];
}

interface Setting {
  readonly value: string | boolean;
  readonly origin: Origin;
}

/** One level of precedence, by names of settings. */
type Layer = ReadonlyMap<string, Setting>;

/**
 * What holds when several places speak: defaults of the file < its chosen workload < `--set` < flags. What is said of
 * nowhere is left for the built-in defaults.
 */
export function settle(read: ReadConfig, flags: Flags): Settled {
  const problems: UsageProblem[] = [...stackProblems(read)];
  const workload = chosenWorkload(read, flags, problems);
  const said = [defaultsLayer(read), ...(workload === null ? [] : [workloadLayer(read, workload)])];
  const isSet = (origin: Origin) => origin.from === 'set';
  const settled = new Map<string, Setting>();
  const apply = (layer: Layer, displaced: readonly string[]) => {
    for (const name of displaced) settled.delete(name);
    for (const [name, setting] of layer) settled.set(name, setting);
  };
  const ownModes = hasModes(read);
  for (const keep of [(origin: Origin) => !isSet(origin), isSet]) {
    for (const layer of said) apply(only(layer, keep), displacedBy(only(layer, keep), ownModes));
  }
  const given = flagLayer(flags);
  apply(given, [...displacedBy(given, ownModes), ...displacedByServers(flags)]);
  dropIdleDefaults(settled);
  return {
    settings: Object.fromEntries([...settled].map(([name, { value }]) => [name, value])),
    origins: new Map([...settled].map(([name, { origin }]) => [name, origin])),
    workload,
    problems,
  };
}

function hasModes({ config }: ReadConfig): boolean {
  return Object.keys(config.modes ?? {}).length > 0;
}

/** The one setting that would make a file's own modes unreachable. */
function stackProblems(read: ReadConfig): readonly UsageProblem[] {
  const { config, places } = read;
  if (!hasModes(read) || config.defaults?.stack === undefined) return [];
  const path = ['defaults', 'stack'];
  if (places.originOf(path).from !== 'file') return [];
  const message = 'speaks of the reference app, and there are modes of its own here';
  return [
    { where: places.whereOf(path), message, hint: 'leave it out; flask/prefork names one of its modes' },
  ];
}

function chosenWorkload(
  { config, places }: ReadConfig,
  flags: Flags,
  problems: UsageProblem[],
): string | null {
  const name = flags.workload ?? config.defaults?.workload;
  if (name === undefined) return null;
  const names = Object.keys(config.workloads ?? {});
  if (names.includes(name)) return name;
  const where = flags.workload === undefined ? places.whereOf(['defaults', 'workload']) : '--workload';
  const hint =
    names.length === 0
      ? `no workloads are named in ${places.name ?? 'a configuration file, and there is none here'}`
      : nameHint(name, names);
  problems.push({ where, message: `unknown workload "${name}"`, hint });
  return null;
}

function defaultsLayer({ config, places }: ReadConfig): Layer {
  const { workload: _chosen, ...defaults } = config.defaults ?? {};
  const layer = layerOf(defaults, ['defaults'], places);
  if (config.name === undefined) return layer;
  return new Map([['name', { value: config.name, origin: places.originOf(['name']) }], ...layer]);
}

function workloadLayer({ config, places }: ReadConfig, name: string): Layer {
  return layerOf(config.workloads?.[name] ?? {}, ['workloads', name], places);
}

function layerOf(
  values: Readonly<Record<string, unknown>>,
  at: ConfigPath,
  places: ReadConfig['places'],
): Layer {
  const said = Object.entries(values).filter(([, value]) => value !== undefined);
  return new Map(
    said.map(([name, value]) => [
      name,
      { value: asWritten(name, value), origin: places.originOf([...at, name]) },
    ]),
  );
}

/** A setting as the flag of the same name takes it. */
export function asWritten(name: string, value: unknown): string | boolean {
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.join(',');
  // A think time is a duration of the configuration, whose bare numbers are ms; flags take seconds.
  if (name === 'think') return typeof value === 'number' ? `${value}ms` : String(value).replaceAll(/\s/g, '');
  return String(value);
}

function flagLayer(flags: Flags): Layer {
  const origin: Origin = { from: 'flag' };
  return new Map(
    settingNames.flatMap((name) => {
      const value = flags[name];
      return typeof value === 'string' || typeof value === 'boolean' ? [[name, { value, origin }]] : [];
    }),
  );
}

function only(layer: Layer, keep: (origin: Origin) => boolean): Layer {
  return new Map([...layer].filter(([, { origin }]) => keep(origin)));
}

const shapesOfOpen = ['arrivals', 'overflow', 'maxConnections', 'pacing'] as const;

/** What a layer makes meaningless of what the layers below it say: it has chosen another kind. */
function displacedBy(layer: Layer, ownModes: boolean): readonly string[] {
  const modes = layer.get('modes')?.value;
  const ofReference = typeof modes === 'string' && modes.split(',').every((name) => name.includes('/'));
  return [
    ...(layer.has('rate') ? ['concurrency', 'think'] : []),
    ...(layer.has('concurrency') ? ['rate', ...shapesOfOpen] : []),
    // A number of rounds is a promise, which only a budget that is named with it may cut short.
    ...(layer.has('rounds') ? ['budget'] : []),
    ...(ownModes && layer.has('stack') ? ['modes', 'scenarios'] : []),
    ...(ownModes && ofReference ? ['scenarios'] : []),
  ];
}

function displacedByServers(flags: Flags): readonly string[] {
  return [
    ...(serverFlag(flags) === null ? [] : ['modes', 'stack', 'workers', 'threads']),
    ...(flags.path?.length ? ['scenarios'] : []),
  ];
}

/** A file's defaults for open workloads wait for one. */
function dropIdleDefaults(settled: Map<string, Setting>): void {
  if (settled.has('rate')) return;
  for (const name of shapesOfOpen) {
    const origin = settled.get(name)?.origin;
    if (origin?.from === 'file' && origin.path.startsWith('defaults.')) settled.delete(name);
  }
}
