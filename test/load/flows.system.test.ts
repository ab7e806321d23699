import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, describe, expect, it } from 'vitest';
import { type Loader, startLoader } from '#built/harness/load/loader.js';
import { serverModes } from '#built/servers/index.js';
import { nativeEngine } from '../../harness/load/native/engine.ts';
import { levelValue } from '../../harness/model/level.ts';
import type { LoadOrder, LoadReport, LoadSession } from '../../harness/model/load.ts';
import type { RequestSpec } from '../../harness/model/scenario.ts';
import { scenarios } from '../../scenarios/index.ts';
import { resetDatabase } from '../../servers/contract/database.ts';
import { endAll, type Serving, serve, start } from '../helpers/serving.ts';
import { until } from '../helpers/until.ts';
import { expectAccounted, noFailures, orderFor } from './accounts.ts';
import { LittleApp, littleFlow } from './little-app.ts';

const sessions: LoadSession[] = [];
const loaders: Loader[] = [];

afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close();
  for (const loader of loaders.splice(0)) await loader.stop();
  await endAll();
});

const modeOf = (name: string) => serverModes.find((mode) => mode.stack === 'node' && mode.name === name)!;
const requestsOf = (name: string) => scenarios.find((scenario) => scenario.name === name)!.requests;
const databaseOf = (server: Serving) => join(server.workDir, 'attendance.db');

function orderOf(requests: readonly RequestSpec[], concurrency: number, minAnswers = 100): LoadOrder {
  const window = { minMs: 60, maxMs: 20_000, minAnswers };
  return orderFor(concurrency, { requests: [...requests], window });
}

/** Opens for an order, as the measuring loop does, and drives it once. */
async function drive(port: number, order: LoadOrder): Promise<LoadReport> {
  const session = await openFor(port, order);
  return again(session, order);
}

async function openFor(port: number, order: LoadOrder): Promise<LoadSession> {
  const target = { host: '127.0.0.1', port };
  const session = await nativeEngine.open(target, levelValue(order.level), order);
  sessions.push(session);
  return session;
}

async function again(session: LoadSession, order: LoadOrder): Promise<LoadReport> {
  const report = await session.drive(order);
  expectAccounted(report);
  return report;
}

function count(server: Serving, sql: string): number {
  const database = new Database(databaseOf(server));
  const [row] = database.prepare(`SELECT count(*) AS rows FROM ${sql}`).all() as { rows: number }[];
  database.close();
  return row!.rows;
}

const login = (change: (body: string) => string): RequestSpec[] =>
  requestsOf('session').map((request) =>
    typeof request.body === 'string' ? { ...request, body: change(request.body) } : request,
  );

describe('a session on the reference app', () => {
  it('is opened before the slice, without tripping the limit of failed log-ins, and measured in itself', async () => {
    const server = await serve(modeOf('prefork'), { workers: 4 });
    const report = await drive(server.port, orderOf(requestsOf('session'), 32));
    expect(report).toMatchObject({ failed: noFailures, unfinished: 0, samples: [], opening: 32 });
    expect(report.statuses).toEqual({ 200: report.ok });
    expect(count(server, 'login_failure')).toBe(0);
  });

  it('is opened by the slice itself where nobody told it ahead', async () => {
    const server = await serve(modeOf('dev'));
    const session = await nativeEngine.open({ host: '127.0.0.1', port: server.port }, 8);
    sessions.push(session);
    for (let slice = 0; slice < 2; slice += 1) {
      const report = await again(session, orderOf(requestsOf('session'), 8));
      expect(report).toMatchObject({ failed: noFailures, opening: 8 });
      expect(report.statuses).toEqual({ 200: report.ok });
    }
  });

  it('is driven from a loader process as well', async () => {
    const server = await serve(modeOf('dev'));
    const loader = await startLoader({ engine: 'native' });
    loaders.push(loader);
    const order = orderOf(requestsOf('session'), 4);
    const session = await loader.open({ host: '127.0.0.1', port: server.port }, 4, order);
    const report = await session.drive(order);
    expectAccounted(report);
    expect(report).toMatchObject({ failed: noFailures, unfinished: 0, opening: 4 });
  });

  it('counts every failure of a wrong password, ends in time, and can log in again after a reset', async () => {
    const server = await serve(modeOf('prefork'), { workers: 2 });
    const wrong = login((body) => body.replace('chalk-and-slate', 'chalk'));
    const order = { ...orderOf(wrong, 4), window: { minMs: 200, maxMs: 200, minAnswers: 0 } };
    const report = await drive(server.port, order);
    expect(report.failed.status).toBeGreaterThan(4);
    expect(report.failed).toEqual({ ...noFailures, status: report.failed.status });
    expect(report).toMatchObject({ responses: 0, unfinished: 0 });
    expect(report.busy.answers).toBe(0);
    expect(report.totalMs).toBeLessThan(10_000);
    expect(report.samples[0]?.detail).toMatch(/^POST \/login: status (401|429)$/);
    expect(report.statuses['429']).toBeGreaterThan(0);
    expect(count(server, 'login_failure')).toBe(5);

    await resetDatabase(databaseOf(server));
    const mended = await drive(server.port, orderOf(requestsOf('session'), 4));
    expect(mended).toMatchObject({ failed: noFailures, unfinished: 0 });
  });

  it('counts a form without the token as a failed body, and tries again', async () => {
    const server = await serve(modeOf('dev'));
    const [form, ...rest] = requestsOf('session');
    const lost = { ...form!, capture: [{ ...form!.capture![0]!, before: 'name="other" value="' }] };
    const order = { ...orderOf([lost, ...rest], 2), window: { minMs: 100, maxMs: 100, minAnswers: 0 } };
    const report = await drive(server.port, order);
    expect(report.ok).toBe(0);
    expect(report.failed.body).toBeGreaterThan(2);
    expect(report.samples[0]).toEqual({ kind: 'body', detail: 'GET /login: token not found in the body' });
  });

  it('is opened again when the server forgets it', async () => {
    const first = await serve(modeOf('dev'), {}, { BENCH_SECRET: 'one' });
    const order = orderOf(requestsOf('session'), 4, 400);
    const session = await openFor(first.port, order);
    expect(await again(session, order)).toMatchObject({ failed: noFailures });
    await first.end('SIGTERM');
    const second = await start(modeOf('dev'), {}, { BENCH_SECRET: 'another' }, first.port);
    await until('the successor to answer', async () => {
      const health = await second.get('/health').catch(() => null);
      return health?.status === 200;
    });
    const report = await again(session, order);
    expect(report.failed).toEqual({ ...noFailures, status: 4 });
    expect(report.samples[0]?.detail).toBe('GET /me: status 401');
    expect(report.statuses).toMatchObject({ 303: 4, 401: 4 });
  });
});

