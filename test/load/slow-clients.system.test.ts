import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { autocannonEngine } from '../../harness/load/autocannon/engine.ts';
import { nativeEngine } from '../../harness/load/native/engine.ts';
import type { LoadOrder, LoadSession } from '../../harness/model/load.ts';
import type { SlowClientsSpec } from '../../harness/model/scenario.ts';
import { decodeHistogram, quantileMs } from '../../harness/stats/histogram.ts';
import { expectAccounted, get, noFailures, orderFor } from './accounts.ts';
import { type Exchange, ok, type ScriptedServer } from './scripted-server.ts';
import { serving } from './serving.ts';
import { until } from './until.ts';

const serve = serving();
const sessions: LoadSession[] = [];

afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close();
});

async function open(server: { host: string; port: number }, connections: number): Promise<LoadSession> {
  const session = await nativeEngine.open({ host: server.host, port: server.port }, connections);
  sessions.push(session);
  return session;
}

const upload = get('/slow', {
  method: 'POST',
  body: 'x'.repeat(2000),
  expect: { status: 200, body: { kind: 'exact', text: 'hello' } },
});
const slow: SlowClientsSpec = { clients: 3, requests: [upload], pieceBytes: 200, pauseMs: 5 };

function beside(change: Partial<SlowClientsSpec> = {}, order: Partial<LoadOrder> = {}): LoadOrder {
  return orderFor(2, {
    requests: [get('/normal')],
    window: { minMs: 300, maxMs: 5000, minAnswers: 20 },
    slow: { ...slow, ...change },
    ...order,
  });
}

const slowOnes = (server: ScriptedServer) => server.requests.filter(({ head }) => head.includes('/slow'));

