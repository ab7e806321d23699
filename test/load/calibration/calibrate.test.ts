import { describe, expect, it } from 'vitest';
import {
  type CalibrationEvent,
  calibrate,
  closedConnections,
  openOf,
} from '../../../harness/load/calibration/calibrate.ts';
import { driveClosed } from '../../../harness/load/calibration/closed-floor.ts';
import { driveOpen } from '../../../harness/load/calibration/open-step.ts';
import type { LoadOrder, LoadReport, LoadSession } from '../../../harness/model/load.ts';
import { encodeHistogram, newHistogram } from '../../../harness/stats/histogram.ts';
import { noFailures } from '../accounts.ts';

/** A histogram that holds one time again and again. */
function allAt(ms: number, times: number): string {
  const histogram = newHistogram();
  if (times > 0) histogram.recordValueWithCount(Math.max(1, Math.round(ms * 1000)), times);
  return encodeHistogram(histogram);
}

/** One loader that answers at 1000/s for each connection up to 16,000, and is late beyond `ceiling` arrivals per second. */
class SimulatedLoader implements LoadSession {
  readonly orders: LoadOrder[] = [];
  readonly #passes: (ms: number) => void;
  readonly #ceiling: number;
  constructor(ceiling: number, passes: (ms: number) => void = () => {}) {
    this.#ceiling = ceiling;
    this.#passes = passes;
  }

  async drive(order: LoadOrder): Promise<LoadReport> {
    this.orders.push(order);
    const seconds = order.window.maxMs / 1000;
    this.#passes(order.window.maxMs);
    const { level } = order;
    if (level.kind === 'closed') {
      const perSecond = Math.min(16_000, 1000 * level.concurrency);
      return report(perSecond * seconds, seconds, { p50Ms: (1000 * level.concurrency) / perSecond });
    }
    const rate = level.rate / (order.share?.of ?? 1);
    const late = rate > this.#ceiling;
    const sent = Math.floor(rate * seconds);
    return {
      ...report(sent, seconds, { p50Ms: 0.2 }),
      open: {
        offered: sent,
        unsent: 0,
        serviceTime: allAt(0.2, sent),
        sendLag: allAt(0.3, sent),
        wakeLag: allAt(late ? 5 : 0.5, sent),
        censored: allAt(0, 0),
        meanInFlight: 1,
      },
    };
  }

  async close() {}
}

function report(sent: number, seconds: number, { p50Ms }: { p50Ms: number }): LoadReport {
  const count = Math.floor(sent);
  return {
    ...{ sent: count, ok: count, failed: noFailures, unfinished: 0, samples: [], statuses: { 200: count } },
    reconnects: { idle: 0, afterAnswer: 0, afterFailure: 0 },
    windowMs: seconds * 1000,
    totalMs: seconds * 1000,
    busy: { answers: count, elapsedMs: seconds * 1000 },
    opening: 0,
    responseTime: allAt(p50Ms, count),
    responses: count,
    bytesReceived: 0,
    generator: { cpuMs: seconds * 500, eventLoopUtilization: 0.5 },
  };
}

/** As many loaders, on a clock that passes only while they drive. */
function generator(loaders: number, ceiling: number) {
  let nowMs = 0;
  const sessions = Array.from(
    { length: loaders },
    (_, index) => new SimulatedLoader(ceiling, (ms) => (nowMs += index === 0 ? ms : 0)),
  );
  return { sessions, now: () => nowMs };
}

