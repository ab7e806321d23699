import { describe, expect, it } from 'vitest';
import type { Sleeper, Waker } from '../../harness/load/waker.ts';
import type { FailureKind } from '../../harness/model/load.ts';
import { noFailures } from './accounts.ts';
import type { FakeClock } from './fake-clock.ts';
import { startOpen, valuesMs } from './open-rig.ts';
import type { ScriptedClient } from './scripted-clients.ts';

const answersIn = (afterMs: number) => () => ({ afterMs, kind: 'ok' as const });

/** Requests in the order in which they were sent, ms since the start. */
const sends = (clients: readonly ScriptedClient[]): number[] =>
  clients.flatMap(({ sent }) => sent.map(({ at }) => at)).toSorted((a, b) => a - b);

/** A loader that looks only every so often, as one that is short of CPU does. */
class LateWaker implements Waker {
  readonly spinMs = null;
  readonly #clock: FakeClock;
  readonly #everyMs: number;
  #forget = (): void => {};

  constructor(clock: FakeClock, everyMs: number) {
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  start(sleeper: Sleeper): void {
    this.#forget = this.#clock.every(this.#everyMs, () => sleeper.look());
  }

  stop(): void {
    this.#forget();
  }
}

describe('the open workload', () => {
  it('sends at the times of the schedule, whenever answers come', async () => {
    const { clients, report } = startOpen({ script: answersIn(35), level: { rate: 50 }, windowMs: 100 });
    const result = await report();
    expect(sends(clients)).toEqual([10, 30, 50, 70, 90]);
    expect(result).toMatchObject({
      sent: 5,
      ok: 5,
      unfinished: 0,
      failed: noFailures,
      responses: 5,
      opening: 0,
    });
    expect(result.open).toMatchObject({ offered: 5, unsent: 0 });
    expect(valuesMs(result.responseTime)).toEqual([35, 35, 35, 35, 35].map((ms) => expect.closeTo(ms, 1)));
  });

  it('ends with its window, and not with its last answer', async () => {
    const { report } = startOpen({ script: answersIn(1), level: { rate: 10 }, windowMs: 300 });
    expect((await report()).totalMs).toBe(300);
    const rare = startOpen({ script: answersIn(1), level: { rate: 1 }, windowMs: 300 });
    expect(await rare.report()).toMatchObject({ sent: 0, ok: 0, totalMs: 300 });
  });

  it('opens connections only as it needs them, and uses the most recently used one', async () => {
    const { clients, report } = startOpen({ script: answersIn(4), level: { connections: 10_000 } });
    expect(await report()).toMatchObject({ sent: 100, ok: 100 });
    expect(clients).toHaveLength(1);
    const overlapping = startOpen({ script: answersIn(25), level: { connections: 10_000 } });
    await overlapping.report();
    expect(overlapping.clients).toHaveLength(3);
  });

  it('takes a connection that stands before one that the server closed, and opens another one last', async () => {
    const { clients, report } = startOpen({
      // The first connection is closed at 30 with its answer; the second one is busy from 35 to 49.
      script: (_request, now) => {
        if (now === 5) return { afterMs: 25, kind: 'ok', closes: true };
        return { afterMs: now === 35 ? 14 : 5, kind: 'ok' };
      },
      windowMs: 80,
    });
    await report();
    expect(clients.map(({ sent }) => sent.map(({ at }) => at))).toEqual([
      [5, 45, 55, 65, 75],
      [15, 25, 35],
    ]);
  });

  it('opens no connection for each of many that are late, but reads answers in between', async () => {
    const late = startOpen({
      script: answersIn(0),
      level: { rate: 500, connections: 1000 },
      waker: (clock) => new LateWaker(clock, 200),
    });
    expect(await late.report()).toMatchObject({ sent: 500, ok: 500 });
    // 100 at once, five times over; each wave of answers is larger by one.
    expect(late.clients.length).toBeLessThan(40);
  });

  it('drops none for which a connection can be opened', async () => {
    const { clients, report } = startOpen({
      script: answersIn(5000),
      level: { rate: 1000, connections: 60, overflow: 'drop' },
      limits: { requestTimeoutMs: 10_000, drainTimeoutMs: 10_000 },
      windowMs: 100,
      waker: (clock) => new LateWaker(clock, 50),
    });
    expect(await report()).toMatchObject({ sent: 60, ok: 60, failed: { ...noFailures, dropped: 40 } });
    expect(clients).toHaveLength(60);
  });

  it('lets arrivals wait in order when all connections are busy, and times them from when they were due', async () => {
    const { clients, report } = startOpen({
      script: answersIn(100),
      level: { rate: 20, connections: 1 },
      windowMs: 200,
    });
    const result = await report();
    // Due at 25, 75, 125 and 175.
    expect(sends(clients)).toEqual([25, 125, 225, 325]);
    expect(valuesMs(result.responseTime)).toEqual([100, 150, 200, 250].map((ms) => expect.closeTo(ms, 0)));
    expect(valuesMs(result.open.serviceTime)).toEqual(
      [100, 100, 100, 100].map((ms) => expect.closeTo(ms, 0)),
    );
    expect(valuesMs(result.open.sendLag)).toEqual([0, 50, 100, 150].map((ms) => expect.closeTo(ms, 0)));
    expect(valuesMs(result.open.wakeLag)).toEqual([0, 0, 0, 0].map((ms) => expect.closeTo(ms, 2)));
    expect(result).toMatchObject({ sent: 4, ok: 4, unfinished: 0, totalMs: 425 });
  });

  it('drops what finds the queue full, and says how many waited', async () => {
    const { clients, report } = startOpen({
      script: answersIn(100),
      level: { rate: 100, connections: 1, queueLimit: 2 },
      windowMs: 100,
    });
    const result = await report();
    // Due at 5, 15, …, 95: the first is sent, two wait, seven are dropped.
    expect(sends(clients)).toEqual([5, 105, 205]);
    expect(result).toMatchObject({ sent: 3, ok: 3, failed: { ...noFailures, dropped: 7 }, unfinished: 0 });
    expect(result.open.offered).toBe(10);
    expect(result.samples[0]).toEqual({
      kind: 'dropped',
      detail: 'all 1 connections were in use and 2 requests waited',
    });
  });

  it('drops at once under the policy drop, whatever the limit of the queue', async () => {
    const { clients, report } = startOpen({
      script: answersIn(100),
      level: { rate: 100, connections: 2, overflow: 'drop', queueLimit: 1000 },
      limits: { timelineMs: 10 },
      windowMs: 100,
    });
    const result = await report();
    expect(sends(clients)).toEqual([5, 15]);
    expect(result).toMatchObject({ sent: 2, ok: 2, failed: { ...noFailures, dropped: 8 } });
    expect(result.samples[0]?.detail).toBe('all 2 connections were in use');
    expect(result.timeline?.failed.slice(0, 10)).toEqual([0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('sends what waits during the drain, for it was due', async () => {
    const { report } = startOpen({
      script: answersIn(40),
      level: { rate: 100, connections: 2 },
      windowMs: 100,
    });
    expect(await report()).toMatchObject({ sent: 10, ok: 10, unfinished: 0, totalMs: 215 });
  });

  it('leaves unfinished what the drain does not see done, and tells the ages', async () => {
    const { clients, report } = startOpen({
      script: (_request, now) => (now < 20 ? { afterMs: 5, kind: 'ok' } : 'silent'),
      level: { rate: 100, connections: 2 },
      limits: { drainTimeoutMs: 200 },
      windowMs: 60,
    });
    // Due at 5 and 15 (answered), 25 and 35 (in flight), 45 and 55 (waiting).
    const result = await report();
    expect(result).toMatchObject({ sent: 4, ok: 2, unfinished: 4, totalMs: 260 });
    expect(result.open).toMatchObject({ offered: 6, unsent: 2 });
    expect(valuesMs(result.open.censored)).toEqual([205, 215, 225, 235].map((ms) => expect.closeTo(ms, 0)));
    expect(clients.map(({ discarded }) => discarded)).toEqual([1, 1]);
    expect(result.open.meanInFlight).toBeCloseTo((5 + 5 + 205 + 215 + 225 + 235) / 260, 6);
  });

  it('offers every arrival of the window, however late it wakes', async () => {
    const { clients, report } = startOpen({
      script: answersIn(1),
      level: { rate: 100, connections: 100 },
      windowMs: 500,
      waker: (clock) => new LateWaker(clock, 200),
    });
    const result = await report();
    expect(result).toMatchObject({ sent: 50, ok: 50, unfinished: 0 });
    expect(result.open.offered).toBe(50);
    expect(new Set(sends(clients))).toEqual(new Set([200, 400, 500]));
    const lags = valuesMs(result.open.wakeLag);
    expect(lags.at(-1)).toBeCloseTo(195, 0);
    expect(valuesMs(result.open.sendLag)).toEqual(lags);
    expect(valuesMs(result.responseTime).at(-1)).toBeCloseTo(196, 0);
    expect(valuesMs(result.open.serviceTime).at(-1)).toBeCloseTo(1, 1);
  });

  it('takes notice of what is due when an answer comes, too', async () => {
    const { report } = startOpen({
      script: answersIn(30),
      windowMs: 100,
      waker: (clock) => new LateWaker(clock, 45),
    });
    // Looks at 45 (5 arrivals), with their answers at 75 (75 is due), at 90 (85), and the window ends (95).
    const { open } = await report();
    expect(valuesMs(open.wakeLag)).toEqual(
      [0, 0, 5, 5, 10, 10, 20, 20, 30, 40].map((ms) => expect.closeTo(ms, 0)),
    );
  });

  it('sends requests in turn, in the order of sending and not of each connection', async () => {
    const { clients, report } = startOpen({
      script: answersIn(1000),
      level: { rate: 10, connections: 100 },
      windowMs: 600,
      limits: { drainTimeoutMs: 2000, requestTimeoutMs: 5000 },
      paths: ['/a', '/b', '/c'],
    });
    await report();
    expect(clients.map(({ sent }) => sent[0]?.label)).toEqual(
      ['a', 'b', 'c', 'a', 'b', 'c'].map((name) => `GET /${name}`),
    );
  });

  it('gives requests up by the time since they were sent, not since they were due', async () => {
    const { clients, report } = startOpen({
      script: (_request, now) => (now < 10 ? 'silent' : { afterMs: 200, kind: 'ok' }),
      level: { rate: 100, connections: 1 },
      limits: { requestTimeoutMs: 250, drainTimeoutMs: 5000 },
      windowMs: 30,
    });
    // The first one hangs for 250 ms; the others were due long before they are sent, and are answered in time.
    const result = await report();
    expect(result).toMatchObject({ sent: 3, ok: 2, failed: { ...noFailures, timeout: 1 } });
    expect(clients[0]?.discarded).toBe(1);
    expect(valuesMs(result.responseTime).at(-1)).toBeGreaterThan(600);
  });

  it.each<FailureKind>(['connect', 'reset', 'protocol'])(
    'lets a client rest 10 ms after a failure of kind %s, and opens others meanwhile',
    async (kind) => {
      const { clients, report } = startOpen({
        script: () => ({ afterMs: 0, kind }),
        level: { rate: 1000, connections: 50 },
        windowMs: 100,
      });
      const result = await report();
      expect(result).toMatchObject({
        sent: 100,
        ok: 0,
        failed: { ...noFailures, [kind]: 100 },
        totalMs: 100,
      });
      expect(sends(clients)).toEqual(Array.from({ length: 100 }, (_, index) => index + 0.5));
      expect(clients.length).toBeGreaterThanOrEqual(10);
      expect(clients.length).toBeLessThanOrEqual(11);
    },
  );

  it('lets arrivals wait while the only client rests', async () => {
    const { clients, report } = startOpen({
      script: () => ({ afterMs: 0, kind: 'connect' }),
      level: { rate: 1000, connections: 1 },
      windowMs: 4,
    });
    const result = await report();
    expect(sends(clients)).toEqual([0.5, 10.5, 20.5, 30.5]);
    expect(result.failed.connect).toBe(4);
  });

  it.each<FailureKind>(['status', 'body'])(
    'uses a connection again at once after a failure of kind %s, which is an answer',
    async (kind) => {
      const { clients, report } = startOpen({ script: () => ({ afterMs: 2, kind }), level: { rate: 200 } });
      const result = await report();
      expect(result.failed).toEqual({ ...noFailures, [kind]: 200 });
      expect(clients).toHaveLength(1);
    },
  );

  it('has as mean in flight the response times over the whole time, when all is well', async () => {
    const { report } = startOpen({
      script: (_request, now) => ({ afterMs: 10 + (now % 37), kind: 'ok' }),
      level: { rate: 250, arrivals: 'poisson', connections: 4 },
      limits: { drainTimeoutMs: 20_000 },
    });
    const result = await report();
    expect(result.ok).toBe(result.open.offered);
    const sum = valuesMs(result.responseTime).reduce((all, ms) => all + ms, 0);
    expect(result.open.meanInFlight / (sum / result.totalMs)).toBeCloseTo(1, 3);
  });

  it('counts what was due, sent or not, when it is cancelled', async () => {
    const { clock, workload, report } = startOpen({
      script: answersIn(200),
      level: { connections: 3 },
      waker: (late) => new LateWaker(late, 30),
    });
    clock.advance(100);
    workload.cancel();
    workload.cancel();
    const result = await report();
    // Due at 5, …, 95, of which 95 has not been noticed; three are in flight.
    expect(result).toMatchObject({ sent: 3, ok: 0, unfinished: 10, totalMs: 100 });
    expect(result.open).toMatchObject({ offered: 10, unsent: 7 });
    expect(valuesMs(result.open.censored).at(-1)).toBeCloseTo(95, 0);
  });
});
