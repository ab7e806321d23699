import type { FailureError } from '../model/failure.ts';
import type { LoadOrder, LoadSession, LoadTarget } from '../model/load.ts';

/** What sends a run's requests: one loader process, or several that act as one. */
export interface RunningLoader {
  open(target: LoadTarget, connections: number, ahead?: LoadOrder): Promise<LoadSession>;
  stop(): Promise<void>;
}

export type StartLoader = () => Promise<RunningLoader>;

/** A loader that dies so often is not bad luck. */
const restartsAllowed = 3;

/** Holds the one loader of a run, and replaces it when it has died. */
export class LoaderKeeper {
  readonly #start: StartLoader;
  #loader: Promise<RunningLoader> | null = null;
  #deaths = 0;

  constructor(start: StartLoader) {
    this.#start = start;
  }

  /** @throws FailureError `loader-exited` once it has died more often than is allowed. */
  async open(target: LoadTarget, connections: number, ahead?: LoadOrder): Promise<LoadSession> {
    // The promise is kept, not the loader: warming up opens several sessions at once, on one loader.
    this.#loader ??= this.#start();
    const loader = await this.#loader;
    return loader.open(target, connections, ahead);
  }

  /** To be told of every failure of a session: forgets a loader that has exited. */
  async noteFailure(error: FailureError): Promise<void> {
    if (error.failure.reason !== 'loader-exited') return;
    await this.stop();
    this.#deaths += 1;
    if (this.#deaths > restartsAllowed) throw error;
  }

  async stop(): Promise<void> {
    const loader = this.#loader;
    this.#loader = null;
    // A loader that never came up has nothing to stop, and whoever opened a session has been told.
    await (await loader?.catch(() => undefined))?.stop();
  }
}
