import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerMode } from '../../harness/model/launch.ts';
import { type ProcessEntry, readProcessTable, signalProcess } from '../../harness/supervise/process-table.ts';
import { type Reply, type RequestParts, request } from './http.ts';
import { until } from './until.ts';

/** A server of the reference app, started for a test in a process group of its own. */
export interface Serving {
  readonly pid: number;
  readonly port: number;
  readonly workDir: string;
  /** One request on a connection of its own. */
  send(parts: RequestParts): Promise<Reply>;
  get(path: string): Promise<Reply>;
  /** All that it has written to stderr so far. */
  stderr(): string;
  /** Sends a signal to the leader only; settles when the leader has ended. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

interface Started extends Serving {
  readonly child: ChildProcess;
  readonly behind: readonly number[];
}

const started = new Set<Started>();

/** Starts a mode on a free port without waiting for it; `env` is added to what the mode asks for. */
export async function start(
  mode: ServerMode,
  options: Readonly<Record<string, number>> = {},
  env: Readonly<Record<string, string>> = {},
  port?: number,
): Promise<Started> {
  const workDir = mkdtempSync(join(tmpdir(), 'bench-test-'));
  const chosen = port ?? (await freePort());
  const nonce = `nonce-${chosen}`;
  const spec = await mode.launch({ host: '127.0.0.1', port: chosen, freePort, nonce, workDir, options });
  const [program, ...rest] = spec.argv;
  // A file, as under supervision: what Node calls a pipe is a socket, which Apache cannot open.
  const stderr = join(workDir, 'stderr');
  const fd = openSync(stderr, 'a');
  const child = spawn(program, rest, {
    env: { ...process.env, ...spec.env, ...env },
    cwd: spec.cwd,
    stdio: ['ignore', 'ignore', fd],
    detached: true,
  });
  closeSync(fd);
  const serving: Started = {
    child,
    behind: spec.behind ?? [],
    pid: child.pid!,
    port: chosen,
    workDir,
    send: (parts) => request(chosen, parts),
    get: (path) => request(chosen, { path }),
    stderr: () => readFileSync(stderr, 'utf8'),
    async end(signal) {
      const ended = exited(child);
      child.kill(signal);
      return ended;
    },
  };
  started.add(serving);
  return serving;
}

/** Starts a mode and waits until `/health` answers 200 with the launch's nonce, behind a proxy first. */
export async function serve(
  mode: ServerMode,
  options: Readonly<Record<string, number>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Serving> {
  const serving = await start(mode, options, env);
  for (const port of [...serving.behind, serving.port]) {
    await until(`${mode.name} to be ready`, async () => {
      const health = await request(port, { path: '/health' }).catch(() => null);
      return health?.status === 200 && health.headers['x-bench-nonce'] === `nonce-${serving.port}`;
    });
  }
  return serving;
}

/** Ends every server that the tests of a file started. For `afterAll`/`afterEach` of tests that follow one another. */
export async function endAll(): Promise<void> {
  for (const serving of started) await endWhole(serving);
}

/** Ends a server with all that is left of its session. */
export async function endWhole({ pid, workDir }: Serving): Promise<void> {
  // More than once: what restarts others may be killed after them.
  for (let left = ofSession(pid); left.length > 0; left = ofSession(pid)) {
    for (const entry of left) signalProcess(entry, 'SIGKILL');
    await sleep(5);
  }
  for (const serving of started) {
    if (serving.pid !== pid) continue;
    await exited(serving.child);
    started.delete(serving);
  }
  rmSync(workDir, { recursive: true, force: true });
}

function ofSession(leader: number): readonly ProcessEntry[] {
  return readProcessTable().filter((entry) => !entry.zombie && entry.session === leader);
}

/** Whether a process runs; one that has ended but was not yet waited for does not. */
export function alive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    return state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function exited(child: ChildProcess) {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { code: child.exitCode, signal: child.signalCode };
}
