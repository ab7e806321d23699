import type { LoadOrder, LoadReport, LoadTarget } from '../../model/load.ts';
import type { SlowClientsSpec } from '../../model/scenario.ts';
import type { Clock } from '../clock.ts';
import { prepareRequest } from './request.ts';
import { SlowClient, type SlowCounts } from './slow-client.ts';

/** Clients that are not under way by then are not waited for: the server takes no more connections. */
const startTimeoutMs = 5000;

/** The slow clients of a session: begun with its first slice, ended with the session. */
export class SlowClients {
  readonly #clients: readonly SlowClient[];
  readonly #counts: SlowCounts;
  readonly #clock: Clock;
  #told: SlowCounts = { started: 0, completed: 0, failed: 0 };

  /** Throws a RangeError when a request cannot be written as HTTP/1.1. */
  constructor(target: LoadTarget, spec: SlowClientsSpec, order: LoadOrder, clock: Clock) {
    const { pieceBytes, pauseMs } = spec;
    const pace = { pieceBytes, pauseMs, answerTimeoutMs: order.requestTimeoutMs };
    const requests = spec.requests.map((request) => prepareRequest(request, target));
    const counts = { started: 0, completed: 0, failed: 0 };
    this.#counts = counts;
    this.#clock = clock;
    this.#clients = Array.from(
      { length: spec.clients },
      (_, index) => requests[index % requests.length],
    ).flatMap((request) =>
      request === undefined ? [] : [new SlowClient(target, request, pace, clock, counts)],
    );
  }

  /** Resolves when each client is under way, and each at another point of its request: slow clients do not march in step. */
  async start(): Promise<void> {
    let forget = (): void => {};
    const tooLong = new Promise<void>((resolve) => {
      forget = this.#clock.after(startTimeoutMs, resolve);
    });
    const started = this.#clients.map((client, index) => client.start(index / this.#clients.length));
    await Promise.race([Promise.all(started), tooLong]);
    forget();
  }

  stop(): void {
    for (const client of this.#clients) client.stop();
  }

  /** What they came to since the last time this was asked. */
  takeCounts(): NonNullable<LoadReport['slow']> {
    const { started, completed, failed } = this.#counts;
    const before = this.#told;
    this.#told = { started, completed, failed };
    return {
      started: started - before.started,
      completed: completed - before.completed,
      failed: failed - before.failed,
    };
  }
}
