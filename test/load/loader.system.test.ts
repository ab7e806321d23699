import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type Loader, startLoader } from '#built/harness/load/loader.js';
import { placed } from '../../harness/model/failure.ts';
import type { EngineName, LoadOrder } from '../../harness/model/load.ts';
import { decodeHistogram, quantileMs } from '../../harness/stats/histogram.ts';
import { expectAccounted, get, noFailures, orderFor } from './accounts.ts';
import { type Exchange, ok, type ScriptedServer } from './scripted-server.ts';
import { serving } from './serving.ts';
import { until } from './until.ts';

const serve = serving();
const loaders: Loader[] = [];

afterEach(async () => {
  for (const loader of loaders.splice(0)) {
    await loader.stop();
    expect(existsSync(`/proc/${loader.pid}`)).toBe(false);
  }
});

async function load(engine: EngineName, signal?: AbortSignal): Promise<Loader> {
  const loader = await startLoader(signal === undefined ? { engine } : { engine, signal });
  loaders.push(loader);
  return loader;
}

const target = ({ host, port }: ScriptedServer) => ({ host, port });
const answering = ({ socket }: Exchange) => socket.write(ok());
const exited = (signal: string) => ({
  name: 'FailureError',
  failure: { reason: 'loader-exited', variant: '', phase: '', exitCode: null, signal },
});

