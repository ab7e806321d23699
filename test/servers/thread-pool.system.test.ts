import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copySeededDatabase } from '#built/servers/contract/database.js';
import type { AppRequest } from '#built/servers/node/message.js';
import { openThreadPool, type ThreadPool } from '#built/servers/node/thread-pool.js';
import { until } from '../helpers/until.ts';

let folder: string;
let pool: ThreadPool;

const asking = (route: AppRequest['route'], query = {}, body = new Uint8Array(0)): AppRequest => ({
  route,
  query,
  body,
  contentType: '',
  client: '127.0.0.1',
  cookies: {},
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bench-pool-'));
  process.env.BENCH_DATABASE = await copySeededDatabase(folder);
});

afterEach(async () => {
  await pool.close();
  delete process.env.BENCH_DATABASE;
  rmSync(folder, { recursive: true });
});

it('is ready when every thread has started', async () => {
  pool = openThreadPool(3, 10);
  expect(pool.ready()).toBe(false);
  await until('the threads', pool.ready);
});

it('refuses a request when enough others wait for a thread', async () => {
  pool = openThreadPool(1, 2);
  const taken = [1, 2, 3].map(() => pool.answer(asking('wait', { ms: '20' })));
  const refused = await pool.answer(asking('plain'));
  expect(refused).toMatchObject({
    status: 503,
    body: '{"error":"too many requests are waiting"}',
    headers: { 'retry-after': '1' },
  });
  for (const answer of taken) expect(await answer).toMatchObject({ status: 200 });
  expect(await pool.answer(asking('plain'))).toMatchObject({ status: 200 });
});

it('moves a large body to the thread and copies a small one', async () => {
  pool = openThreadPool(1, 10);
  const large = new Uint8Array(100_000);
  const small = new Uint8Array(100);
  expect(await pool.answer(asking('upload', {}, large))).toMatchObject({
    body: expect.stringContaining('"bytes":100000'),
  });
  expect(await pool.answer(asking('upload', {}, small))).toMatchObject({
    body: expect.stringContaining('"bytes":100,'),
  });
  expect(large.length).toBe(0);
  expect(small.length).toBe(100);
});

it('passes the error of a handler on', async () => {
  pool = openThreadPool(1, 10);
  await expect(pool.answer(asking('error'))).rejects.toThrow('deliberate failure');
});
