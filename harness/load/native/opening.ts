import type { FailureKind } from '../../model/load.ts';
import type { Clock } from '../clock.ts';
import type { Client, ExchangeListener } from './client.ts';
import type { Sequence } from './sequence.ts';

/** Opening steps that take longer altogether are left to the slice. */
const openingLimitMs = 30_000;

/**
 * Takes clients through their opening steps before a slice, one client after another: an app that counts log-ins in
 * progress against a limit of failures, as it should, would refuse many at once. Ends at the first client that fails:
 * a slice then tries again, and counts what fails.
 */
export class Opening implements ExchangeListener {
  readonly #sequence: Sequence;
  readonly #requestTimeoutMs: number;
  readonly #clock: Clock;
  #cancelled = false;
  #settle: (ok: boolean) => void = () => {};

  constructor(sequence: Sequence, requestTimeoutMs: number, clock: Clock) {
    this.#sequence = sequence;
    this.#requestTimeoutMs = requestTimeoutMs;
    this.#clock = clock;
  }

  async run(clients: readonly Client[]): Promise<void> {
    const until = this.#clock.now() + openingLimitMs;
    for (const client of clients) {
      while (this.#sequence.mustOpen(client)) {
        if (this.#cancelled || this.#clock.now() >= until) return;
        if (!(await this.#exchange(client))) return;
      }
    }
  }

  /** Ends it now. */
  cancel(): void {
    this.#cancelled = true;
    this.#settle(false);
  }

  answered(): void {
    this.#settle(true);
  }

  failed(client: Client, kind: FailureKind): void {
    this.#sequence.failed(client, kind === 'status' || kind === 'body');
    this.#settle(false);
  }

  async #exchange(client: Client): Promise<boolean> {
    const request = this.#sequence.next(client);
    if (request === null) return false;
    const outcome = new Promise<boolean>((resolve) => {
      this.#settle = resolve;
    });
    const forget = this.#clock.after(this.#requestTimeoutMs, () => this.#settle(false));
    client.listener = this;
    client.send(request);
    const ok = await outcome;
    forget();
    if (client.inFlight) {
      client.discard();
      this.#sequence.failed(client, false);
    }
    return ok;
  }
}
