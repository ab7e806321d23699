import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nativeEngine } from '../../harness/load/native/engine.ts';
import { FailureError } from '../../harness/model/failure.ts';
import type { LoadOrder, LoadReport, LoadSession } from '../../harness/model/load.ts';
import { decodeHistogram, quantileMs } from '../../harness/stats/histogram.ts';
import { expectAccounted, get, noFailures, orderFor } from './accounts.ts';
import { type Exchange, ok } from './scripted-server.ts';
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

async function drive(session: LoadSession, order: LoadOrder): Promise<LoadReport> {
  const report = await session.drive(order);
  expectAccounted(report);
  return report;
}

const short = { minMs: 60, maxMs: 300, minAnswers: 20 };
const hello = { status: 200, body: { kind: 'exact', text: 'hello' } } as const;

describe('the native engine', () => {
  it('opens its connections before the first slice, and keeps them over slices', async () => {
    const server = await serve(({ socket }) => socket.write(ok()));
    const session = await open(server, 5);
    await until(() => server.accepted === 5);
    for (let i = 0; i < 3; i += 1) {
      const report = await drive(session, orderFor(5, { requests: [get('/', { expect: hello })] }));
      expect(report).toMatchObject({
        failed: noFailures,
        unfinished: 0,
        opening: 5,
        reconnects: { idle: 0, afterAnswer: 0 },
      });
      expect(report.ok).toBeGreaterThanOrEqual(20);
      expect(report.statuses).toEqual({ 200: report.ok });
      expect(report.bytesReceived).toBe(report.ok * ok().length);
    }
    expect(server.accepted).toBe(5);
  });

  it('opens each connection only when the one before stands', async () => {
    const server = await serve(({ socket }) => socket.write(ok()));
    const sockets: Socket[] = [];
    const connect = Socket.prototype.connect;
    const spy = vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (
      this: Socket,
      ...args: unknown[]
    ) {
      expect(sockets.filter((socket) => socket.connecting)).toEqual([]);
      sockets.push(this);
      return Reflect.apply(connect, this, args);
    });
    try {
      await open(server, 5);
    } finally {
      spy.mockRestore();
    }
    expect(sockets).toHaveLength(5);
  });

  it('sees the one answer that differs among many that are alike', async () => {
    const server = await serve(({ socket, index }) => socket.write(ok(index % 10 === 9 ? 'hellO' : 'hello')));
    const report = await drive(
      await open(server, 1),
      orderFor(1, { requests: [get('/', { expect: hello })], window: { ...short, minAnswers: 100 } }),
    );
    const answers = report.ok + report.failed.body;
    expect(report.failed.body).toBe(Math.floor(answers / 10));
    expect(report.samples[0]).toEqual({
      kind: 'body',
      detail: 'GET /: a body of 5 bytes that differs from the expected one',
    });
  });

  it('does not take an answer in two pieces, or one that closes, for the remembered one', async () => {
    const server = await serve(({ socket, index }) => {
      if (index % 3 === 0) socket.write(ok());
      else if (index % 3 === 1) {
        socket.write(ok().slice(0, 30));
        setImmediate(() => socket.write(ok().slice(30)));
      } else socket.end(ok('hello', 'Connection: close\r\n'));
    });
    const report = await drive(
      await open(server, 2),
      orderFor(2, { requests: [get('/', { expect: hello })], window: { ...short, minAnswers: 60 } }),
    );
    expect(report).toMatchObject({ failed: noFailures, unfinished: 0 });
    expect(report.reconnects.afterAnswer).toBeGreaterThanOrEqual(Math.floor(report.ok / 3) - 2);
  });

  it('loads with fewer or more connections than it was opened with', async () => {
    const server = await serve(({ socket }) => socket.write(ok()));
    const session = await open(server, 2);
    expect((await drive(session, orderFor(1))).opening).toBe(1);
    expect((await drive(session, orderFor(4))).opening).toBe(4);
    expect(server.accepted).toBe(4);
  });

  it('measures response times below a millisecond apart', async () => {
    const server = await serve(({ socket }) => socket.write(ok()));
    const report = await drive(await open(server, 1), orderFor(1));
    expect(quantileMs(decodeHistogram(report.responseTime), 0)).toBeGreaterThan(0);
    expect(quantileMs(decodeHistogram(report.responseTime), 0) % 1).not.toBe(0);
  });

  it('reconnects when the server closes after an answer, which is no failure, and times it with the next request', async () => {
    const server = await serve(({ socket }) => socket.end(ok('hello', 'Connection: close\r\n')));
    const report = await drive(
      await open(server, 3),
      orderFor(3, { requests: [get('/', { expect: hello })] }),
    );
    expect(report).toMatchObject({
      failed: noFailures,
      unfinished: 0,
      reconnects: { idle: 0, afterAnswer: report.ok },
    });
    expect(server.accepted).toBe(report.sent);
  });

  it.each<[string, string]>([
    ['HTTP/1.0 answers', 'HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello'],
    ['bodies up to the end of the connection', 'HTTP/1.1 200 OK\r\n\r\nhello'],
    ['HTTP/1.0 bodies up to the end of the connection', 'HTTP/1.0 200 OK\r\nServer: x\r\n\r\nhello'],
  ])('takes %s', async (_name, answer) => {
    const server = await serve(({ socket }) => socket.end(answer));
    const report = await drive(
      await open(server, 2),
      orderFor(2, { requests: [get('/', { expect: hello })] }),
    );
    expect(report).toMatchObject({
      failed: noFailures,
      unfinished: 0,
      reconnects: { idle: 0, afterAnswer: report.ok },
    });
    expect(report.ok).toBeGreaterThanOrEqual(20);
  });

  it.each<[string, string]>([
    [
      'chunks with extensions and trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nhe\r\n3\r\nllo\r\n0\r\nA: b\r\n\r\n',
    ],
    ['interim answers first', `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${ok()}`],
  ])('takes %s, in one piece or in many, on connections that live on', async (_name, answer) => {
    const server = await serve(({ socket, index }) => {
      if (index % 2 === 0) socket.write(answer);
      else for (const byte of answer) socket.write(byte);
    });
    const report = await drive(
      await open(server, 2),
      orderFor(2, { requests: [get('/', { expect: hello })] }),
    );
    expect(report).toMatchObject({ failed: noFailures, unfinished: 0 });
    expect(server.accepted).toBe(2);
  });

  it('takes answers that have no body by their status, or by being to a HEAD', async () => {
    const server = await serve(({ socket, head }) => {
      if (head.startsWith('HEAD')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n');
      else socket.write(`HTTP/1.1 ${head.includes('/204') ? '204 No Content' : '304 Not Modified'}\r\n\r\n`);
    });
    const any = { status: 'success', body: { kind: 'exact', text: '' } } as const;
    const requests = [
      get('/', { method: 'HEAD', expect: any }),
      get('/204', { expect: any }),
      get('/304', { expect: any }),
    ];
    const report = await drive(await open(server, 1), orderFor(1, { requests }));
    expect(report).toMatchObject({ failed: noFailures, unfinished: 0 });
    expect(Object.keys(report.statuses)).toEqual(['200', '204', '304']);
    expect(server.accepted).toBe(1);
  });

  it('sends bodies, and requests in turn', async () => {
    const server = await serve(({ socket, body }) => socket.write(ok(body === '' ? 'none' : body)));
    const post = get('/in', {
      method: 'POST',
      body: 'x'.repeat(200_000),
      headers: { 'Content-Type': 'text/plain' },
    });
    const requests = [
      get('/a', { expect: { status: 200, body: { kind: 'exact', text: 'none' } } }),
      { ...post, expect: { status: 200, body: { kind: 'exact', text: 'x'.repeat(200_000) } } as const },
    ];
    const report = await drive(await open(server, 2), orderFor(2, { requests }));
    expect(report).toMatchObject({ failed: noFailures, unfinished: 0 });
    const first = server.requests
      .filter(({ connection }) => connection === 0)
      .map(({ head }) => head.split(' ')[0]);
    expect(first.slice(0, 4)).toEqual(['GET', 'POST', 'GET', 'POST']);
  });

  it('replaces connections that were closed while idle, before the slice, and counts them apart', async () => {
    const server = await serve(({ socket }) => socket.write(ok()));
    const session = await open(server, 4);
    await drive(session, orderFor(4));
    const [first, second] = server.open;
    first?.end();
    second?.resetAndDestroy();
    await until(() => server.open.size === 2);
    const report = await drive(session, orderFor(4));
    expect(report).toMatchObject({
      failed: noFailures,
      unfinished: 0,
      reconnects: { idle: 2, afterAnswer: 0 },
    });
    expect(server.accepted).toBe(6);
    expect((await drive(session, orderFor(4))).reconnects.idle).toBe(0);
  });

  it('counts a status and a body that were not expected, and goes on with the connection', async () => {
    const server = await serve(({ socket, index }) =>
      socket.write(
        index % 3 === 0
          ? 'HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n'
          : ok(index % 3 === 1 ? 'hellO' : 'hello'),
      ),
    );
    const report = await drive(
      await open(server, 1),
      orderFor(1, { requests: [get('/x', { expect: hello })] }),
    );
    expect(report.failed.status).toBeGreaterThan(0);
    expect(report.failed.body).toBeGreaterThan(0);
    expect(report.ok).toBeGreaterThan(0);
    expect(report.failed.status - report.ok).toBeGreaterThanOrEqual(0);
    expect(report.failed.status - report.ok).toBeLessThanOrEqual(1);
    expect(report.failed).toMatchObject({ connect: 0, reset: 0, timeout: 0, protocol: 0 });
    expect(report.samples).toContainEqual({ kind: 'status', detail: 'GET /x: status 500' });
    expect(report.samples).toContainEqual({
      kind: 'body',
      detail: 'GET /x: a body of 5 bytes that differs from the expected one',
    });
    expect(server.accepted).toBe(1);
  });

  it.each<[string, string, (exchange: Exchange) => void]>([
    ['reset', 'closed by the server before an answer', ({ socket }) => socket.end()],
    ['reset', 'reset by the server before an answer (ECONNRESET)', ({ socket }) => socket.resetAndDestroy()],
    ['reset', 'closed by the server within the answer', ({ socket }) => socket.end(ok().slice(0, -1))],
    ['protocol', 'no HTTP/1.x status line', ({ socket }) => socket.write('garbage\r\n')],
    ['protocol', 'bytes after the end of the answer', ({ socket }) => socket.write(`${ok()}more`)],
    [
      'protocol',
      'a line in the head that is no header field',
      ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nno colon\r\n'),
    ],
    [
      'protocol',
      'a body longer than 1 GiB',
      ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1073741825\r\n\r\n'),
    ],
    [
      'protocol',
      'a line or a head longer than it may be',
      ({ socket }) => socket.write(`HTTP/1.1 200 OK\r\nA: ${'b'.repeat(70_000)}`),
    ],
  ])('counts as %s: %s', async (kind, detail, script) => {
    const server = await serve(script);
    const report = await drive(await open(server, 2), orderFor(2, { window: short }));
    expect(report).toMatchObject({
      ok: 0,
      unfinished: 0,
      failed: { ...noFailures, [kind]: report.sent },
      responses: 0,
    });
    expect(report.sent).toBeGreaterThan(2);
    // 2 connections that rest 10 ms after each failure
    expect(report.sent).toBeLessThanOrEqual(2 * (short.maxMs / 10 + 1));
    expect(report.samples[0]).toEqual({ kind, detail: `GET /: ${detail}` });
  });

  it('goes on after failures on fresh connections', async () => {
    const server = await serve(({ socket, connection }) =>
      connection < 4 ? socket.resetAndDestroy() : socket.write(ok()),
    );
    const report = await drive(await open(server, 4), orderFor(4));
    expect(report.failed).toEqual({ ...noFailures, reset: 4 });
    expect(report.ok).toBeGreaterThanOrEqual(20);
    // How many of the four come back in time depends on the machine; that each did is tested on a fake clock.
    expect(server.accepted).toBeGreaterThan(4);
    expect(server.accepted).toBeLessThanOrEqual(8);
  });

  it('counts a server that closes without saying so by what was sent in vain', async () => {
    const server = await serve(({ socket }) => socket.end(ok()));
    const report = await drive(await open(server, 2), orderFor(2, { window: short }));
    expect(report.ok).toBeGreaterThan(0);
    expect(report.failed.reset).toBeGreaterThan(0);
    expect(report.reconnects.afterAnswer).toBe(0);
  });

  it('counts what is never answered as timeouts, on fresh connections each', async () => {
    const server = await serve(() => {});
    const report = await drive(
      await open(server, 2),
      orderFor(2, { window: { ...short, maxMs: 600 }, requestTimeoutMs: 50, drainTimeoutMs: 1000 }),
    );
    expect(report).toMatchObject({ ok: 0, unfinished: 0, failed: { ...noFailures, timeout: report.sent } });
    expect(report.sent).toBeGreaterThanOrEqual(4);
    expect(server.accepted).toBe(report.sent);
    expect(report.busy).toEqual({ answers: 0, elapsedMs: 600 });
  });

  it('leaves unfinished what is not answered in time, and never uses those connections again', async () => {
    const late: Exchange[] = [];
    const server = await serve((exchange) => late.push(exchange));
    const session = await open(server, 3);
    const report = await drive(session, orderFor(3, { window: short, drainTimeoutMs: 50 }));
    expect(report).toMatchObject({
      sent: 3,
      ok: 0,
      failed: noFailures,
      unfinished: 3,
      windowMs: short.maxMs,
    });
    expect(report.totalMs).toBeGreaterThanOrEqual(short.maxMs + 50);

    for (const { socket } of late) socket.write(ok('of the last slice'));
    server.answer(({ socket }) => socket.write(ok()));
    const next = await drive(session, orderFor(3, { requests: [get('/', { expect: hello })] }));
    expect(next).toMatchObject({
      failed: noFailures,
      unfinished: 0,
      reconnects: { idle: 0, afterAnswer: 0 },
    });
    expect(server.accepted).toBe(6);
  });

  it('counts answers that come while it drains', async () => {
    const server = await serve(({ socket }) => void setTimeout(() => socket.write(ok()), 150));
    const report = await drive(
      await open(server, 3),
      orderFor(3, { window: { minMs: 60, maxMs: 100, minAnswers: 50 } }),
    );
    expect(report).toMatchObject({
      sent: 3,
      ok: 3,
      failed: noFailures,
      unfinished: 0,
      windowMs: 100,
      opening: 3,
    });
    expect(report.busy.answers).toBeGreaterThan(0);
    expect(report.totalMs).toBeGreaterThan(140);
  });

  it('accounts for a server that dies within the slice, and reaches its successor', async () => {
    const server = await serve(({ socket }) => void setTimeout(() => socket.write(ok()), 5));
    const session = await open(server, 4);
    const slice = session.drive(orderFor(4, { window: { minMs: 800, maxMs: 800, minAnswers: 0 } }));
    await until(() => server.requests.length > 8);
    await server.close();
    const report = await slice;
    expectAccounted(report);
    expect(report.ok).toBeGreaterThan(0);
    expect(report.failed.reset).toBeGreaterThan(0);
    expect(report.failed.connect).toBeGreaterThan(0);
    expect(report.failed.connect).toBeLessThanOrEqual(4 * 81);
    expect(report.samples.some(({ detail }) => detail === 'GET /: connection refused (ECONNREFUSED)')).toBe(
      true,
    );

    const successor = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => socket.write(ok()));
    });
    successor.listen(server.port, '127.0.0.1');
    await once(successor, 'listening');
    expect(await drive(session, orderFor(4))).toMatchObject({ failed: noFailures, unfinished: 0 });
    await session.close();
    successor.close();
    await once(successor, 'close');
  });

  it('counts connections that are refused, without a flood', async () => {
    const server = await serve(() => {});
    await server.close();
    const session = await open(server, 3);
    const report = await drive(session, orderFor(3, { window: short }));
    expect(report).toMatchObject({
      ok: 0,
      unfinished: 0,
      failed: { ...noFailures, connect: report.sent },
      bytesReceived: 0,
    });
    expect(report.sent).toBeGreaterThan(3);
    expect(report.sent).toBeLessThanOrEqual(3 * (short.maxMs / 10 + 1));
  });

  it('refuses a second slice on a session while one is driven', async () => {
    const server = await serve(({ socket }) => socket.write(ok()));
    const session = await open(server, 1);
    const slice = session.drive(orderFor(1));
    await expect(session.drive(orderFor(1))).rejects.toThrow(FailureError);
    expectAccounted(await slice);
    expectAccounted(await session.drive(orderFor(1)));
  });

  it('refuses a request that cannot be sent as HTTP', async () => {
    const server = await serve(() => {});
    const session = await open(server, 1);
    await expect(session.drive(orderFor(1, { requests: [get('/a b')] }))).rejects.toMatchObject({
      failure: { reason: 'loader-error', detail: 'the path "/a b" cannot be sent' },
    });
  });

  it('ends the slice at once when the session is closed, and drives no other', async () => {
    const server = await serve(() => {});
    const session = await open(server, 2);
    const slice = session.drive(orderFor(2));
    await until(() => server.requests.length === 2);
    await session.close();
    const report = await slice;
    expectAccounted(report);
    expect(report).toMatchObject({ sent: 2, ok: 0, unfinished: 2 });
    await expect(session.drive(orderFor(2))).rejects.toMatchObject({
      failure: { detail: 'the session is closed' },
    });
  });
});
