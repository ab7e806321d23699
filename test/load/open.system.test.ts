import { afterEach, describe, expect, it } from 'vitest';
import { nativeEngine } from '../../harness/load/native/engine.ts';
import type { OpenLevel } from '../../harness/model/level.ts';
import type { LoadOrder, LoadReport, LoadSession } from '../../harness/model/load.ts';
import { expectAccounted, get, noFailures } from './accounts.ts';
import { LittleApp, littleFlow } from './little-app.ts';
import { ok, type ScriptedServer, startServer } from './scripted-server.ts';
import { serving } from './serving.ts';
import { until } from './until.ts';

const serve = serving();
const sessions: LoadSession[] = [];

afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close();
});

function orderOf(level: Partial<OpenLevel>, change: Partial<LoadOrder> = {}): LoadOrder {
  return {
    requests: [get()],
    level: {
      ...{
        kind: 'open',
        rate: 200,
        arrivals: 'constant',
        connections: 50,
        overflow: 'queue',
        queueLimit: 10_000,
      },
      ...level,
    },
    window: { minMs: 300, maxMs: 300, minAnswers: 0 },
    requestTimeoutMs: 10_000,
    drainTimeoutMs: 10_000,
    ...change,
  };
}

async function open({ host, port }: ScriptedServer, ahead: LoadOrder): Promise<LoadSession> {
  const connections = ahead.level.kind === 'open' ? ahead.level.connections : 1;
  const session = await nativeEngine.open({ host, port }, connections, ahead);
  sessions.push(session);
  return session;
}

async function drive(session: LoadSession, order: LoadOrder): Promise<LoadReport> {
  const report = await session.drive(order);
  expectAccounted(report);
  return report;
}

