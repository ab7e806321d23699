import { FailureError } from '../../model/failure.ts';
import { openedAhead } from '../../model/flow.ts';
import type { Level } from '../../model/level.ts';
import type {
  DuePreparation,
  EngineSession,
  LoadOrder,
  LoadReport,
  LoadTarget,
  Peers,
  Preparation,
} from '../../model/load.ts';
import { systemClock } from '../clock.ts';
import { watchGenerator } from '../generator-usage.ts';
import { requestHookFailed } from '../hook-failed.ts';
import { untilStart } from '../start-time.ts';
import { ClientPool } from './client-pool.ts';
import { Connection } from './connection.ts';
import { ownDescriptors } from './descriptors.ts';
import { Opening } from './opening.ts';
import { OrderedSequence } from './ordered-sequence.ts';
import { loaderError, sendable } from './sendable.ts';
import type { Sequence } from './sequence.ts';
import { closedSlice, openSlice, type Slice } from './slice.ts';
import { SlowClients } from './slow-clients.ts';

/** All connections of a process read into this: each piece is used up before the next one comes. */
const readBuffer = Buffer.allocUnsafeSlow(65_536);

/** A connection may take so long to open before an order says how long it may. */
const openTimeoutMs = 5000;

/** Connections to one target that outlive slices. */
export class NativeSession implements EngineSession {
  readonly #target: LoadTarget;
  readonly #connections: Connection[] = [];
  readonly #sequence: OrderedSequence;
  #driving = false;
  #closed = false;
  /** What is under way, to be cancelled when the session is closed. */
  #running: { cancel(): void } | null = null;
  #slow: SlowClients | null = null;
  /** Connections found closed by preparing, for the next slice to tell. */
  #foundIdle = 0;

  constructor(target: LoadTarget) {
    this.#target = target;
    this.#sequence = new OrderedSequence(target);
  }

