import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { FailureError } from '../model/failure.ts';
import {
  duePreparationSchema,
  type EngineName,
  type EngineSession,
  type LoadOrder,
  type LoadTarget,
  loadReportSchema,
  type Peers,
} from '../model/load.ts';
import { requestHookFailed } from './hook-failed.ts';
import type { LoaderPlace } from './loader-place.ts';
import { type Question, type Say, saySchema } from './protocol.ts';

/** A loader asked to end that is still there after this long is killed. */
const shutdownTimeoutMs = 1000;
const stderrKept = 4096;
/** A slice with a request hook that takes so much longer than it may is held up by the hook, ms. */
const hookPatienceMs = 10_000;

/**
 * MB of each half of V8's young generation, in place of 16: what a request leaves behind is dead at once, and a small one
 * stays in the CPU's cache. With 8,000 connections the loader's peak fell from 131 to 104 MB.
 */
const loaderFlags = ['--max-semi-space-size=2'];

export interface LoaderExit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * A loader process, seen from the harness. When it dies, whatever was asked of it and not yet answered, and
 * whatever is asked later, rejects with FailureError `loader-exited`; other faults reject with `loader-error` or
 * `engine-refused`. These failures name no variant and no phase; the caller knows them (`placed`).
 */
export interface Loader {
  readonly pid: number;
  /** The shortest slice its engine can measure, ms. */
  readonly minimumWindowMs: number;
  /**
   * As an engine does (`LoadEngine.open`). Several sessions may be open, and driven at the same time; CPU and event loop
   * are then those of all.
   */
  open(target: LoadTarget, connections: number, ahead?: LoadOrder): Promise<EngineSession>;
  /** CPU time since its start, ms. */
  cpuMs(): Promise<number>;
  /** Ends it: slices that are being driven end at once. Resolves when the process is gone; may be called again. */
  stop(): Promise<void>;
  /** Resolves when the process is gone, for whatever reason; never rejects. */
  readonly exited: Promise<LoaderExit>;
}

export interface LoaderOptions {
  readonly engine: EngineName;
  /** Kills it. */
  readonly signal?: AbortSignal;
  /** Which of several that act as one it is; alone when absent. */
  readonly place?: LoaderPlace;
  /** A program and its arguments that run what follows them in their own place, as taskset does; none when absent. */
  readonly through?: readonly string[];
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  /** Whom to tell how many answers there are, while a slice is driven together with others. */
  readonly peers?: Peers | undefined;
}

/**
 * Starts a loader in a session and process group of its own, so that the terminal's Ctrl-C does not reach it before
 * the harness has closed the slice. It ends with the harness, however that ends, for it lives by the IPC channel.
 */
export async function startLoader(options: LoaderOptions): Promise<Loader> {
  const child = spawnLoader(options);
  const link = new LoaderLink(child);
  const kill = (): void => void child.kill('SIGKILL');
  if (options.signal?.aborted) kill();
  options.signal?.addEventListener('abort', kill, { once: true });
  void link.exited.then(() => options.signal?.removeEventListener('abort', kill));

  const minimumWindowMs = await link.ready;
  return {
    pid: child.pid ?? -1,
    minimumWindowMs,
    exited: link.exited,
    cpuMs: async () => z.number().parse(await link.ask({ type: 'cpu' })),
    stop: () => link.stop(),
    async open(target, connections, ahead) {
      const session = z.int().parse(await link.ask({ type: 'open', target, connections, ahead }));
      return {
        prepare: async (order, step) =>
          duePreparationSchema.parse(await link.ask({ type: 'prepare', session, order, step })),
        drive: async (order, peers) => loadReportSchema.parse(await link.drive(session, order, peers)),
        close: async () => void (await link.ask({ type: 'close', session })),
      };
    },
  };
}