describe('slow clients', () => {
  it('are served beside the normal ones, and stand in no figure of theirs', async () => {
    const server = await serve(({ socket }) => socket.write(ok()));
    const report = await (await open(server, 2)).drive(beside());
    expectAccounted(report);
    expect(report).toMatchObject({ failed: noFailures, unfinished: 0, opening: 2 });
    expect(report.slow?.failed).toBe(0);
    expect(report.slow?.completed).toBeGreaterThan(3);
    // Each of the three has at most one request under way.
    expect((report.slow?.started ?? 0) - (report.slow?.completed ?? 0)).toBeLessThanOrEqual(3);
    const normal = server.requests.filter(({ head }) => head.includes('/normal'));
    expect(report.sent).toBe(normal.length);
    expect(slowOnes(server)[0]?.body).toBe('x'.repeat(2000));
  });

  it('send in pieces with pauses, each from another point of its first request on', async () => {
    const connections: { at: number; bytes: number; text: string }[][] = [];
    const raw = createServer((socket) => {
      const own: (typeof connections)[number] = [];
      connections.push(own);
      socket.on('error', () => {});
      socket.on('data', (data) =>
        own.push({ at: performance.now(), bytes: data.length, text: data.toString('latin1') }),
      );
    });
    await listening(raw);
    const session = await open(portOf(raw), 1);
    const driven = session.drive(
      beside({ pauseMs: 20 }, { window: { minMs: 400, maxMs: 400, minAnswers: 0 }, drainTimeoutMs: 1 }),
    );
    await driven;
    await session.close();
    raw.close();
    await once(raw, 'close');
    const sending = connections.filter(([first]) => first !== undefined && !first.text.includes('/normal'));
    expect(sending).toHaveLength(3);
    // A busy machine joins pieces of 200 bytes, some tens of milliseconds of them.
    const firsts = sending.map((own) => own[0]?.bytes ?? 0).sort((a, b) => a - b);
    expect(firsts[0]).toBeLessThanOrEqual(1000);
    expect(firsts[1]).toBeGreaterThan(600);
    expect(firsts[2]).toBeGreaterThan(1300);
    for (const own of sending) {
      const took = (own.at(-1)?.at ?? 0) - (own[0]?.at ?? 0);
      // Kernel and server may join pieces, but nobody can have them before they were sent.
      expect(took).toBeGreaterThan((own.length - 1) * 10);
    }
  });

  it('read in pieces with pauses, so that a long answer stays with the server', async () => {
    const length = 16 * 2 ** 20;
    let written = 0;
    const raw = createServer((socket) => {
      socket.on('error', () => {});
      let asked = '';
      socket.on('data', (data) => {
        asked += data.toString('latin1');
        if (asked.includes('/normal')) socket.write(ok());
        else if (asked.endsWith('\r\n\r\n')) {
          socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`);
          socket.write(Buffer.alloc(length), () => {
            written += 1;
          });
        }
        asked = '';
      });
    });
    await listening(raw);
    const session = await open(portOf(raw), 1);
    const order = beside({ clients: 1, requests: [get('/big')], pieceBytes: 4096, pauseMs: 5 });
    const report = await session.drive(order);
    expect(report.slow).toEqual({ started: 1, completed: 0, failed: 0 });
    expect(written).toBe(0);
    await session.close();
    raw.close();
    await once(raw, 'close');
  });

  it('hold up a server that reads requests one after another, and the normal ones feel it', async () => {
    const server = oneByOne();
    await listening(server.raw);
    const session = await open(portOf(server.raw), 2);
    const report = await session.drive(
      beside({ clients: 2, pauseMs: 20 }, { window: { minMs: 800, maxMs: 800, minAnswers: 0 } }),
    );
    expectAccounted(report);
    expect(report.failed).toEqual(noFailures);
    // 11 pieces with pauses of 20 ms, and each slow client is half a request behind the other.
    expect(quantileMs(decodeHistogram(report.responseTime), 1)).toBeGreaterThan(80);
    expect(report.slow?.completed).toBeGreaterThan(1);
    await session.close();
    await server.close();
  });

  it('are under way when the slice begins, go on between slices, and end with the session', async () => {
    const server = await serve(({ socket, head }) => {
      if (head.includes('/normal')) socket.write(ok());
    });
    const session = await open(server, 1);
    const order = beside({ clients: 4 }, { window: { minMs: 60, maxMs: 60, minAnswers: 0 } });
    expect((await session.drive(order)).slow).toEqual({ started: 4, completed: 0, failed: 0 });
    await until(() => slowOnes(server).length === 4);
    server.answer(({ socket }) => socket.write(ok()));
    for (const { socket } of slowOnes(server)) socket.write(ok());
    await until(() => slowOnes(server).length >= 12);
    const { slow: counts } = await session.drive(order);
    expect(counts?.completed).toBeGreaterThanOrEqual(8);
    expect(counts?.failed).toBe(0);
    // The normal connection that was opened first gives way, so that slow ones are ahead of the two of the order.
    expect(server.accepted).toBe(1 + 4 + 2);
    await session.close();
    await until(() => server.open.size === 0);
    const heard = server.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.requests.length).toBe(heard);
  });

  it('count wrong answers, broken connections and silence as failures, and go on', async () => {
    const outcomes: ((exchange: Exchange) => void)[] = [
      ({ socket }) => socket.write(ok('other')),
      ({ socket }) => socket.write('HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n'),
      ({ socket }) => socket.resetAndDestroy(),
      ({ socket }) => socket.write('garbage\r\n'),
      () => {},
    ];
    let asked = 0;
    const server = await serve((exchange) => {
      if (exchange.head.includes('/normal')) exchange.socket.write(ok());
      else
        (outcomes[asked++] ?? (({ socket }) => socket.end(ok('hello', 'Connection: close\r\n'))))(exchange);
    });
    const session = await open(server, 1);
    const report = await session.drive(
      beside(
        { clients: 1, pieceBytes: 4000, pauseMs: 5 },
        { requestTimeoutMs: 1500, window: { minMs: 3000, maxMs: 3000, minAnswers: 0 } },
      ),
    );
    expect(report.slow?.failed).toBe(5);
    expect(report.slow?.completed).toBeGreaterThan(3);
    expect(report.failed).toEqual(noFailures);
  });

  it('make no flood of a server that is gone', async () => {
    const server = await serve(() => {});
    await server.close();
    const session = await open(server, 1);
    const report = await session.drive(
      beside({ clients: 2, pauseMs: 20 }, { window: { minMs: 200, maxMs: 200, minAnswers: 0 } }),
    );
    expect(report.slow?.completed).toBe(0);
    expect(report.slow?.failed).toBeGreaterThan(2);
    expect(report.slow?.started).toBeLessThan(60);
  });

  it('are refused when their request cannot be sent as HTTP', async () => {
    const server = await serve(() => {});
    const session = await open(server, 1);
    await expect(session.drive(beside({ requests: [get('/a b')] }))).rejects.toMatchObject({
      failure: { reason: 'loader-error', detail: 'the path "/a b" cannot be sent' },
    });
  });

  it('end a slice that is being driven when the session is closed', async () => {
    const server = await serve(() => {});
    const session = await open(server, 2);
    const slice = session.drive(beside());
    await until(() => server.requests.length >= 2);
    await session.close();
    expectAccounted(await slice);
  });
});

describe('autocannon', () => {
  it.each<[string, Partial<LoadOrder>]>([
    ['it has no slow clients', { slow }],
    ['it has no think time', { thinkMs: 5 }],
    ['it has no idle time-out', { idleTimeoutMs: 5 }],
    ['it has no think time, no timeline', { thinkMs: 5, timelineMs: 20 }],
  ])('refuses an order in place of leaving out what it cannot do: %s', async (detail, change) => {
    const server = await serve(({ socket }) => socket.write(ok()));
    const session = await autocannonEngine.open({ host: server.host, port: server.port }, 1);
    sessions.push(session);
    await expect(session.drive(orderFor(1, change))).rejects.toMatchObject({
      failure: { reason: 'engine-refused', engine: 'autocannon', detail },
    });
  });
});

async function listening(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

function portOf(server: Server): { host: string; port: number } {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { host: '127.0.0.1', port: address.port };
}

/** Reads one request at a time, of one connection at a time, as a sync worker does, and closes after the answer. */
function oneByOne(): { raw: Server; close(): Promise<void> } {
  const waiting: Socket[] = [];
  const all = new Set<Socket>();
  let busy = false;
  const next = (): void => {
    const socket = waiting.shift();
    busy = socket !== undefined;
    if (socket === undefined) return;
    if (socket.destroyed) {
      next();
      return;
    }
    let received = '';
    let over = false;
    const done = (): void => {
      if (over) return;
      over = true;
      next();
    };
    socket.on('data', (data) => {
      received += data.toString('latin1');
      const head = received.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (head === -1 || received.length < head + 4 + length) return;
      socket.end(ok('hello', 'Connection: close\r\n'));
      done();
    });
    socket.on('close', done);
  };
  const raw = createServer({ pauseOnConnect: false }, (socket) => {
    all.add(socket);
    socket.on('error', () => {});
    waiting.push(socket);
    if (!busy) next();
  });
  return {
    raw,
    async close() {
      for (const socket of all) socket.destroy();
      raw.close();
      await once(raw, 'close');
    },
  };
}