describe('the open workload of the native engine', () => {
  it('opens no connection ahead, and then only those that it needs, however many it may', async () => {
    const server = await serve(({ socket }) => socket.write(ok()));
    const order = orderOf({ connections: 10_000 });
    const session = await open(server, order);
    expect(server.accepted).toBe(0);
    const report = await drive(session, order);
    expect(report).toMatchObject({ sent: 60, ok: 60, responses: 60, opening: 0, failed: noFailures });
    expect(report.open).toMatchObject({ offered: 60, unsent: 0 });
    expect(report.windowMs).toBe(300);
    expect(server.accepted).toBeGreaterThan(0);
    expect(server.accepted).toBeLessThanOrEqual(60);
  });

  it('keeps its connections over slices, and counts those that the server closed meanwhile', async () => {
    const server = await serve(({ socket }) => socket.write(ok()));
    // At one request at a time it needs one connection, if it waits for it.
    const order = orderOf({ connections: 1 });
    const session = await open(server, order);
    expect((await drive(session, order)).reconnects.idle).toBe(0);
    expect((await drive(session, order)).reconnects.idle).toBe(0);
    expect(server.accepted).toBe(1);
    for (const socket of server.open) socket.end();
    await until(() => server.open.size === 0);
    expect((await drive(session, order)).reconnects).toEqual({ idle: 1, afterAnswer: 0, afterFailure: 0 });
    expect((await drive(session, order)).reconnects.idle).toBe(0);
    expect(server.accepted).toBe(2);
  });

  it('closes connections that are more than the level may have', async () => {
    const server = await serve(({ socket }) => setTimeout(() => socket.write(ok()), 30));
    const many = orderOf({ connections: 20 });
    const session = await open(server, many);
    await drive(session, many);
    expect(server.open.size).toBeGreaterThan(2);
    const report = await drive(session, orderOf({ connections: 2, rate: 20 }));
    expect(report).toMatchObject({ sent: 6, ok: 6 });
    await until(() => server.open.size <= 2);
  });

  it('opens another connection where the server closes each with its answer', async () => {
    const server = await serve(({ socket }) => socket.end(ok('hello', 'Connection: close\r\n')));
    const order = orderOf({ connections: 5 });
    const report = await drive(await open(server, order), order);
    expect(report).toMatchObject({ sent: 60, ok: 60, failed: noFailures });
    expect(report.reconnects.afterAnswer).toBe(60);
    expect(server.accepted).toBe(60);
  });

  it('gives every variant the same Poisson arrivals for a seed, and shares them out among loaders', async () => {
    const server = await serve(({ socket }) => socket.write(ok()));
    const order = (arrivalSeed: number, share?: LoadOrder['share']) =>
      orderOf({ arrivals: 'poisson' }, { arrivalSeed, ...(share && { share }) });
    const offered = async (one: LoadOrder) => (await drive(await open(server, one), one)).open?.offered ?? -1;
    const whole = await offered(order(5));
    expect(await offered(order(5))).toBe(whole);
    const [first, second] = await Promise.all([
      offered(order(5, { index: 0, of: 2 })),
      offered(order(5, { index: 1, of: 2 })),
    ]);
    expect(first + second).toBe(whole);
    expect(Math.abs(first - second)).toBeLessThanOrEqual(1);
  });

  it('counts what a server that dies leaves behind', async () => {
    let answers = 0;
    const server = await serve(({ socket }) => {
      answers += 1;
      if (answers <= 20) socket.write(ok());
      else socket.resetAndDestroy();
    });
    const order = orderOf({ connections: 4 });
    const report = await drive(await open(server, order), order);
    expect(report.open?.offered).toBe(60);
    expect(report.ok).toBe(20);
    expect(report.failed.reset + report.failed.connect).toBe(40);
    expect(report.samples.length).toBeGreaterThan(0);
  });

  it('counts a server that is not there', async () => {
    const server = await startServer(() => {});
    const order = orderOf({ connections: 4 });
    await server.close();
    const report = await drive(await open(server, order), order);
    expect(report).toMatchObject({ ok: 0, failed: { ...noFailures, connect: 60 }, unfinished: 0 });
  });

  it('ends at once when the session is closed, with everything accounted for', async () => {
    const server = await serve(() => {});
    const order = orderOf(
      { connections: 3, queueLimit: 20 },
      { window: { minMs: 60_000, maxMs: 60_000, minAnswers: 0 } },
    );
    const session = await open(server, order);
    const driving = drive(session, order);
    await until(() => server.requests.length === 3);
    await session.close();
    const report = await driving;
    expect(report).toMatchObject({ sent: 3, ok: 0 });
    expect(report.unfinished).toBe(3 + (report.open?.unsent ?? Number.NaN));
    expect(report.open?.offered).toBe(report.unfinished + report.failed.dropped);
    expect(report.windowMs).toBe(report.totalMs);
    expect(report.totalMs).toBeLessThan(60_000);
  });

  it('goes through opening steps before the slice, with no connection left open by it', async () => {
    const app = new LittleApp();
    const server = await serve(({ socket, head, body }) => socket.write(app.say(`${head}\r\n\r\n${body}`)));
    const order = orderOf({ connections: 3 }, { requests: [...littleFlow] });
    const session = await open(server, order);
    expect(server.requests.length).toBe(6);
    await until(() => server.open.size === 0);
    const report = await drive(session, order);
    expect(report).toMatchObject({ sent: 60, ok: 60, opening: 0, responses: 60, failed: noFailures });
  });

  it('paces by spinning when asked to, and tells that time apart', async () => {
    const server = await serve(({ socket }) => socket.write(ok()));
    const spin = orderOf({}, { pacing: 'spin' });
    const { open: spun, generator } = await drive(await open(server, spin), spin);
    expect(spun?.offered).toBe(60);
    expect(generator.spinMs).toBeGreaterThan(0);
    expect(generator.spinMs).toBeLessThanOrEqual(generator.cpuMs);
    const timer = orderOf({});
    const report = await drive(await open(server, timer), timer);
    expect(report.generator).not.toHaveProperty('spinMs');
  });
});
