import { formatCpuList, parseCpuList } from '../model/cpu-list.ts';
import { type Level, levelConnections } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import { defaults, limits } from './defaults.ts';
import { parseCount, quote } from './parse-quantity.ts';
import { flagOf, type Problems } from './problems.ts';

/** Who sends, and what runs where, as written: undefined where nothing was said. */
export interface PlacementRequest {
  readonly loaders?: string | undefined;
  readonly serverCpus?: string | undefined;
  readonly loadCpus?: string | undefined;
}

export type Placement = Pick<Plan, 'loaders' | 'serverCpus' | 'loadCpus'>;

/** @param cpus those that processes may be kept to here; null where the system does not let them be kept */
export function parsePlacement(
  request: PlacementRequest,
  { levels, pacing }: Pick<Plan, 'levels' | 'pacing'>,
  cpus: readonly number[] | null,
  problems: Problems,
): Placement {
  const loaders = parseLoaders(request.loaders, levels, problems);
  const servers = parseCpus('serverCpus', request, cpus, problems);
  const loads = parseCpus('loadCpus', request, cpus, problems);
  if (pacing === 'spin') refuseCrowdedSpin(request, loaders, { servers, loads }, problems);
  return {
    loaders,
    serverCpus: servers === null ? null : formatCpuList(servers),
    loadCpus: loads === null ? null : formatCpuList(loads),
  };
}

/** Processes that share the sending. Each needs a connection of its own, at the lowest level too. */
function parseLoaders(given: string | undefined, levels: readonly Level[], problems: Problems): number {
  if (given === undefined) return defaults.loaders;
  const loaders = parseCount('--loaders', given, { min: 1, max: limits.loaders }, problems);
  const [lowest] = levels;
  if (loaders === undefined || lowest === undefined) return loaders ?? defaults.loaders;
  const connections = levelConnections(lowest);
  if (loaders > connections) {
    const shared = connections === 1 ? 'the 1 connection' : `the ${connections} connections`;
    const more = lowest.kind === 'open' ? `--max-connections ${loaders}` : `--concurrency from ${loaders} on`;
    problems.add(
      '--loaders',
      `${loaders} are too many for ${shared} of the lowest level: each needs one`,
      `name ${more}, or fewer loaders`,
    );
  }
  return loaders;
}

/**
 * Null where none are named, and, with a problem noted, where these cannot be had.
 * @param cpus as in {@link parsePlacement}
 */
export function parseCpus(
  name: 'serverCpus' | 'loadCpus',
  request: PlacementRequest,
  cpus: readonly number[] | null,
  problems: Problems,
): readonly number[] | null {
  const given = request[name];
  if (given === undefined) return null;
  const flag = flagOf(name);
  const wanted = parseCpuList(given);
  if (wanted === null) {
    problems.add(flag, `${quote(given)} is not a list of CPUs`, 'write 0, 0-3 or 0-3,8');
    return null;
  }
  if (cpus === null) {
    problems.add(flag, 'processes can be kept to CPUs on Linux only', 'leave it out');
    return null;
  }
  const missing = wanted.filter((cpu) => !cpus.includes(cpu));
  if (missing.length > 0) {
    const there = formatCpuList(cpus);
    problems.add(flag, `there is no CPU ${formatCpuList(missing)} for this process`, `allowed: ${there}`);
    return null;
  }
  return wanted;
}

/**
 * A loader that spins keeps a whole core busy: on a core that a server needs it would measure itself, and two on one
 * core would each be late by what the other's turn takes.
 */
function refuseCrowdedSpin(
  { serverCpus, loadCpus }: PlacementRequest,
  loaders: number,
  {
    servers,
    loads,
  }: { readonly servers: readonly number[] | null; readonly loads: readonly number[] | null },
  problems: Problems,
): void {
  const why = `spin keeps ${loaders === 1 ? 'a whole core' : `${loaders} whole cores`} busy`;
  const add = (message: string, hint: string) => problems.add('--pacing', `${why}, ${message}`, hint);
  if (serverCpus === undefined || loadCpus === undefined) {
    add(
      'which the servers must be kept off',
      'add --load-cpus and --server-cpus without a CPU in common, or use --pacing timer',
    );
    return;
  }
  if (servers === null || loads === null) return;
  const shared = loads.filter((cpu) => servers.includes(cpu));
  if (shared.length > 0) {
    add(
      `and --load-cpus shares CPU ${formatCpuList(shared)} with --server-cpus`,
      'keep them apart, or use --pacing timer',
    );
  }
  if (loads.length < loaders) {
    const has = loads.length === 1 ? '1 CPU' : `${loads.length} CPUs`;
    add(`and --load-cpus has ${has}`, 'give each loader one, or use --pacing timer');
  }
}
