import { afterEach, describe, expect, it } from 'vitest';
import { type Loader, startLoader } from '#built/harness/load/loader.js';
import { type LoaderFleet, startFleet } from '#built/harness/load/loader-fleet.js';
import type { LoadOrder, LoadReport } from '../../harness/model/load.ts';
import { removeWrittenFiles, writtenFile } from '../helpers/written-file.ts';
import { expectAccounted, get, noFailures, orderFor } from './accounts.ts';
import { type Exchange, ok, type ScriptedServer } from './scripted-server.ts';
import { serving } from './serving.ts';

const serve = serving();
const running: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  removeWrittenFiles();
});

async function loadersOf(
  count: number,
  engine: 'native' | 'autocannon' = 'native',
): Promise<Loader | LoaderFleet> {
  const started = count === 1 ? await startLoader({ engine }) : await startFleet(count, { engine });
  running.push(started);
  return started;
}

const answering = ({ socket }: Exchange) => socket.write(ok());

interface Seen {
  readonly server: ScriptedServer;
  readonly report: LoadReport;
  /** Request lines without the version, in the order in which they came. */
  readonly lines: readonly string[];
}

async function drive(order: LoadOrder, loaders = 1, script = answering): Promise<Seen> {
  const server = await serve(script);
  const connections = order.level.kind === 'closed' ? order.level.concurrency : order.level.connections;
  const { host, port } = server;
  const session = await (await loadersOf(loaders)).open({ host, port }, connections, order);
  const report = await session.drive(order);
  await session.close();
  return { server, report, lines: server.requests.map(({ head }) => /^(.*) HTTP/.exec(head)?.[1] ?? '') };
}

const hookOf = (request: string) =>
  writtenFile(
    'bench.config.ts',
    `import { defineConfig, type RequestContext } from 'modebench';
     type Made = string | { readonly path: string };
     export default defineConfig({ scenarios: { cart: {
       request: (context: RequestContext): Made => ${request},
     } } });`,
  );

const rate = (perSecond: number): LoadOrder['level'] => ({
  ...{ kind: 'open', rate: perSecond, arrivals: 'constant', connections: 8 },
  ...{ overflow: 'queue', queueLimit: 100 },
});

function hooked(request: string, concurrency: number, change: Partial<LoadOrder> = {}): LoadOrder {
  const hook = { file: hookOf(request), scenario: 'cart' };
  return orderFor(concurrency, { requests: [], hook, drawSeed: 11, ...change });
}

