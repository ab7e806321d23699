import { describe, expect, it } from 'vitest';
import type { LoaderExit } from '../../harness/load/loader.ts';
import { type FleetMember, LoaderFleet } from '../../harness/load/loader-fleet.ts';
import { FailureError } from '../../harness/model/failure.ts';
import { levelConnections } from '../../harness/model/level.ts';
import type { DuePreparation, LoadOrder, LoadReport, Peers } from '../../harness/model/load.ts';
import { encodeHistogram, newHistogram } from '../../harness/stats/histogram.ts';
import { noFailures, orderFor } from './accounts.ts';

const target = { host: '127.0.0.1', port: 1 };

function reportOf(order: LoadOrder): LoadReport {
  const sent = levelConnections(order.level);
  return {
    sent,
    ok: sent,
    failed: noFailures,
    unfinished: 0,
    samples: [],
    statuses: { '200': sent },
    reconnects: { idle: 0, afterAnswer: 0, afterFailure: 0 },
    windowMs: 60,
    totalMs: 60,
    busy: { answers: sent, elapsedMs: 60 },
    opening: sent,
    responseTime: encodeHistogram(newHistogram()),
    responses: 0,
    bytesReceived: 0,
    generator: { cpuMs: 1, eventLoopUtilization: 0.1 },
  };
}

/** Loaders without processes, which write down what they are asked. */
class FakeLoaders {
  readonly log: string[] = [];
  readonly orders: LoadOrder[] = [];
  due: DuePreparation = null;
  drive: (index: number, order: LoadOrder, peers?: Peers) => Promise<LoadReport> = async (_, order) =>
    reportOf(order);
  readonly exit: ((exit: LoaderExit) => void)[] = [];
  readonly members: FleetMember[];

  constructor(count: number) {
    this.members = Array.from({ length: count }, (_, index) => this.#member(index));
  }

  #member(index: number): FleetMember {
    let end: (exit: LoaderExit) => void = () => {};
    const exited = new Promise<LoaderExit>((resolve) => {
      end = resolve;
    });
    this.exit.push(end);
    return {
      exited,
      stop: async () => {
        this.log.push(`stop ${index}`);
        end({ exitCode: 0, signal: null });
      },
      open: async (_, connections) => {
        this.log.push(`open ${index} ${connections}`);
        return {
          prepare: async (_, step) => {
            this.log.push(`${step} ${index}`);
            return this.due;
          },
          drive: (order, peers) => {
            this.orders.push(order);
            return this.drive(index, order, peers);
          },
          close: async () => void this.log.push(`close ${index}`),
        };
      },
    };
  }
}

describe('a fleet of loaders', () => {
  it('opens the connections of one loader after those of another', async () => {
    const loaders = new FakeLoaders(3);
    const session = await new LoaderFleet(loaders.members).open(target, 7);
    expect(loaders.log).toEqual(['open 0 3', 'open 1 2', 'open 2 2']);
    await session.close();
    expect(loaders.log.slice(3)).toEqual(['close 0', 'close 1', 'close 2']);
  });

  it('takes opening steps in turn, with no connection open, those of the loader with slow clients last', async () => {
    const loaders = new FakeLoaders(2);
    loaders.due = 'begin';
    await new LoaderFleet(loaders.members).open(target, 4, orderFor(4));
    expect(loaders.log).toEqual([
      ...['open 0 0', 'open 1 0', 'look 0', 'look 1', 'clear 0', 'clear 1'],
      ...['begin 1', 'clear 1', 'begin 0', 'connect 0', 'connect 1'],
    ]);
  });

  it('only looks before a slice when everything is ready', async () => {
    const loaders = new FakeLoaders(2);
    const session = await new LoaderFleet(loaders.members).open(target, 4);
    loaders.log.length = 0;
    await session.drive(orderFor(4));
    expect(loaders.log).toEqual(['look 0', 'look 1']);
  });

  it('drives the parts of an order from one start, a little ahead, and adds the reports up', async () => {
    const loaders = new FakeLoaders(3);
    const session = await new LoaderFleet(loaders.members).open(target, 7);
    const before = Date.now();
    const report = await session.drive(orderFor(7));
    expect(report).toMatchObject({ sent: 7, ok: 7, statuses: { '200': 7 } });
    expect(loaders.orders.map(({ level }) => levelConnections(level))).toEqual([3, 2, 2]);
    const [start = 0, ...others] = loaders.orders.map(({ startAtMs }) => startAtMs);
    expect(others).toEqual([start, start]);
    expect(start).toBeGreaterThan(before);
  });

  it('leaves a single connection to one loader, as if there were no other', async () => {
    const loaders = new FakeLoaders(3);
    const session = await new LoaderFleet(loaders.members).open(target, 1);
    loaders.log.length = 0;
    await session.drive(orderFor(1));
    expect(loaders.orders).toEqual([orderFor(1)]);
    expect(loaders.log).toEqual([]);
  });

  it('tells all when together they have enough answers, and who made them enough', async () => {
    const loaders = new FakeLoaders(2);
    const heard: boolean[] = [];
    loaders.drive = async (index, order, peers) => {
      peers?.answers(index === 0 ? 9 : 11);
      heard[index] = (await peers?.enough) ?? false;
      return reportOf(order);
    };
    const session = await new LoaderFleet(loaders.members).open(target, 2);
    await session.drive(orderFor(2, { window: { minMs: 60, maxMs: 5000, minAnswers: 20 } }));
    expect(heard).toEqual([false, true]);
  });

  it('ends all when one dies, and rejects with the failure of that one', async () => {
    const loaders = new FakeLoaders(3);
    const fleet = new LoaderFleet(loaders.members);
    loaders.drive = async (index, order) => {
      if (index === 1) loaders.exit[1]?.({ exitCode: null, signal: 'SIGKILL' });
      await loaders.members[index]?.exited;
      if (index === 2) return reportOf(order);
      throw new FailureError({ reason: 'loader-exited', variant: '', phase: '', exitCode: 0, signal: null });
    };
    const session = await fleet.open(target, 3);
    const killed = { failure: { reason: 'loader-exited', exitCode: null, signal: 'SIGKILL' } };
    await expect(session.drive(orderFor(3))).rejects.toMatchObject(killed);
    expect(loaders.log.filter((line) => line.startsWith('stop')).sort()).toEqual([
      'stop 0',
      'stop 1',
      'stop 2',
    ]);
  });

  it('lets the others end soon when one of them fails', async () => {
    const loaders = new FakeLoaders(2);
    const failure = { reason: 'loader-error', variant: '', phase: '', detail: 'no' } as const;
    loaders.drive = async (index, order, peers) => {
      if (index === 0) throw new FailureError(failure);
      await peers?.enough;
      return reportOf(order);
    };
    const session = await new LoaderFleet(loaders.members).open(target, 2);
    await expect(session.drive(orderFor(2))).rejects.toMatchObject({ failure });
  });
});
