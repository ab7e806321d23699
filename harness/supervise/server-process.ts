import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Failure, FailureError } from '../model/failure.ts';
import type { Launcher } from '../model/launch.ts';
import type { LoadTarget } from '../model/load.ts';
import type { MemorySample } from '../model/memory.ts';
import { checkAnswer } from './expected-answer.ts';
import { LaunchedServer, markerOf, type ServerExit } from './launched-server.ts';
import { findFreePort } from './ports.ts';
import type { ProcessEntry } from './process-table.ts';
import { waitUntilReady } from './readiness.ts';
import type { Warden } from './warden.ts';

export type { ServerExit } from './launched-server.ts';

export interface StartOptions {
  /** Id of the variant, for failures. */
  readonly variant: string;
  readonly launch: Launcher;
  /** Resolved options of the mode, handed to `launch`; none by default. */
  readonly options?: Readonly<Record<string, number>>;
  /** Handed to `launch` (see `LaunchContext`); as the mode has it when absent. */
  readonly secret?: string;
  readonly appFolder?: string;
  readonly host: string;
  readonly readyTimeoutMs: number;
  /** How long the server may take to stop before it is killed. */
  readonly stopTimeoutMs: number;
  readonly warden: Warden;
  /** Aborts the start. */
  readonly signal?: AbortSignal;
}

/** A server that was started and got ready: the process tree of one variant in one round. */
export interface ServerProcess {
  /** Where it is asked. */
  readonly target: LoadTarget;
  /** Of the leader, which is also the number of its session and group. */
  readonly pid: number;
  /** From spawn to ready. */
  readonly readyMs: number;
  /** Resolves when the leader ends, for whatever reason. */
  readonly exited: Promise<ServerExit>;
  hasExited(): ServerExit | null;
  /** The last lines of stderr, or of stdout where nothing was written to stderr. */
  stderrTail(): string;
  /** The last lines of each output so far. */
  outputs(): { readonly stdout: string; readonly stderr: string };
  /** The live processes of the tree, freshly read; they may be signalled with `signalProcess`. */
  members(): readonly ProcessEntry[];
  /** CPU time of the tree so far, ms; never less than the reading before. */
  cpuMs(): Promise<number>;
  /** Memory of the tree now. Rejects with FailureError `server-exited` when no process is left. */
  memory(): Promise<MemorySample>;
  /** Takes back what was written to the app's database, where it has one. Rejects with FailureError `not-reset`. */
  reset(): Promise<void>;
  /**
   * Stops the tree and proves that nothing is left; resolves to a `not-stopped` failure with what is. May be called
   * again, with the same result.
   */
  stop(): Promise<Failure | null>;
}

/**
 * Starts a server in its own session and waits until it is ready. Rejects, after tearing down what it started, with
 * FailureError `spawn-failed`, `server-exited`, `not-ready`, `foreign-listener` or `wrong-answer` (whose cause is a
 * `not-stopped` one should something be left); with the signal's reason when aborted; and with whatever `launch` throws.
 */
export async function startServer(options: StartOptions): Promise<ServerProcess> {
  options.signal?.throwIfAborted();
  const nonce = randomUUID();
  const server = await launch(options, nonce);
  let cause: unknown;
  try {
    await becomeReady(server, options, nonce);
    const readyMs = performance.now() - server.spawnedAt;
    await answerAsExpected(server, options);
    return {
      target: server.target,
      pid: server.pid,
      readyMs,
      exited: server.exited,
      hasExited: () => server.hasExited(),
      stderrTail: () => server.stderrTail(),
      outputs: () => server.outputs(),
      members: () => server.members(),
      cpuMs: async () => server.cpuMs(),
      memory: async () => server.memory(),
      reset: () => server.reset(),
      stop: () => server.stop(options.stopTimeoutMs),
    };
  } catch (error) {
    cause = error;
  }
  const left = await server.stop(options.stopTimeoutMs);
  if (left !== null && cause instanceof FailureError) {
    throw new FailureError(cause.failure, { cause: new FailureError(left) });
  }
  throw cause;
}

/** From a fresh folder and a free port to a spawned process. The warden knows of each as soon as it exists. */
async function launch(options: StartOptions, nonce: string): Promise<LaunchedServer> {
  const { variant, host, warden } = options;
  const workDir = await mkdtemp(join(tmpdir(), 'modebench-'));
  const unwatchDir = warden.watch({ dir: workDir, marker: markerOf(nonce) });
  try {
    const port = await findFreePort(host);
    const spec = await options.launch({
      host,
      port,
      nonce,
      freePort: () => findFreePort(host),
      workDir,
      options: options.options ?? {},
      ...(options.secret === undefined ? {} : { secret: options.secret }),
      ...(options.appFolder === undefined ? {} : { appFolder: options.appFolder }),
    });
    options.signal?.throwIfAborted();
    const server = await LaunchedServer.spawn({ variant, spec, host, port, nonce, workDir }, warden);
    unwatchDir();
    return server;
  } catch (error) {
    await rm(workDir, { recursive: true, force: true });
    unwatchDir();
    throw error;
  }
}

async function becomeReady(server: LaunchedServer, options: StartOptions, nonce: string): Promise<void> {
  const exited = new AbortController();
  void server.exited.then(() => exited.abort());
  const { ready } = server.spec;
  const pattern = 'pattern' in ready ? ready.pattern : undefined;
  const answer = await waitUntilReady({
    ready,
    announced: pattern === undefined ? () => true : server.watchFor(new RegExp(pattern)),
    processes: server.spec.processes,
    target: server.target,
    behind: server.spec.behind ?? [],
    hasEndedBehind: () => server.hasEndedBehind(),
    nonce,
    timeoutMs: options.readyTimeoutMs,
    members: () => server.members(),
    signal: options.signal === undefined ? exited.signal : AbortSignal.any([exited.signal, options.signal]),
  });
  options.signal?.throwIfAborted();
  if (server.hasExited() !== null) throw new FailureError(server.exitFailure('start'));
  if (answer.kind === 'ended-behind') throw new FailureError(server.endedBehind('start'));
  const at = { variant: options.variant, phase: 'start' };
  if (answer.kind === 'foreign-listener') {
    const { port, socketPath } = server.target;
    const where = socketPath === undefined ? { port } : { port, socketPath };
    throw new FailureError({ reason: 'foreign-listener', ...at, ...where });
  }
  if (answer.kind === 'not-ready') {
    const { lastSeen } = answer;
    const stderrTail = server.stderrTail();
    throw new FailureError({
      reason: 'not-ready',
      ...at,
      afterMs: options.readyTimeoutMs,
      lastSeen,
      stderrTail,
    });
  }
}

/** Rejects with FailureError `wrong-answer`, or `server-exited` should it not outlive the question. */
async function answerAsExpected(server: LaunchedServer, options: StartOptions): Promise<void> {
  const { answer } = server.spec;
  if (answer === undefined) return;
  const wrong = await checkAnswer({
    target: server.target,
    answer,
    timeoutMs: options.readyTimeoutMs,
    signal: options.signal ?? new AbortController().signal,
  });
  options.signal?.throwIfAborted();
  if (wrong === null) return;
  if (server.hasExited() !== null) throw new FailureError(server.exitFailure('start'));
  const { variant } = options;
  throw new FailureError({ ...wrong, variant, phase: 'start', stderrTail: server.stderrTail() });
}
