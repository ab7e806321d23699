import { FailureError } from '../model/failure.ts';
import type { EngineSession, LoadOrder, LoadReport, LoadSession, LoadTarget, Peers } from '../model/load.ts';
import { type Loader, type LoaderExit, type LoaderOptions, startLoader } from './loader.ts';
import type { RunningLoader } from './loader-keeper.ts';
import { mergeReports } from './merge-reports.ts';
import { evenPart, splitOrder } from './split-order.ts';
import { wallClock } from './start-time.ts';

/** As much of a {@link Loader} as a fleet needs. */
export type FleetMember = Pick<Loader, 'open' | 'stop' | 'exited'>;

/** How far ahead a common start is set, ms: the order has to be read by then. Measured: 1 to 2 ms for two loaders. */
const leadMs = 5;

/** Starts so many loaders that act as one; when one cannot be started, none is left. */
export async function startFleet(count: number, options: Omit<LoaderOptions, 'place'>): Promise<LoaderFleet> {
  const starts = await Promise.allSettled(
    Array.from({ length: count }, (_, index) => startLoader({ ...options, place: { index, of: count } })),
  );
  const members = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed === undefined) return new LoaderFleet(members);
  await Promise.all(members.map((member) => member.stop()));
  throw failed.reason;
}

/**
 * Several loader processes that act as one. The death of one is that of all: the others are ended, with what they have in
 * flight, and what was asked of the fleet rejects with the failure of the one that died.
 */
export class LoaderFleet implements RunningLoader {
  readonly #members: readonly FleetMember[];
  #stopping = false;
  #death: LoaderExit | null = null;

  constructor(members: readonly FleetMember[]) {
    this.#members = members;
    for (const member of members) void member.exited.then((exit) => this.#ended(exit));
  }

  /** As one loader does: opening steps first, with no other connection open, then one connection after another. */
  open(target: LoadTarget, connections: number, ahead?: LoadOrder): Promise<LoadSession> {
    return this.#guarded(async () => {
      const sessions: EngineSession[] = [];
      for (const [index, member] of this.#members.entries()) {
        const now = ahead === undefined ? evenPart(connections, index, this.#members.length) : 0;
        sessions.push(await member.open(target, now));
      }
      if (ahead !== undefined) await prepare(partsOf(sessions, ahead));
      return {
        drive: (order) => this.#guarded(() => drive(partsOf(sessions, order))),
        close: async () => void (await Promise.all(sessions.map((session) => session.close()))),
      };
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#members.map((member) => member.stop()));
  }

  #ended(exit: LoaderExit): void {
    if (this.#stopping) return;
    this.#death = exit;
    void this.stop();
  }

  /** Those that are ended because one has died would tell that they were told to end. */
  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (this.#death === null || isHookFailure(error)) throw error;
      const failure = { reason: 'loader-exited', variant: '', phase: '', ...this.#death } as const;
      throw new FailureError(failure, { cause: error });
    }
  }
}

/** Why the loader that died was ended. */
function isHookFailure(error: unknown): boolean {
  return error instanceof FailureError && error.failure.reason === 'hook-failed';
}

interface Part {
  readonly session: EngineSession;
  readonly order: LoadOrder;
}

/** The parts of an order, each with the session of the loader that drives it; loaders without a connection have none. */
function partsOf(sessions: readonly EngineSession[], order: LoadOrder): readonly Part[] {
  const orders = splitOrder(order, sessions.length);
  return orders.map((order, index) => ({ order, session: sessions[index] as EngineSession }));
}

async function drive(parts: readonly Part[]): Promise<LoadReport> {
  const [first] = parts;
  if (first === undefined) throw new Error('Internal error: an order without parts');
  if (parts.length === 1) return first.session.drive(first.order);
  await prepare(parts);
  const startAtMs = wallClock() + leadMs;
  const council = new Council(parts.length, first.order.window.minAnswers);
  const reports = await Promise.allSettled(
    parts.map(({ session, order }, seat) =>
      session.drive({ ...order, startAtMs }, council.peers(seat)).catch((error: unknown) => {
        council.adjourn();
        throw error;
      }),
    ),
  );
  return mergeReports(reports.map(reportOf));
}

/**
 * The steps before a slice, in turn, for a server may have a single thread. The first loader begins last, for it has the
 * slow clients, which need a server that is done with all opening steps and has no connections.
 */
async function prepare(parts: readonly Part[]): Promise<void> {
  const due = await Promise.all(parts.map(({ session, order }) => session.prepare(order, 'look')));
  if (due.every((step) => step === null)) return;
  if (due.includes('begin')) {
    for (const { session, order } of parts) await session.prepare(order, 'clear');
    for (const [index, { session, order }] of [...parts.entries()].reverse()) {
      await session.prepare(order, 'begin');
      if (index > 0) await session.prepare(order, 'clear');
    }
  }
  for (const { session, order } of parts) await session.prepare(order, 'connect');
}

/** Counts what loaders tell of their answers, and tells them when all together have enough. */
class Council {
  readonly #needed: number;
  readonly #told: number[];
  readonly #enough: Promise<number | null>;
  #close: (last: number | null) => void = () => {};

  constructor(seats: number, needed: number) {
    this.#needed = needed;
    this.#told = new Array<number>(seats).fill(0);
    this.#enough = new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  peers(seat: number): Peers {
    return {
      count: this.#told.length,
      enough: this.#enough.then((last) => last === seat),
      answers: (count) => {
        this.#told[seat] = count;
        if (this.#told.reduce((sum, told) => sum + told, 0) >= this.#needed) this.#close(seat);
      },
    };
  }

  /** There may never be enough, for one of them has failed. */
  adjourn(): void {
    this.#close(null);
  }
}

/** @throws why a promise was rejected */
function reportOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}