  async drive(order: LoadOrder, peers?: Peers): Promise<LoadReport> {
    if (this.#driving) throw loaderError('the session is already being driven');
    this.#driving = true;
    try {
      return await this.#drive(order, peers);
    } finally {
      this.#driving = false;
      this.#running = null;
    }
  }

  async prepare(order: LoadOrder, step: Preparation): Promise<DuePreparation> {
    const { level } = order;
    if (step === 'clear') for (const connection of this.#connections) connection.discard();
    if (step === 'begin') {
      await this.openFlows(order);
      await this.#startSlow(order);
    }
    if (step === 'connect' && level.kind === 'closed')
      this.#foundIdle += await this.connect(level.concurrency, order.connectTimeoutMs);
    const sequence = await this.#sequence.of(order);
    const places = this.#places(usedAhead(level));
    if (places.some((place) => sequence.mustOpen(place))) return 'begin';
    if (order.slow !== undefined && this.#slow === null) return 'begin';
    return level.kind === 'open' || places.every((place) => place.idle) ? null : 'connect';
  }

  /** A slice that is being driven ends at once; what it had in flight is unfinished. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#running?.cancel();
    this.#slow?.stop();
    for (const connection of this.#connections) connection.discard();
  }

  /**
   * Opens the first `count` connections that are not open, one after another, so that servers that share out
   * connections as they accept them spread them evenly. Returns how many the server had closed while idle. Stops at
   * the first that cannot be opened in time: a slice then tries again, and counts what fails.
   */
  async connect(count: number, timeoutMs = openTimeoutMs): Promise<number> {
    const connections = this.#places(count);
    const closedWhileIdle = connections.filter((connection) => connection.closedWhileIdle).length;
    for (const connection of connections) {
      if (connection.idle) continue;
      const giveUp = systemClock.after(timeoutMs, () => connection.discard());
      const open = await connection.open();
      giveUp();
      if (!open) break;
    }
    return closedWhileIdle;
  }

  /**
   * Goes through the opening steps that are due. No connection is open meanwhile but the one in use: a server with a
   * single thread would wait for a request on one of the others.
   */
  async openFlows(order: LoadOrder): Promise<void> {
    const { level } = order;
    const sequence = await this.#sequence.of(order);
    const connections = this.#places(usedAhead(level));
    if (!connections.some((connection) => sequence.mustOpen(connection))) return;
    for (const connection of this.#connections) connection.discard();
    const opening = new Opening(sequence, order.requestTimeoutMs, systemClock);
    this.#running = opening;
    await opening.run(connections);
    if (level.kind === 'open') for (const connection of connections) connection.discard();
  }

  /** The first `count` places for connections, made where they are missing. */
  #places(count: number): Connection[] {
    while (this.#connections.length < count) this.#place();
    return this.#connections.slice(0, count);
  }

  #place(): Connection {
    const connection = new Connection(this.#target, readBuffer);
    this.#connections.push(connection);
    return connection;
  }

  /** Once for each place, and for all at once: it takes reading a table of all connections of the machine. */
  #findDescriptors(): void {
    const wanting = this.#connections.filter((connection) => connection.wantsDescriptor);
    if (wanting.length === 0) return;
    const descriptors = ownDescriptors();
    for (const connection of wanting) connection.takeDescriptor(descriptors);
  }

  /**
   * For an open slice, which opens a connection only when it needs one: an idle connection would hold a worker of some
   * servers. Those that stand are used first; those above the limit are closed.
   */
  #pool(limit: number): ClientPool {
    const standingFirst = this.#connections.toSorted((a, b) => Number(b.idle) - Number(a.idle));
    for (const connection of standingFirst.slice(limit)) connection.discard();
    return new ClientPool(standingFirst.slice(0, limit), limit, () => this.#place());
  }

  /** How many the server closed while idle, since this was asked last. */
  #closedWhileIdle(): number {
    const closed = this.#connections.filter((connection) => connection.closedWhileIdle);
    for (const connection of closed) connection.closedWhileIdle = false;
    return closed.length;
  }

  /**
   * Slow clients come first: a server with few workers must meet them before it meets connections that do not send
   * yet, or the slice would begin with answers from before they were under way.
   */
  async #startSlow(order: LoadOrder): Promise<void> {
    if (order.slow === undefined || this.#slow !== null) return;
    const spec = order.slow;
    for (const connection of this.#connections) connection.discard();
    this.#slow = sendable(() => new SlowClients(this.#target, spec, order, systemClock));
    await this.#slow.start();
  }

  async #drive(order: LoadOrder, peers?: Peers): Promise<LoadReport> {
    const { level } = order;
    const sequence = await this.#sequence.of(order);
    await this.openFlows(order);
    await this.#startSlow(order);
    this.#checkNotClosed();
    const found =
      level.kind === 'closed'
        ? await this.connect(level.concurrency, order.connectTimeoutMs)
        : this.#closedWhileIdle();
    const idle = this.#foundIdle + found;
    this.#foundIdle = 0;
    this.#checkNotClosed();
    this.#findDescriptors();
    for (const connection of this.#connections) connection.resetCounts();
    sequence.begin(order.drawSeed ?? 1);
    const slice =
      level.kind === 'closed'
        ? closedSlice(order, this.#places(level.concurrency), sequence, peers)
        : openSlice(order, level, this.#pool(level.connections), sequence);
    const startAt = order.startAtMs === undefined ? undefined : await untilStart(order.startAtMs);
    this.#checkNotClosed();
    const report = await this.#run(slice, idle, startAt);
    return order.hook === undefined ? report : withHook(report, sequence, order.hook.scenario);
  }

  async #run(
    { workload, tally, stopRule, results, spinMs }: Slice,
    idle: number,
    startAt?: number,
  ): Promise<LoadReport> {
    this.#running = workload;
    const generator = watchGenerator();
    const totalMs = await workload.run(startAt);

    const usage = generator(spinMs() ?? undefined);
    const end = stopRule.end ?? { atMs: totalMs, byCount: false };
    const connections = this.#connections;
    return {
      ...tally.counts(),
      reconnects: {
        idle,
        afterAnswer: sum(connections, (connection) => connection.closedAfterAnswer),
        afterFailure: sum(connections, (connection) => connection.closedAfterFailure),
      },
      // A slice that is cancelled may end before its window would have.
      windowMs: Math.min(end.atMs, totalMs),
      totalMs,
      ...results(end, totalMs),
      ...(this.#slow === null ? {} : { slow: this.#slow.takeCounts() }),
      bytesReceived: sum(connections, (connection) => connection.bytesReceived),
      generator: usage,
    };
  }

  #checkNotClosed(): void {
    if (this.#closed) throw loaderError('the session is closed');
  }
}

/**
 * What the hook took of the slice; it is part of the sending loop, so it bounds what can be sent.
 * @throws FailureError `hook-failed` when it ended the slice
 */
function withHook(report: LoadReport, { hook }: Sequence, scenario: string): LoadReport {
  if (hook === null) return report;
  if (hook.fault !== null) throw new FailureError(requestHookFailed(scenario, hook.fault));
  const hookShare = hook.ms / Math.max(1, report.totalMs);
  return { ...report, generator: { ...report.generator, hookShare } };
}

/** Clients that are made ready before a slice. */
function usedAhead(level: Level): number {
  return level.kind === 'closed' ? level.concurrency : Math.min(level.connections, openedAhead);
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