describe('a loader process', () => {
  it('drives slices from a process of its own, and tells its CPU time and event-loop use', async () => {
    const server = await serve(answering);
    const loader = await load('native');
    expect(loader.pid).not.toBe(process.pid);
    expect(loader.minimumWindowMs).toBe(50);
    const before = await loader.cpuMs();
    const session = await loader.open(target(server), 4);
    const report = await session.drive(orderFor(4));
    expectAccounted(report);
    expect(report).toMatchObject({ failed: noFailures, unfinished: 0 });
    expect(report.generator.cpuMs).toBeGreaterThan(0);
    expect(report.generator.eventLoopUtilization).toBeGreaterThan(0);
    expect(await loader.cpuMs()).toBeGreaterThan(before);
    await session.close();
    await until(() => server.open.size === 0);
  });

  it('drives several sessions at the same time, and keeps their reports apart', async () => {
    const loader = await load('native');
    const reports = await Promise.all(
      ['one', 'two', 'three'].map(async (body) => {
        const server = await serve(({ socket }) => socket.write(ok(body)));
        const session = await loader.open(target(server), 2);
        const requests = [get('/', { expect: { status: 200, body: { kind: 'exact', text: body } } })];
        const report = await session.drive(orderFor(2, { requests }));
        return { report, requests: server.requests.length };
      }),
    );
    for (const { report, requests } of reports) {
      expectAccounted(report);
      expect(report).toMatchObject({ failed: noFailures, unfinished: 0, sent: requests });
    }
  });

  it('leads a session and process group of its own, out of reach of the terminal', async () => {
    const { pid } = await load('native');
    const [, , group, session] = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /, '').split(' ');
    expect([Number(group), Number(session)]).toEqual([pid, pid]);
  });

  it('rejects what is pending and what comes after, when it is killed', async () => {
    const server = await serve(() => {});
    const loader = await load('native');
    const session = await loader.open(target(server), 2);
    const slice = session.drive(orderFor(2));
    const rejected = expect(slice).rejects.toMatchObject(exited('SIGKILL'));
    await until(() => server.requests.length === 2);
    process.kill(loader.pid, 'SIGKILL');
    await rejected;
    expect(await loader.exited).toEqual({ exitCode: null, signal: 'SIGKILL' });
    await expect(session.drive(orderFor(2))).rejects.toMatchObject(exited('SIGKILL'));
    await expect(loader.open(target(server), 1)).rejects.toMatchObject(exited('SIGKILL'));
    await expect(loader.cpuMs()).rejects.toMatchObject(exited('SIGKILL'));
    await loader.stop();
  });

  it('ends within a slice when it is stopped, and is gone then', async () => {
    const server = await serve(() => {});
    const loader = await load('native');
    const session = await loader.open(target(server), 2);
    const slice = session.drive(orderFor(2)).then(
      (report) => report.unfinished,
      (error: unknown) => error,
    );
    await until(() => server.requests.length === 2);
    await Promise.all([loader.stop(), loader.stop()]);
    expect(existsSync(`/proc/${loader.pid}`)).toBe(false);
    expect(await loader.exited).toEqual({ exitCode: 0, signal: null });
    expect(await slice).toBe(2);
  });

  it('is killed when it does not heed the order to stop', async () => {
    const loader = await load('native');
    process.kill(loader.pid, 'SIGSTOP');
    await loader.stop();
    expect(await loader.exited).toEqual({ exitCode: null, signal: 'SIGKILL' });
  });

  it('is killed when its signal is aborted', async () => {
    const abort = new AbortController();
    const loader = await load('native', abort.signal);
    abort.abort();
    expect(await loader.exited).toEqual({ exitCode: null, signal: 'SIGKILL' });
    await expect(startLoader({ engine: 'native', signal: abort.signal })).rejects.toMatchObject(
      exited('SIGKILL'),
    );
  });

  it('ends with the harness, however that ends', async () => {
    const built = fileURLToPath(import.meta.resolve('#built/harness/load/loader.js'));
    const script = `import { startLoader } from ${JSON.stringify(built)};
      const loader = await startLoader({ engine: 'native' });
      process.stdout.write(String(loader.pid));
      setInterval(() => {}, 1000);`;
    const harness = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(harness.stdout, 'data')) as [Buffer];
    const pid = Number(said);
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    harness.kill('SIGKILL');
    await once(harness, 'exit');
    await until(() => !existsSync(`/proc/${pid}`));
  });

  it('refuses what is no order, and lives on', async () => {
    const server = await serve(answering);
    const loader = await load('native');
    const session = await loader.open(target(server), 1);
    const wrong = { ...orderFor(1), requestTimeoutMs: -1 } as LoadOrder;
    await expect(session.drive(wrong)).rejects.toMatchObject({ failure: { reason: 'loader-error' } });
    await expect(loader.open({ host: '127.0.0.1', port: 0 }, 1)).rejects.toMatchObject({
      failure: { reason: 'loader-error' },
    });
    await session.close();
    await expect(session.drive(orderFor(1))).rejects.toMatchObject({
      failure: { reason: 'loader-error', detail: 'there is no session 1' },
    });
    expect(await loader.cpuMs()).toBeGreaterThan(0);
  });

  it('leaves the place of its failures to those who know it', () => {
    const failure = { reason: 'loader-exited', variant: '', phase: '', exitCode: 1, signal: null } as const;
    expect(placed(failure, { variant: 'dev', phase: 'json c8' })).toEqual({
      ...failure,
      variant: 'dev',
      phase: 'json c8',
    });
    expect(placed({ ...failure, phase: 'start' }, { variant: 'dev', phase: 'json c8' })).toMatchObject({
      phase: 'start',
    });
  });
});

