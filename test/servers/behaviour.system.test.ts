/** What starting, stopping and working at once look like from outside, in every Node mode and in some of them only. */
import { Agent } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { serverModes } from '#built/servers/index.js';
import { request } from '../helpers/http.ts';
import { alive, endAll, freePort, type Serving, serve, start } from '../helpers/serving.ts';
import { until } from '../helpers/until.ts';

const mode = (name: string) => {
  const found = serverModes.find((candidate) => candidate.stack === 'node' && candidate.name === name);
  if (found === undefined) throw new Error(`no mode ${name}`);
  return found;
};
const dev = mode('dev');
const prefork = mode('prefork');
const threaded = mode('threaded');
const all = [
  { name: 'dev', of: dev, options: {} },
  { name: 'prefork', of: prefork, options: { workers: 2 } },
  { name: 'threaded', of: threaded, options: { threads: 2 } },
];

const who = async (server: Serving) =>
  JSON.parse((await server.get('/who')).text) as { pid: number; thread: number; worker: number };

/** Pids that answer, asked on so many connections. */
async function pidsOf(server: Serving, connections: number): Promise<Set<number>> {
  const answers = await Promise.all(Array.from({ length: connections }, () => who(server)));
  return new Set(answers.map(({ pid }) => pid));
}

/** How long so many requests that block `ms` each take together, in ms. */
async function waitTogether(server: Serving, count: number, ms: number): Promise<number> {
  const startedMs = performance.now();
  const replies = await Promise.all(Array.from({ length: count }, () => server.get(`/wait?ms=${ms}`)));
  expect(replies.map((reply) => reply.status)).toEqual(replies.map(() => 200));
  return performance.now() - startedMs;
}

afterEach(endAll);

describe('starting', () => {
  it.each(all)('$name answers 503 until it is at full strength, then 200', async ({ of, options }) => {
    const more = Object.fromEntries(Object.keys(options).map((name) => [name, 6]));
    const server = await start(of, more);
    const seen: string[] = [];
    await until('200', async () => {
      const health = await server.get('/health').catch(() => null);
      if (health !== null) seen.push(`${health.status} ${health.text}`);
      return health?.status === 200;
    });
    const starting = seen.slice(0, -1);
    expect(starting).toEqual(starting.map(() => '503 {"status":"starting"}'));
    for (let asked = 0; asked < 12; asked++) expect((await server.get('/health')).status).toBe(200);
  });

  it('prefork is ready only when each worker serves', async () => {
    const server = await serve(prefork, { workers: 6 });
    expect((await pidsOf(server, 24)).size).toBe(6);
  });

  it('declares as many processes as it runs', async () => {
    const server = await serve(prefork, { workers: 3 });
    const context = { host: '127.0.0.1', port: 1, freePort, nonce: '', workDir: server.workDir };
    expect((await prefork.launch({ ...context, options: { workers: 3 } })).processes).toBe(4);
    expect((await pidsOf(server, 12)).size).toBe(3);
    expect(await pidsOf(server, 12)).not.toContain(server.pid);
  });

  it.each(all)('$name ends with an error when the port is taken', async ({ of, options }) => {
    const holder = await serve(dev);
    const server = await start(of, options, {}, holder.port);
    await until('the end', () => !alive(server.pid));
    const { code } = await server.end('SIGTERM');
    expect(code).toBe(1);
    expect(server.stderr()).toContain('EADDRINUSE');
  });

  it.each(all)('$name ends with an error when it is not told its database', async ({ of, options }) => {
    const server = await start(of, options, { BENCH_DATABASE: '' });
    await until('the end', () => !alive(server.pid));
    expect((await server.end('SIGTERM')).code).toBe(1);
    expect(server.stderr()).toContain('BENCH_DATABASE is not set');
  });
});

it.each(all)('$name keeps an idle connection for longer than a minute', async ({ of, options }) => {
  const server = await serve(of, options);
  const agent = new Agent({ keepAlive: true });
  const reply = await request(server.port, { path: '/plain', agent });
  agent.destroy();
  expect(reply.headers.connection).toBe('keep-alive');
  const seconds = Number(/timeout=(\d+)/.exec(String(reply.headers['keep-alive']))?.[1]);
  expect(seconds).toBeGreaterThanOrEqual(65);
});