function spawnLoader({ engine, place, through = [] }: LoaderOptions): ChildProcess {
  const entry = fileURLToPath(new URL('./loader-main.js', import.meta.url));
  const which = place === undefined ? [] : [`${place.index}/${place.of}`];
  const own = [process.execPath, ...loaderFlags, entry, engine, ...which];
  const [program = process.execPath, ...args] = [...through, ...own];
  return spawn(program, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
}

/** Questions and answers over the IPC channel of one child. */
class LoaderLink {
  readonly ready: Promise<number>;
  readonly exited: Promise<LoaderExit>;
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  #asked = 0;
  #exit: LoaderExit | null = null;
  #stderr = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    this.ready = new Promise((resolve, reject) => {
      this.#pending.set(0, { resolve: (value) => resolve(value as number), reject });
    });
    this.exited = new Promise((resolve) => {
      const end = (exitCode: number | null, signal: NodeJS.Signals | null): void => {
        this.#ended({ exitCode, signal });
        resolve({ exitCode, signal });
      };
      child.once('exit', end);
      child.once('error', () => end(null, null));
    });
    child.on('message', (message) => {
      const said = saySchema.safeParse(message);
      // A loader that does not speak as agreed cannot be relied on; its end rejects what is pending.
      if (said.success) this.#heard(said.data);
      else child.kill('SIGKILL');
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrKept);
    });
  }

  drive(session: number, order: LoadOrder, peers?: Peers): Promise<unknown> {
    const driven = this.ask({ type: 'drive', session, order, peers: peers?.count }, peers);
    const drive = this.#asked;
    void peers?.enough.then((last) => {
      if (this.#pending.has(drive)) this.ask({ type: 'enough', drive, last }).catch(() => {});
    });
    return order.hook === undefined ? driven : this.#watched(drive, driven, order, order.hook.scenario);
  }

  /** A hook that does not return holds its process up for good; nothing but its end helps. */
  async #watched(id: number, driven: Promise<unknown>, order: LoadOrder, scenario: string): Promise<unknown> {
    const { window, drainTimeoutMs } = order;
    const mostMs = Math.max(window.minMs, window.maxMs) + drainTimeoutMs + hookPatienceMs;
    const timer = setTimeout(() => {
      const pending = this.#pending.get(id);
      this.#pending.delete(id);
      pending?.reject(new FailureError(requestHookFailed(scenario, 'it does not return')));
      this.#child.kill('SIGKILL');
    }, mostMs);
    try {
      return await driven;
    } finally {
      clearTimeout(timer);
    }
  }

  ask(question: Question, peers?: Peers): Promise<unknown> {
    if (this.#exit !== null) return Promise.reject(this.#exitFailure(this.#exit));
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, peers });
      // A channel that is already closed is followed by the exit, which rejects what is pending.
      this.#child.send({ ...question, id }, () => {});
    });
  }

  async stop(): Promise<void> {
    if (this.#exit !== null) return;
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), shutdownTimeoutMs);
    this.ask({ type: 'shutdown' }).catch(() => {});
    await this.exited;
    clearTimeout(kill);
  }

  #heard(message: Say): void {
    const id = message.type === 'ready' ? 0 : message.id;
    const pending = this.#pending.get(id);
    if (message.type === 'answers') {
      pending?.peers?.answers(message.count);
      return;
    }
    this.#pending.delete(id);
    if (message.type === 'ready') pending?.resolve(message.minimumWindowMs);
    else if (message.type === 'done') pending?.resolve(message.value);
    else pending?.reject(new FailureError(message.failure));
  }

  #ended(exit: LoaderExit): void {
    this.#exit ??= exit;
    for (const pending of this.#pending.values()) pending.reject(this.#exitFailure(exit));
    this.#pending.clear();
  }

  #exitFailure(exit: LoaderExit): FailureError {
    const cause = this.#stderr === '' ? undefined : { cause: new Error(this.#stderr) };
    return new FailureError({ reason: 'loader-exited', variant: '', phase: '', ...exit }, cause);
  }
}
