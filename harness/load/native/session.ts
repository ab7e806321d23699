import { FailureError } from '../../model/failure.ts';
import type { LoadOrder, LoadReport, LoadSession, LoadTarget } from '../../model/load.ts';
import { systemClock } from '../clock.ts';
import { watchGenerator } from '../generator-usage.ts';
import { Recorder } from '../recorder.ts';
import { StopRule } from '../stop-rule.ts';
import { Tally } from '../tally.ts';
import { ClosedWorkload } from './closed-workload.ts';
import { Connection } from './connection.ts';
import { prepareRequest } from './request.ts';

/** All connections of a process read into this: each piece is used up before the next one comes. */
const readBuffer = Buffer.allocUnsafeSlow(65_536);

/** A connection that takes longer to open before a slice is left to the slice, which has its own time-out. */
const openTimeoutMs = 5000;

/** Connections to one target that outlive slices. */
export class NativeSession implements LoadSession {
  readonly #target: LoadTarget;
  readonly #connections: Connection[] = [];
  #driving = false;
  #closed = false;
  #workload: ClosedWorkload | null = null;

  constructor(target: LoadTarget) {
    this.#target = target;
  }

  async drive(order: LoadOrder): Promise<LoadReport> {
    if (this.#driving) throw loaderError('the session is already being driven');
    this.#driving = true;
    try {
      return await this.#drive(order);
    } finally {
      this.#driving = false;
      this.#workload = null;
    }
  }

  /** A slice that is being driven ends at once; what it had in flight is unfinished. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#workload?.cancel();
    for (const connection of this.#connections) connection.discard();
  }

  /**
   * Opens the first `count` connections that are not open, one after another, so that servers that share out
   * connections as they accept them spread them evenly. Returns how many the server had closed while idle. Stops at
   * the first that cannot be opened: a slice then tries again, and counts what fails.
   */
  async connect(count: number): Promise<number> {
    while (this.#connections.length < count) this.#connections.push(new Connection(this.#target, readBuffer));
    const connections = this.#connections.slice(0, count);
    const closedWhileIdle = connections.filter((connection) => connection.closedWhileIdle).length;
    for (const connection of connections) {
      const giveUp = systemClock.after(openTimeoutMs, () => connection.discard());
      const open = await connection.open();
      giveUp();
      if (!open) break;
    }
    return closedWhileIdle;
  }

  async #drive(order: LoadOrder): Promise<LoadReport> {
    const requests = prepare(order, this.#target);
    const idle = await this.connect(order.level.concurrency);
    if (this.#closed) throw loaderError('the session is closed');
    const connections = this.#connections.slice(0, order.level.concurrency);
    for (const connection of connections) connection.resetCounts();

    const tally = new Tally();
    const recorder = new Recorder();
    const stopRule = new StopRule(order.window);
    const parts = { clients: connections, requests, stopRule, tally, recorder, clock: systemClock };
    this.#workload = new ClosedWorkload(parts, order);
    const generator = watchGenerator();
    const totalMs = await this.#workload.run();

    const end = stopRule.end ?? { atMs: totalMs, byCount: false };
    return {
      ...tally.counts(),
      reconnects: { idle, afterAnswer: sum(connections, (connection) => connection.closedAfterAnswer) },
      windowMs: end.atMs,
      totalMs,
      ...recorder.results(end),
      bytesReceived: sum(connections, (connection) => connection.bytesReceived),
      generator: generator(),
    };
  }
}

function prepare(order: LoadOrder, target: LoadTarget): ReturnType<typeof prepareRequest>[] {
  try {
    return order.requests.map((request) => prepareRequest(request, target));
  } catch (error) {
    throw loaderError(error instanceof Error ? error.message : String(error));
  }
}

function loaderError(detail: string): FailureError {
  return new FailureError({ reason: 'loader-error', variant: '', phase: '', detail });
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