describe('writes to the reference app', () => {
  it('are rows that the app keeps, each for another day, until they are reset', async () => {
    const server = await serve(modeOf('prefork'), { workers: 2 });
    const report = await drive(server.port, orderOf(requestsOf('db-write'), 8));
    expect(report).toMatchObject({ failed: noFailures, unfinished: 0 });
    expect(report.statuses).toEqual({ 201: report.ok });
    expect(count(server, 'attendance')).toBe(250 + report.ok);
    const days = count(server, "(SELECT DISTINCT date FROM attendance WHERE date LIKE '2___-05-17')");
    expect(days).toBe(Math.min(1000, report.ok));
    await resetDatabase(databaseOf(server));
    expect(count(server, 'attendance')).toBe(250);
  });

  it('are one in twenty of the mixture', async () => {
    const server = await serve(modeOf('dev'));
    const report = await drive(server.port, orderOf(requestsOf('mix'), 1, 400));
    expect(report).toMatchObject({ failed: noFailures, unfinished: 0 });
    // A deck holds 200 cards, ten of them writes; the last deck may have been begun.
    const decks = report.sent / 200;
    expect(report.statuses['201']).toBeGreaterThanOrEqual(10 * Math.floor(decks));
    expect(report.statuses['201']).toBeLessThanOrEqual(10 * Math.ceil(decks));
  });
});

describe('a server that serves one connection after another', () => {
  it('is not left waiting on idle connections while a flow is opened', async () => {
    const app = new LittleApp();
    const waiting: Socket[] = [];
    let current: Socket | null = null;
    // Reads from one socket until it is closed, as a worker with a single thread does.
    const turn = (): void => {
      current = waiting.shift() ?? null;
      current?.resume();
    };
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      let request = '';
      socket.setEncoding('latin1').on('error', () => {});
      socket.on('data', (piece: string) => {
        request += piece;
        const head = request.indexOf('\r\n\r\n');
        const length = Number(/\r\ncontent-length: ([0-9]+)/i.exec(request)?.[1] ?? 0);
        if (head < 0 || request.length < head + 4 + length) return;
        socket.end(app.say(request).replace('HTTP/1.1', 'HTTP/1.0'));
      });
      socket.on('close', () => {
        const place = waiting.indexOf(socket);
        if (place >= 0) waiting.splice(place, 1);
        if (socket === current) turn();
      });
      waiting.push(socket);
      if (current === null) turn();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    try {
      const session = await nativeEngine.open({ host: '127.0.0.1', port }, 4);
      sessions.push(session);
      const report = await again(session, orderOf(littleFlow, 4, 40));
      expect(report).toMatchObject({ failed: noFailures, unfinished: 0, opening: 4 });
      expect(report.totalMs).toBeLessThan(10_000);
      await session.close();
    } finally {
      server.close();
      await once(server, 'close');
    }
  });
});
