import { chmod, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { LaunchContext, Launcher, LaunchSpec, ModeOption } from '../../harness/model/launch.ts';
import { contractPath } from '../contract/contract.ts';

/** Servers behind a proxy. */
export const backends: ModeOption = {
  summary: 'copies of the server behind the proxy, which takes them in turn',
  default: 1,
  min: 1,
  max: 8,
};
export const backendsOf = (options: Readonly<Record<string, number>>) => options.backends ?? backends.default;

export interface Proxy {
  readonly argv: readonly [string, ...string[]];
  /** Of the proxy alone. */
  readonly env: Readonly<Record<string, string>>;
  readonly processes: number;
}

const pidFile = 'behind.pids';

/**
 * What starts everything: each server in the background, each from a folder of its own, and then the proxy in its own
 * place, so that no process is added and the proxy leads the group. Servers are its children, and get the stop signal
 * of the group as it does. Their pids are noted, for a proxy stays when they end. Arguments: a count, a folder and as many words less one for each server; 0; the proxy's words.
 */
const leader = [
  'while [ "$1" -gt 0 ]; do n=$1; shift;',
  // The first n words go round to the end, and what is before them then is dropped.
  '(m=$(($# - n)); i=0; while [ "$i" -lt "$n" ]; do set -- "$@" "$1"; shift; i=$((i + 1)); done; shift "$m";',
  `cd "$1" && shift && exec "$@") & echo "$!" >> ${pidFile};`,
  'shift "$n"; done; shift; exec "$@"',
].join(' ');

/** The static files of the contract, under this name in the work folder of every proxy. */
export const staticLink = 'static';

/** Copies of a server behind a proxy, on ports of their own and with one database, as one launch. */
export async function launchBehind(
  inner: Launcher,
  context: LaunchContext,
  startProxy: (ports: readonly number[]) => Promise<Proxy>,
): Promise<LaunchSpec> {
  const ports = await freePorts(context, backendsOf(context.options));
  // A server that gives up root must still get to its own folder.
  await chmod(context.workDir, 0o711);
  await symlink(contractPath('static'), join(context.workDir, staticLink));
  const specs: LaunchSpec[] = [];
  for (const port of ports) {
    const workDir = join(context.workDir, `backend-${port}`);
    await mkdir(workDir);
    specs.push(await inner({ ...context, port, workDir }));
  }
  const [first] = specs;
  if (first === undefined) throw new Error('Internal error: a proxy without a server behind it');
  const proxy = await startProxy(ports);
  const servers = specs.map((spec) => [spec.cwd, ...withEnv(ownEnv(first, spec), spec.argv)]);
  const words = servers.flatMap((server) => [String(server.length), ...server]);
  return {
    argv: ['/bin/sh', '-c', leader, 'bench', ...words, '0', ...withEnv(proxy.env, proxy.argv)],
    env: first.env,
    cwd: context.workDir,
    ready: first.ready,
    behind: specs.flatMap((spec, index) => [...(spec.behind ?? []), ...ports.slice(index, index + 1)]),
    behindPids: [...specs.flatMap((spec) => spec.behindPids ?? []), join(context.workDir, pidFile)],
    processes: specs.reduce((sum, spec) => sum + spec.processes, proxy.processes),
    stopSignal: first.stopSignal,
    ...(first.reset === undefined ? {} : { reset: first.reset }),
  };
}

async function freePorts(context: LaunchContext, count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = await context.freePort();
    if (port !== context.port) ports.add(port);
  }
  return [...ports];
}

/** What a copy's environment has that the first one's has not: one database and one secret serve all. */
function ownEnv(first: LaunchSpec, spec: LaunchSpec): Record<string, string> {
  const shared = ['BENCH_DATABASE', 'BENCH_SECRET'];
  const differs = ([name, value]: [string, string]) => !shared.includes(name) && first.env[name] !== value;
  return Object.fromEntries(Object.entries(spec.env).filter(differs));
}

/** env(1) sets what is given and becomes the program. */
function withEnv(env: Readonly<Record<string, string>>, argv: readonly string[]): readonly string[] {
  const given = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return given.length === 0 ? argv : ['env', ...given, ...argv];
}