describe('a request hook in TypeScript', () => {
  it('makes every request of a closed workload, in the loader, and its time is told', async () => {
    const { report, lines } = await drive(hooked("['', context.connection, context.index].join('/')", 3));
    expectAccounted(report);
    expect(report).toMatchObject({ failed: noFailures, unfinished: 0 });
    expect(lines).toHaveLength(report.sent);
    for (const connection of [0, 1, 2]) {
      const own = lines.filter((line) => line.startsWith(`GET /${connection}/`));
      expect(own).toEqual(own.map((_line, index) => `GET /${connection}/${index}`));
      expect(own.length).toBeGreaterThan(1);
    }
    expect(report.generator.hookShare).toBeGreaterThan(0);
    expect(report.generator.hookShare).toBeLessThan(1);
  });

  it('makes those of an open workload', async () => {
    const order = hooked("({ path: '/r', json: { draw: context.random() } })", 1, {
      level: rate(200),
      window: { minMs: 200, maxMs: 200, minAnswers: 0 },
    });
    const { report, server } = await drive(order);
    expectAccounted(report);
    expect(report).toMatchObject({ failed: noFailures, open: { offered: 40 } });
    expect(new Set(server.requests.map(({ body }) => body)).size).toBe(40);
    for (const { head } of server.requests) expect(head).toContain('POST /r HTTP/1.1');
  });

  it('has connections and draws of its own in each of two loaders', async () => {
    const order = hooked("['', context.connection, context.random()].join('/')", 4);
    const { report, lines } = await drive(order, 2);
    expectAccounted(report);
    expect(new Set(lines).size).toBe(lines.length);
    const connections = new Set(lines.map((line) => /^GET \/(\d+)\//.exec(line)?.[1]));
    expect([...connections].sort()).toEqual(['0', '1', '2', '3']);
    expect(report.generator.hookShare).toBeGreaterThan(0);
  });

  it('comes after the opening steps that are listed', async () => {
    const order = hooked("'/in'", 2, { requests: [get('/login', { once: true })] });
    const { report, lines } = await drive(order);
    expect(report).toMatchObject({ failed: noFailures });
    expect(lines.filter((line) => line === 'GET /login')).toHaveLength(2);
    expect(lines.filter((line) => line === 'GET /in')).toHaveLength(lines.length - 2);
  });
});

describe('a request hook that fails', () => {
  const failure = { reason: 'hook-failed', hook: 'request', scenario: 'cart' };

  it.each([1, 2])('ends the slice, told once and by its place in the file (%i loaders)', async (loaders) => {
    const order = hooked(
      "{\n  if (context.index === 5) throw new TypeError('no cart');\n  return '/'; }",
      4,
      {
        window: { minMs: 5000, maxMs: 5000, minAnswers: 0 },
      },
    );
    const startedMs = performance.now();
    await expect(drive(order, loaders)).rejects.toMatchObject({
      failure: { ...failure, detail: 'TypeError: no cart at bench.config.ts:5' },
    });
    if (loaders === 1) expect(performance.now() - startedMs).toBeLessThan(5000);
  });

  it('ends an open slice too', async () => {
    const order = hooked("context.index === 5 ? 'nowhere' : '/'", 1, {
      level: rate(500),
      window: { minMs: 5000, maxMs: 5000, minAnswers: 0 },
    });
    await expect(drive(order)).rejects.toMatchObject({
      failure: { ...failure, detail: 'it returned nowhere: a path begins with /' },
    });
  });

  it('leaves a loader that can go on', async () => {
    const server = await serve(answering);
    const { host, port } = server;
    const loader = await loadersOf(1);
    const bad = hooked("{ throw new Error('no'); }", 2);
    const session = await loader.open({ host, port }, 2);
    await expect(session.drive(bad)).rejects.toMatchObject({ failure });
    expect(await session.drive(orderFor(2))).toMatchObject({ failed: noFailures });
    await session.close();
  });

  it.each([1, 2])(
    'and never returns is told, and its loader ended (%i loaders)',
    async (loaders) => {
      const order = hooked('{ for (;;); }', 2, {
        ...{ window: { minMs: 50, maxMs: 50, minAnswers: 0 }, requestTimeoutMs: 50, drainTimeoutMs: 50 },
      });
      await expect(drive(order, loaders)).rejects.toMatchObject({
        failure: { ...failure, detail: 'it does not return' },
      });
    },
    30_000,
  );

  it('is told where its file is gone', async () => {
    const order = orderFor(1, { requests: [], hook: { file: '/nowhere/bench.config.ts', scenario: 'cart' } });
    await expect(drive(order)).rejects.toMatchObject({
      failure: { ...failure, detail: expect.stringContaining('/nowhere/bench.config.ts') },
    });
  });

  it('is refused by autocannon', async () => {
    const { host, port } = await serve(answering);
    const loader = await loadersOf(1, 'autocannon');
    const session = await loader.open({ host, port }, 1);
    await expect(session.drive(hooked("'/'", 1))).rejects.toMatchObject({
      failure: { reason: 'engine-refused', detail: 'it has no request hooks' },
    });
  });
});

describe('a feed', () => {
  it('with quotes and unicode comes to the server as it was written', async () => {
    const names = ['Zoë "Z"', 'rock & roll', 'naïve, 你好', 'two\r\nlines', 'plus + per % cent'];
    const file = writtenFile(
      'names.csv',
      `name\r\n${names.map((name) => `"${name.replaceAll('"', '""')}"\r\n`).join('')}`,
    );
    const body = get('/?name={{name}}', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"name":"{{name}}"}',
    });
    const feed = { file, order: 'sequential' } as const;
    const { report, server } = await drive(orderFor(1, { requests: [body], feed }));
    expect(report).toMatchObject({ failed: noFailures });
    for (const [index, { head, body }] of server.requests.entries()) {
      const url = new URL(/^POST (\S+) /.exec(head)?.[1] ?? '', 'http://localhost');
      expect(url.searchParams.get('name')).toBe(names[index % names.length]);
      expect(JSON.parse(Buffer.from(body, 'latin1').toString('utf8'))).toEqual({
        name: names[index % names.length],
      });
    }
  });

  it('is shared by two loaders, which send no row twice before all are sent', async () => {
    const ids = Array.from({ length: 500 }, (_, index) => String(index));
    const file = writtenFile('ids.json', JSON.stringify(ids.map((id) => ({ id }))));
    const order = orderFor(4, {
      requests: [get('/{{id}}')],
      feed: { file, order: 'sequential' },
      level: rate(200),
      window: { minMs: 500, maxMs: 500, minAnswers: 0 },
    });
    const { report, lines } = await drive(order, 2);
    expect(report).toMatchObject({ failed: noFailures });
    expect(lines).toHaveLength(100);
    expect(new Set(lines).size).toBe(100);
  });

  it('is gone through row by row where one of two loaders sends alone', async () => {
    const file = writtenFile('ids.csv', 'id\n0\n1\n2\n3\n');
    const feed = { file, order: 'sequential' } as const;
    const { lines } = await drive(orderFor(1, { requests: [get('/{{id}}')], feed }), 2);
    expect(lines.length).toBeGreaterThan(4);
    expect(lines).toEqual(lines.map((_line, index) => `GET /${index % 4}`));
  });

  it('that is not as it was when the run began is told by its lines', async () => {
    const feed = { file: writtenFile('ids.csv', 'id\n"1\n'), order: 'sequential' } as const;
    await expect(drive(orderFor(1, { requests: [get('/{{id}}')], feed }))).rejects.toMatchObject({
      failure: { reason: 'loader-error', detail: 'feed ids.csv: line 2: a quote is opened and never closed' },
    });
  });
});
