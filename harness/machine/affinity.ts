import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { formatCpuList, parseCpuList } from '../model/cpu-list.ts';
import type { UsageProblem } from '../model/failure.ts';
import type { Environment } from '../model/machine.ts';
import type { Plan } from '../model/plan.ts';
import { parseAffinity } from './environment.ts';

/** Which CPUs servers and loaders are kept to. */
export type CpuLists = Pick<Plan, 'serverCpus' | 'loadCpus'>;

/** What this machine has for keeping processes to CPUs. */
export interface AffinityMeans {
  /** CPUs that this process, and so what it starts, may use; null where the system does not tell. */
  readonly allowed: readonly number[] | null;
  /** Path of taskset (util-linux); null where there is none. */
  readonly taskset: string | null;
  /** Runs a program that does nothing on these CPUs; null when that went well, else what was said. */
  tryOut(taskset: string, cpus: string): string | null;
}

export function affinityMeans(): AffinityMeans {
  return { allowed: allowedCpus(), taskset: findProgram('taskset', process.env.PATH), tryOut };
}

/** What stands in the way of keeping servers and loaders to their CPUs, all at once. */
export function affinityProblems(lists: CpuLists, means: AffinityMeans = affinityMeans()): UsageProblem[] {
  return [
    ...problemsOf('--server-cpus', lists.serverCpus, means),
    ...problemsOf('--load-cpus', lists.loadCpus, means),
  ];
}

function problemsOf(where: string, cpus: string | null, means: AffinityMeans): UsageProblem[] {
  if (cpus === null) return [];
  const { allowed, taskset } = means;
  const wanted = parseCpuList(cpus);
  if (wanted === null) {
    const hint = 'write numbers and ranges with commas between them, such as 0-3,8';
    return [{ where, message: `"${cpus}" is not a list of CPUs`, hint }];
  }
  if (taskset === null) {
    const hint = 'install it with apt-get install util-linux (Linux only), or leave the flag out';
    return [{ where, message: 'needs taskset, which is not installed', hint }];
  }
  const beyond = wanted.filter((cpu) => allowed !== null && !allowed.includes(cpu));
  if (allowed !== null && beyond.length > 0) {
    const message = `this process may not use ${beyond.length === 1 ? 'CPU' : 'CPUs'} ${formatCpuList(beyond)}`;
    return [{ where, message, hint: `allowed: ${formatCpuList(allowed)}` }];
  }
  const trouble = means.tryOut(taskset, cpus);
  if (trouble === null) return [];
  const hint = 'some containers forbid to choose CPUs; leave the flag out there';
  return [{ where, message: `taskset cannot keep a process to CPUs ${cpus}: ${trouble}`, hint }];
}

/**
 * What to put before a command so that it runs on these CPUs, with all that it starts; nothing when any will do. taskset
 * becomes the program that it runs (exec), so pid, process group and open files stay those of the command.
 * @throws Error when there is no taskset, which {@link affinityProblems} tells beforehand
 */
export function pinningTo(
  cpus: string | null,
  taskset: string | null = affinityMeans().taskset,
): readonly string[] {
  if (cpus === null) return [];
  if (taskset === null) throw new Error('Internal error: CPUs were asked for where there is no taskset');
  return [taskset, '-c', cpus];
}

/**
 * The same command, kept to CPUs. A program that cannot be found is left alone: it is then the one that fails to start,
 * with its own name, and not taskset.
 */
export function pinned(
  argv: readonly [string, ...string[]],
  pinning: readonly string[],
  path: string | undefined,
  cwd: string,
): [string, ...string[]] {
  const [program, ...args] = argv;
  const [first, ...before] = pinning;
  const found = program.includes('/')
    ? isProgram(join(program.startsWith('/') ? '' : cwd, program))
    : findProgram(program, path) !== null;
  return first === undefined || !found ? [program, ...args] : [first, ...before, program, ...args];
}

/** pinned: servers and loaders have CPUs of their own. */
export function placementOf(lists: CpuLists): Environment['placement'] {
  return lists.serverCpus !== null && lists.loadCpus !== null && sharedCpus(lists).length === 0
    ? 'pinned'
    : 'co-located';
}

/** CPUs that are in both lists. */
export function sharedCpus({ serverCpus, loadCpus }: CpuLists): readonly number[] {
  const ofLoad = parseCpuList(loadCpus ?? '') ?? [];
  return (parseCpuList(serverCpus ?? '') ?? []).filter((cpu) => ofLoad.includes(cpu));
}

/** CPUs that processes started from here may be kept to; null where the system does not tell, as any but Linux. */
export function allowedCpus(): readonly number[] | null {
  try {
    return parseCpuList(parseAffinity(readFileSync('/proc/self/status', 'utf8')) ?? '');
  } catch {
    return null;
  }
}

/** Where a program is found that is named without a folder. */
export function findProgram(name: string, path: string | undefined): string | null {
  const folders = (path ?? '/usr/bin:/bin').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function tryOut(taskset: string, cpus: string): string | null {
  const { status, stderr, error } = spawnSync(taskset, ['-c', cpus, 'true'], { encoding: 'utf8' });
  if (status === 0) return null;
  return error?.message ?? (stderr.trim() || `it ended with status ${status}`);
}
