import { Agent, get } from 'node:http';
import type { LoadTarget } from '../model/load.ts';
import type { Bench } from './experiment.ts';

/** One request of a visitor, on the clock of the bench. */
export interface Visit {
  readonly startedMs: number;
  readonly endedMs: number;
  /** Whether it was answered 200. */
  readonly ok: boolean;
  readonly body: string;
}

/** A visitor whose request failed rests so long, so that a dead server does not bring a million failures a second. */
const restMs = 10;

/** They come one after another: were all to connect at once, whichever worker wakes first might take them all. */
const arrivalMs = 10;

export type Connections = 'kept' | 'fresh';

/**
 * A light load whose every request is known by itself, where the counts of a loader do not say enough. Visitors ask for
 * the same path again and again, each on a connection that is kept where the server keeps it, or on a fresh one each
 * time. They take CPU time of the harness, so no throughput is measured with them.
 */
export class Visitors {
  readonly #bench: Bench;
  readonly #target: LoadTarget;
  readonly #path: string;
  readonly #agent: Agent;
  readonly #visits: Visit[] = [];
  readonly #going: Promise<unknown>;
  #stopped = false;

  constructor(
    bench: Bench,
    target: LoadTarget,
    path: string,
    count: number,
    connections: Connections = 'kept',
  ) {
    this.#bench = bench;
    this.#target = target;
    this.#path = path;
    this.#agent = new Agent({ keepAlive: connections === 'kept', maxSockets: count });
    bench.signal.addEventListener('abort', () => this.#agent.destroy(), { once: true });
    this.#going = Promise.all(Array.from({ length: count }, (_, index) => this.#visit(index)));
  }

  /** Those that have ended so far. */
  get visits(): readonly Visit[] {
    return this.#visits;
  }

  /** Lets each visitor end what it is at; then all visits. */
  async stop(): Promise<readonly Visit[]> {
    this.#stopped = true;
    await this.#going;
    this.#agent.destroy();
    return this.#visits;
  }

  async #visit(index: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, index * arrivalMs));
    while (!this.#stopped && !this.#bench.signal.aborted) {
      const startedMs = this.#bench.now();
      const body = await this.#ask();
      this.#visits.push({ startedMs, endedMs: this.#bench.now(), ok: body !== null, body: body ?? '' });
      if (body === null) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  }

  /** The body of a 200; null for anything else. */
  #ask(): Promise<string | null> {
    return new Promise((resolve) => {
      const options = { ...this.#target, path: this.#path, agent: this.#agent };
      const request = get(options, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          body += text;
        });
        response.on('error', () => resolve(null));
        response.on('end', () => resolve(response.complete && response.statusCode === 200 ? body : null));
        response.on('close', () => resolve(null));
      });
      const timer = setTimeout(() => request.destroy(), this.#bench.requestTimeoutMs);
      request.on('error', () => resolve(null));
      request.on('close', () => {
        clearTimeout(timer);
        resolve(null);
      });
    });
  }
}