describe('the autocannon engine', () => {
  const window = { minMs: 250, maxMs: 1000, minAnswers: 20 };
  const hello = { status: 200, body: { kind: 'exact', text: 'hello' } } as const;

  it('reports what the native one does; what it drops at the end is unfinished', async () => {
    const server = await serve(answering);
    const loader = await load('autocannon');
    expect(loader.minimumWindowMs).toBe(250);
    const session = await loader.open(target(server), 4);
    const probes = server.requests.length;
    const report = await session.drive(orderFor(4, { window, requests: [get('/', { expect: hello })] }));
    expectAccounted(report);
    expect(report.failed).toEqual(noFailures);
    expect(report.ok).toBeGreaterThanOrEqual(20);
    expect(report.unfinished).toBeLessThanOrEqual(4);
    expect(server.requests.length - probes).toBe(report.sent);
    expect(report.opening).toBe(4);
    expect(report.windowMs).toBeGreaterThanOrEqual(250);
    expect(report.totalMs).toBe(report.windowMs);
    expect(report.busy.answers).toBeGreaterThan(0);
    expect(quantileMs(decodeHistogram(report.responseTime), 0) % 1).not.toBe(0);
  });

  it('goes on until there are enough answers, and no longer than it may', async () => {
    const server = await serve(({ socket }) => void setTimeout(() => socket.write(ok()), 40));
    const session = await (await load('autocannon')).open(target(server), 1);
    const enough = await session.drive(
      orderFor(1, { window: { minMs: 250, maxMs: 20_000, minAnswers: 10 } }),
    );
    expectAccounted(enough);
    expect(enough.ok).toBeGreaterThanOrEqual(10);
    expect(enough.windowMs).toBeGreaterThan(400);
    const capped = await session.drive(orderFor(1, { window: { minMs: 250, maxMs: 300, minAnswers: 1000 } }));
    expectAccounted(capped);
    expect(capped.ok).toBeLessThan(10);
  });

  it('checks status and body, request by request', async () => {
    const server = await serve(({ socket, head }) =>
      socket.write(head.includes('/missing') ? 'HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n' : ok('hellO')),
    );
    const session = await (await load('autocannon')).open(target(server), 2);
    const requests = [
      get('/missing', { expect: hello }),
      get('/wrong', { expect: hello }),
      get('/missing', { expect: { status: 404, body: { kind: 'any' } } }),
      get('/wrong', {
        method: 'POST',
        body: 'x',
        expect: { status: 'success', body: { kind: 'includes', text: 'ell' } },
      }),
    ];
    const report = await session.drive(orderFor(2, { window, requests }));
    expectAccounted(report);
    expect(report.failed.status).toBeGreaterThan(0);
    expect(report.failed.body).toBeGreaterThan(0);
    expect(report.ok).toBeGreaterThan(0);
    expect(Object.keys(report.statuses)).toEqual(['200', '404']);
  });

  it('accounts for timeouts, resets and refused connections', async () => {
    const server = await serve(answering);
    const session = await (await load('autocannon')).open(target(server), 2);

    server.answer(({ socket }) => socket.resetAndDestroy());
    const reset = await session.drive(orderFor(2, { window: { ...window, maxMs: 300 } }));
    expectAccounted(reset);
    expect(reset.ok).toBe(0);
    expect(reset.failed.reset).toBeGreaterThan(0);

    server.answer(() => {});
    const silent = await session.drive(
      orderFor(2, { window: { ...window, maxMs: 1300 }, requestTimeoutMs: 1000 }),
    );
    expectAccounted(silent);
    expect(silent.failed.timeout).toBeGreaterThan(0);

    await server.close();
    const refused = await session.drive(orderFor(2, { window: { ...window, maxMs: 300 } }));
    expectAccounted(refused);
    expect(refused.failed.connect).toBeGreaterThan(0);
  });

  it.each<[string, (exchange: Exchange) => void]>([
    ['says so', ({ socket }) => socket.end(ok('hello', 'Connection: close\r\n'))],
    ['does not say so', ({ socket }) => socket.end(ok())],
    ['does so on errors too', ({ socket }) => socket.end('HTTP/1.0 404 Not Found\r\n\r\n')],
  ])('refuses a server that closes after each answer and %s', async (_name, script) => {
    const server = await serve(script);
    const loader = await load('autocannon');
    await expect(loader.open(target(server), 2)).rejects.toMatchObject({
      failure: {
        reason: 'engine-refused',
        engine: 'autocannon',
        detail: 'the server closes its connections after each answer',
      },
    });
  });
  it('refuses requests that it cannot send as they are meant', async () => {
    const server = await serve(answering);
    const session = await (await load('autocannon')).open(target(server), 1);
    const order = orderFor(1, { requests: [get('/', { cookies: true })] });
    await expect(session.drive(order)).rejects.toMatchObject({
      failure: {
        reason: 'engine-refused',
        engine: 'autocannon',
        detail: 'it cannot carry values from answers into later requests, or draw requests by weight',
      },
    });
  });
});
