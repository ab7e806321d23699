import type { Client } from './client.ts';

/**
 * The clients of an open workload that are free. One whose connection stands is taken first, the most recently used
 * of them, so that no more connections are in use than the load needs; then one whose connection was closed; only
 * then is another client made.
 */
export class ClientPool {
  readonly #limit: number;
  readonly #make: () => Client;
  readonly #clients: Client[];
  /** Free; their connections stood when they came here. The most recently used one is last. */
  readonly #standing: Client[] = [];
  /** Free, without a connection. */
  readonly #closed: Client[] = [];

  /** No more than `limit` clients are given out at once. `clients` are there already, the first to be used first. */
  constructor(clients: readonly Client[], limit: number, make: () => Client) {
    this.#clients = [...clients];
    this.#limit = limit;
    this.#make = make;
    for (const client of clients.toReversed()) this.give(client);
  }

  /** All that there are, free or not. */
  get clients(): readonly Client[] {
    return this.#clients;
  }

  /** Null when as many as may be are in use. */
  take(): Client | null {
    for (let client = this.#standing.pop(); client !== undefined; client = this.#standing.pop()) {
      if (client.idle) return client;
      this.#closed.push(client);
    }
    const closed = this.#closed.pop();
    if (closed !== undefined) return closed;
    if (this.#clients.length >= this.#limit) return null;
    const made = this.#make();
    this.#clients.push(made);
    return made;
  }

  /** A client is free again. */
  give(client: Client): void {
    if (client.idle) this.#standing.push(client);
    else this.#closed.push(client);
  }
}
