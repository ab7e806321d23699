import type { RunningLoader } from '../load/loader-keeper.ts';
import type { Failure } from '../model/failure.ts';
import type { PythonPackages } from '../model/launch.ts';
import type { LoadSession, LoadTarget } from '../model/load.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Variant } from '../model/variant.ts';
import type { ServerProcess } from '../supervise/server-process.ts';
import type { Bench, ServerUnderTest, StartHow } from './experiment.ts';

/** A temporary folder that is known to whoever cleans up after a harness that was killed. */
export interface Folder {
  readonly path: string;
  remove(): Promise<void>;
}

/** What experiments need of the world. */
export interface ExperimentInstruments {
  /**
   * Rejects with FailureError after cleaning up, with the signal's reason when aborted, and with NotApplicable when the
   * server cannot serve the app that was asked for.
   */
  startServer(variant: Variant, how: StartHow, signal: AbortSignal): Promise<ServerProcess>;
  packages(variant: Variant): Promise<PythonPackages | null>;
  startLoader(): Promise<RunningLoader>;
  openFolder(): Promise<Folder>;
  scenario(name: string): Scenario;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

export interface ActBenchParts {
  readonly variant: Variant;
  readonly instruments: ExperimentInstruments;
  readonly loader: Pick<RunningLoader, 'open'>;
  readonly requestTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** The bench of one act. It keeps account of everything that the act asks for, and ends it. */
export class ActBench implements Bench {
  readonly variant: Variant;
  readonly requestTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly #parts: ActBenchParts;
  readonly #over = new AbortController();
  /** Also those that are still starting: one of them may get up while the act is being ended. */
  readonly #servers: Promise<ServerProcess>[] = [];
  readonly #sessions: Promise<LoadSession>[] = [];
  readonly #folders: Promise<Folder>[] = [];

  constructor(parts: ActBenchParts) {
    this.#parts = parts;
    this.variant = parts.variant;
    this.requestTimeoutMs = parts.requestTimeoutMs;
    this.signal = AbortSignal.any([parts.signal, this.#over.signal]);
  }

  packages(): Promise<PythonPackages | null> {
    return this.#parts.instruments.packages(this.variant);
  }

  async start(how: StartHow = {}): Promise<ServerUnderTest> {
    this.signal.throwIfAborted();
    const starting = this.#parts.instruments.startServer(this.variant, how, this.signal);
    this.#servers.push(starting);
    return starting;
  }

  async openLoad(target: LoadTarget, connections: number): Promise<LoadSession> {
    this.signal.throwIfAborted();
    const opening = this.#parts.loader.open(target, connections);
    this.#sessions.push(opening);
    const session = await opening;
    return {
      // The loader goes on until the session is closed, which the end of the act does.
      drive: (order) => orAborted(session.drive(order), this.signal),
      close: () => session.close(),
    };
  }

  async folder(): Promise<string> {
    this.signal.throwIfAborted();
    const opening = this.#parts.instruments.openFolder();
    this.#folders.push(opening);
    return (await opening).path;
  }

  scenario(name: string): Scenario {
    return this.#parts.instruments.scenario(name);
  }

  now(): number {
    return this.#parts.instruments.now();
  }

  /** To be called when the act is over or given up: nothing more is started, and what was is ended. What is left. */
  async end(): Promise<readonly Failure[]> {
    this.#over.abort(new Error('the act is over'));
    // A session of a loader that has died cannot be closed, and need not be.
    for (const session of await settled(this.#sessions)) await session.close().catch(() => undefined);
    const servers = await settled(this.#servers);
    const left = await Promise.all(servers.map((server) => server.stop()));
    for (const folder of await settled(this.#folders)) await folder.remove();
    return left.filter((failure) => failure !== null);
  }
}

/** What the work comes to, or the signal's reason as soon as it is aborted. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let dispose: () => void = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    dispose = () => signal.removeEventListener('abort', abort);
    if (signal.aborted) abort();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    dispose();
  }
}

/** Those that came to be. */
async function settled<T>(pending: readonly Promise<T>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(pending);
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}
