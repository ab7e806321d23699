import type { Client } from './client.ts';

/**
 * The clients of an open workload that are free. Of those whose connection stands the most recently used one is taken,
 * so that no more connections are in use than the load needs. A client is made only when none is left whose connection
 * was closed.
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

  /** A client whose connection stands: the most recently used one. Null when all that stand are in use. */
  takeStanding(): Client | null {
    for (let client = this.#standing.pop(); client !== undefined; client = this.#standing.pop()) {
      if (client.idle) return client;
      this.#closed.push(client);
    }
    return null;
  }

  /** A client that has to connect first. Null when as many as may be are in use. */
  takeClosed(): Client | null {
    const closed = this.#closed.pop();
    if (closed !== undefined) return closed;
    if (this.#clients.length >= this.#limit) return null;
    const made = this.#make();
    this.#clients.push(made);
    return made;
  }

  /** How many there are to be had by {@link takeClosed}. */
  get closed(): number {
    return this.#closed.length + this.#limit - this.#clients.length;
  }

  /** A client is free again. */
  give(client: Client): void {
    if (client.idle) this.#standing.push(client);
    else this.#closed.push(client);
  }
}