describe('calibrating', () => {
  it('finds the floor by connections, and the ceiling', async () => {
    const { sessions, now } = generator(1, 10_000);
    const events: CalibrationEvent[] = [];
    const found = await calibrate({ sessions, now, budgetMs: 30_000, emit: (event) => events.push(event) });
    expect(found.closed.map(({ connections }) => connections)).toEqual([...closedConnections]);
    expect(found.closed[0]).toEqual({
      connections: 1,
      perSecond: expect.closeTo(1000, 0),
      p50Ms: expect.closeTo(1, 1),
      cpuMsPerRequest: expect.closeTo(0.5, 1),
    });
    expect(found.closed.at(-1)?.perSecond).toBeCloseTo(16_000, -1);
    expect(found.settled).toBe(true);
    expect(found.ceilingPerSecond).toBeLessThanOrEqual(10_000);
    expect(found.ceilingPerSecond).toBeGreaterThan(10_000 / 1.1);
    expect(found.steps.find(({ rate }) => rate === found.ceilingPerSecond)).toMatchObject({
      lagP50Ms: expect.closeTo(0.5, 2),
      lagP99Ms: expect.closeTo(0.5, 2),
      sentShare: 1,
      cpuShare: 0.5,
    });
    expect(openOf(found)?.steps).toEqual(found.steps);
    expect(now()).toBeLessThanOrEqual(30_000);
    expect(events[0]).toEqual({ kind: 'warm-up' });
    expect(events.filter(({ kind }) => kind === 'open')).toHaveLength(found.steps.length);
  });

  it('adds several loaders up', async () => {
    const { sessions, now } = generator(2, 10_000);
    const found = await calibrate({ sessions, now, budgetMs: 30_000, emit: () => {} });
    expect(found.closed.at(-1)?.perSecond).toBeCloseTo(32_000, -1);
    expect(found.ceilingPerSecond).toBeLessThanOrEqual(20_000);
    expect(found.ceilingPerSecond).toBeGreaterThan(20_000 / 1.1);
  });

  it('spends no more than the budget, and says when that was too little', async () => {
    const { sessions, now } = generator(1, 10_000);
    const found = await calibrate({ sessions, now, budgetMs: 9000, emit: () => {} });
    expect(found).toMatchObject({ settled: false });
    expect(now()).toBeLessThanOrEqual(9000);
  });

  it('has nothing to keep where no rate is kept up with', async () => {
    const { sessions, now } = generator(1, 10);
    const found = await calibrate({ sessions, now, budgetMs: 30_000, emit: () => {} });
    expect(found.ceilingPerSecond).toBeNull();
    expect(openOf(found)).toBeNull();
  });
});

describe('connections and arrivals', () => {
  const concurrencies = (sessions: readonly SimulatedLoader[]) =>
    sessions.map(({ orders }) =>
      orders.map(({ level }) => (level.kind === 'closed' ? level.concurrency : null)),
    );

  it('are shared out: connections as evenly as they go, and of few some loaders get none', async () => {
    const { sessions } = generator(3, 10_000);
    await driveClosed(sessions, 8, 200);
    await driveClosed(sessions, 1, 200);
    expect(concurrencies(sessions)).toEqual([[3, 1], [3], [2]]);
  });

  it('are shared out: each loader sends its part of the same arrivals', async () => {
    const { sessions } = generator(2, 10_000);
    const step = await driveOpen(sessions, 5000, 1000);
    expect(step).toMatchObject({ rate: 5000, sentShare: 1, cpuShare: 0.5 });
    expect(sessions.map(({ orders }) => orders[0]?.share)).toEqual([
      { index: 0, of: 2 },
      { index: 1, of: 2 },
    ]);
    const alone = generator(1, 10_000);
    await driveOpen(alone.sessions, 5000, 1000);
    expect(alone.sessions[0]?.orders[0]?.share).toBeUndefined();
  });
});

describe('a generator that is not to be relied on', () => {
  const of = (answer: Partial<LoadReport>): LoadSession => ({
    drive: async () => ({ ...report(100, 1, { p50Ms: 1 }), ...answer }),
    close: async () => {},
  });

  it('is told by what its requests came to', async () => {
    const refused = of({
      ok: 0,
      failed: { ...noFailures, connect: 100 },
      samples: [{ kind: 'connect', detail: 'ECONNREFUSED' }],
    });
    await expect(driveClosed([refused], 8, 200)).rejects.toMatchObject({
      failure: {
        reason: 'loader-error',
        detail: 'of 100 requests the null server answered 0 (connect: ECONNREFUSED)',
      },
    });
  });

  it('is told when it drives open levels as if they were closed', async () => {
    await expect(driveOpen([of({})], 100, 1000)).rejects.toMatchObject({
      failure: { reason: 'loader-error', detail: 'it sends no requests at given times' },
    });
  });

  it('spins at no cost to its share of the CPU', async () => {
    const open = {
      ...{ offered: 100, unsent: 0, serviceTime: allAt(1, 100), sendLag: allAt(1, 100) },
      ...{ wakeLag: allAt(1, 100), censored: allAt(1, 0), meanInFlight: 1 },
    };
    const spinning = of({ open, generator: { cpuMs: 990, spinMs: 900, eventLoopUtilization: 1 } });
    expect((await driveOpen([spinning], 100, 1000)).cpuShare).toBeCloseTo(0.09);
    const several = of({ open, generator: { cpuMs: 990, cpuShare: 0.6, eventLoopUtilization: 1 } });
    expect((await driveOpen([several], 100, 1000)).cpuShare).toBe(0.6);
  });
});