describe('stopping', () => {
  it.each(all)('$name stops on SIGTERM though connections are open', async ({ of, options }) => {
    const server = await serve(of, options);
    const pids = await pidsOf(server, 8);
    const agent = new Agent({ keepAlive: true });
    await Promise.all(
      Array.from({ length: 8 }, () =>
        request(server.port, { path: '/plain', agent, headers: { connection: 'keep-alive' } }),
      ),
    );
    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
    for (const pid of pids) expect(alive(pid)).toBe(false);
    await expect(server.get('/plain')).rejects.toThrow('ECONNREFUSED');
    agent.destroy();
  });

  it.each(all)('$name stops when its whole process group is told to', async ({ of, options }) => {
    const server = await serve(of, options);
    const pids = await pidsOf(server, 8);
    process.kill(-server.pid, 'SIGTERM');
    await until('the end', () => ![server.pid, ...pids].some(alive));
    expect((await server.end('SIGTERM')).code).toBe(0);
  });

  it.each(all)('$name answers what it was asked before it stops', async ({ of, options }) => {
    const one = Object.fromEntries(Object.keys(options).map((name) => [name, 1]));
    const server = await serve(of, one);
    const asked = server.get('/io?ms=50');
    // Answered after the request above was read, for there is one thread that reads.
    await server.get('/health');
    const ended = server.end('SIGTERM');
    expect((await asked).status).toBe(200);
    expect((await ended).code).toBe(0);
  });

  it('threaded stops while its threads are blocked', async () => {
    const server = await serve(threaded, { threads: 2 });
    const cut = [server.get('/wait?ms=10000'), server.get('/wait?ms=10000')].map((asked) =>
      asked.catch((error: NodeJS.ErrnoException) => error.code),
    );
    await server.get('/health');
    expect((await server.end('SIGTERM')).code).toBe(0);
    expect(await Promise.all(cut)).toEqual(['ECONNRESET', 'ECONNRESET']);
  });

  it('prefork kills a worker that is blocked', async () => {
    const server = await serve(prefork, { workers: 1 });
    const { pid } = await who(server);
    const cut = server.get('/wait?ms=10000').catch((error: NodeJS.ErrnoException) => error.code);
    // Taken by the worker by now or still on its way: either way it must not be answered.
    expect((await server.end('SIGTERM')).code).toBe(0);
    expect(await cut).toMatch(/^ECONN/);
    expect(alive(pid)).toBe(false);
  });

  it('no worker of prefork outlives a primary that was killed', async () => {
    const server = await serve(prefork, { workers: 3 });
    const pids = [...(await pidsOf(server, 12))];
    expect(pids.filter(alive)).toHaveLength(3);
    await server.end('SIGKILL');
    await until('the workers to end', () => !pids.some(alive));
  });
});

describe('working at once', () => {
  it('dev blocks: two slow requests take the time of both', async () => {
    const server = await serve(dev);
    expect(await waitTogether(server, 2, 200)).toBeGreaterThanOrEqual(400);
  });

  it.each([all[1]!, all[2]!])('$name lets two slow requests overlap, no more', async ({ of, options }) => {
    const server = await serve(of, options);
    // Noise can only delay: one overlap seen is proof, so a disturbed try is repeated.
    await until('two requests to overlap', async () => (await waitTogether(server, 2, 300)) < 600);
    expect(await waitTogether(server, 3, 200)).toBeGreaterThanOrEqual(400);
  });

  it('threaded with 4 threads blocks four at a time', async () => {
    const server = await serve(threaded, { threads: 4 });
    await until('four requests to overlap', async () => (await waitTogether(server, 4, 300)) < 600);
    expect(await waitTogether(server, 5, 200)).toBeGreaterThanOrEqual(400);
  });

  it('threaded answers from its threads, one process', async () => {
    const server = await serve(threaded, { threads: 2 });
    const answers = await Promise.all(Array.from({ length: 30 }, () => who(server)));
    expect(new Set(answers.map(({ pid }) => pid))).toEqual(new Set([server.pid]));
    const threads = new Set(answers.map(({ thread }) => thread));
    expect(threads).not.toContain(0);
    expect(threads.size).toBeLessThanOrEqual(2);
  });

  it('threaded keeps its I/O thread free while every thread is blocked', async () => {
    const server = await serve(threaded, { threads: 2 });
    await until('health to be answered first', async () => {
      const order: string[] = [];
      const asked = ['/wait?ms=400', '/wait?ms=400', '/health'].map(async (path) => {
        await server.get(path);
        order.push(path);
      });
      await Promise.all(asked);
      return order[0] === '/health';
    });
  });

  it('yields while it awaits, where handlers share a thread', async () => {
    const server = await serve(dev);
    await until('ten waits to overlap', async () => {
      const startedMs = performance.now();
      await Promise.all(Array.from({ length: 10 }, () => server.get('/io?ms=100')));
      return performance.now() - startedMs < 1000;
    });
  });
});

describe('a dead worker of prefork', () => {
  it('is replaced, and no later request fails', async () => {
    const server = await serve(prefork, { workers: 2 });
    const before = [...(await pidsOf(server, 8))];
    expect(before).toHaveLength(2);
    process.kill(before[0]!, 'SIGKILL');
    await until('a new worker', async () => {
      // Connections that were on their way to the dead worker are closed, none is left hanging.
      const now = await pidsOf(server, 8).catch(() => new Set<number>());
      return now.size === 2 && !now.has(before[0]!);
    });
    expect(await pidsOf(server, 8)).toContain(before[1]);
    expect(server.stderr()).toMatch(/^worker [12] ended \(SIGKILL\)$/m);
    for (let asked = 0; asked < 8; asked++) expect((await server.get('/health')).status).toBe(200);
  });

  it('is replaced even when it was the only one', async () => {
    const server = await serve(prefork, { workers: 1 });
    const { pid } = await who(server);
    process.kill(pid, 'SIGKILL');
    await until('a new worker', async () => {
      const now = await who(server).catch(() => null);
      return now !== null && now.pid !== pid;
    });
  });
});

describe('prefork workers=1', () => {
  it('runs its handlers in one worker, not in the primary', async () => {
    const server = await serve(prefork, { workers: 1 });
    const pids = await pidsOf(server, 6);
    expect(pids.size).toBe(1);
    expect(pids).not.toContain(server.pid);
  });
});

it('a mode binds the loopback address only', async () => {
  const port = await freePort();
  const server = await start(dev, {}, {}, port);
  await until('an answer', async () => (await server.get('/health').catch(() => null))?.status === 200);
  const { networkInterfaces } = await import('node:os');
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal);
  if (outside === undefined) return;
  await expect(fetch(`http://${outside.address}:${port}/health`)).rejects.toThrow();
});
