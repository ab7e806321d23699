/** Starting and stopping with layers under supervision: what runs is declared and measured, and nothing of it is left. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withLayers } from '#built/harness/model/layered.js';
import { type ServerProcess, startServer } from '#built/harness/supervise/server-process.js';
import { startWarden, type Warden } from '#built/harness/supervise/warden.js';
import { serverModes } from '#built/servers/index.js';
import { serverLayers } from '#built/servers/layers/index.js';
import { readProcessTable, signalProcess } from '../../harness/supervise/process-table.ts';
import { describeSideBySide } from '../helpers/side-by-side.ts';
import { expectFree, expectNothingLeft, newTag, until } from '../helpers/tagged-processes.ts';

let warden: Warden;
beforeAll(async () => {
  warden = await startWarden();
});
afterAll(async () => {
  await warden.close();
});

function modeOf(written: string) {
  const [stack, name = ''] = written.split(' ');
  const [inner, ...names] = name.split('+');
  const mode = serverModes.find((candidate) => candidate.stack === stack && candidate.name === inner);
  const layers = names.flatMap((one) => serverLayers.find((layer) => layer.name === one) ?? []);
  if (mode === undefined || layers.length !== names.length) throw new Error(`no such server: ${written}`);
  return withLayers(mode, layers);
}

/** A launch that remembers what it was given and told. */
async function start(written: string, options: Readonly<Record<string, number>> = {}) {
  const mode = modeOf(written);
  const launch = { tag: newTag(), port: 0, workDir: '', processes: 0, behind: [] as readonly number[] };
  const server = await startServer({
    variant: mode.name,
    host: '127.0.0.1',
    readyTimeoutMs: 60_000,
    stopTimeoutMs: 10_000,
    warden,
    options,
    launch: async (context) => {
      const spec = await mode.launch(context);
      launch.port = context.port;
      launch.workDir = context.workDir;
      launch.processes = spec.processes;
      launch.behind = spec.behind ?? [];
      return { ...spec, env: { ...spec.env, ...launch.tag } };
    },
  });
  return { launch, server };
}

type Launch = Awaited<ReturnType<typeof start>>['launch'];

/** By session, for nginx hides its environment; the test's own look, not that of the code under test. */
function ofSession(leader: number) {
  return readProcessTable().filter((entry) => !entry.zombie && entry.session === leader);
}

async function expectAllGone(launch: Launch, leader: number): Promise<void> {
  expect(ofSession(leader).map(({ pid, command }) => `${pid} ${command}`)).toEqual([]);
  await expectNothingLeft(launch);
  for (const port of launch.behind) await expectFree(port);
}

const get = (server: ServerProcess, path: string) => fetch(`http://127.0.0.1:${server.target.port}${path}`);
const statusOf = (server: ServerProcess, path: string) =>
  get(server, path).then(
    ({ status }) => status,
    () => null,
  );
const whoIs = async (server: ServerProcess) =>
  ((await (await get(server, '/who')).json()) as { pid: number }).pid;

const variants = await Promise.all(
  [
    { written: 'flask prefork+nginx', options: { workers: 2, backends: 2 } },
    { written: 'node prefork+caddy', options: { workers: 2 } },
    { written: 'flask prefork+supervisor', options: { workers: 2 } },
    { written: 'node dev+supervisor+nginx', options: {} },
    { written: 'flask threaded+nginx+supervisor', options: {} },
  ].map(async (variant) => {
    const availability = await modeOf(variant.written).availability();
    const missing = availability.installed ? '' : ` (not installed: ${availability.install})`;
    return { ...variant, name: variant.written + missing, missing };
  }),
);

describeSideBySide(variants, 3, ({ written, options, missing }) => {
  if (missing !== '' && !process.env.CI) {
    it.skip('starts and stops', () => {});
    return;
  }

  it('runs as many processes as it declares, measures all of them, and leaves nothing when stopped', async () => {
    expect(missing, 'in CI every server must be installed').toBe('');
    const { launch, server } = await start(written, options);
    await until('every process', () => ofSession(server.pid).length >= launch.processes);
    const pids = ofSession(server.pid).map(({ pid }) => pid);
    expect(pids).toHaveLength(launch.processes);
    expect(
      server
        .members()
        .map(({ pid }) => pid)
        .sort(),
    ).toEqual([...pids].sort());
    const { processes } = await server.memory();
    expect(processes.map(({ pid }) => pid).sort()).toEqual([...pids].sort());
    expect(await server.stop()).toBeNull();
    await expectAllGone(launch, server.pid);
  });

  it('counts what every process of it computed', async () => {
    const { launch, server } = await start(written, options);
    const before = await server.cpuMs();
    for (let asked = 0; asked < 10; asked++) expect(await statusOf(server, '/cpu?rounds=100000')).toBe(200);
    // A million SHA-256 take far longer than this on any machine, and a proxy alone far less.
    expect((await server.cpuMs()) - before).toBeGreaterThan(200);
    expect(await server.stop()).toBeNull();
    await expectAllGone(launch, server.pid);
  });

  it('leaves nothing after its first process was killed', async () => {
    const { launch, server } = await start(written, options);
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).toMatchObject({ signal: 'SIGKILL' });
    expect(await server.stop()).toBeNull();
    await expectAllGone(launch, server.pid);
  });

  it('leaves nothing after every process that had started others was killed', async () => {
    const { launch, server } = await start(written, options);
    const all = ofSession(server.pid);
    const parents = all.filter(({ pid }) => all.some((entry) => entry.parent === pid));
    expect(parents.map(({ pid }) => pid)).toContain(server.pid);
    for (const entry of parents) signalProcess(entry, 'SIGKILL');
    expect(await server.exited).toMatchObject({ signal: 'SIGKILL' });
    expect(await server.stop()).toBeNull();
    await expectAllGone(launch, server.pid);
  });

  it('leaves nothing when all but the first process were killed', async () => {
    const { launch, server } = await start(written, options);
    for (const entry of ofSession(server.pid)) if (entry.pid !== server.pid) signalProcess(entry, 'SIGKILL');
    expect(await server.stop()).toBeNull();
    await expectAllGone(launch, server.pid);
  });
});

const installed = (written: string) => {
  const variant = variants.find((one) => one.written === written);
  return variant?.missing === '' || Boolean(process.env.CI);
};

describe.concurrent('a proxy', () => {
  it.runIf(installed('node prefork+caddy')).each(['nginx', 'caddy'])(
    '%s answers 502 while the server behind it is gone, and still stops',
    async (layer) => {
      const { launch, server } = await start(`node dev+${layer}`);
      expect(await statusOf(server, '/json')).toBe(200);
      process.kill(await whoIs(server), 'SIGKILL');
      await until('502', async () => (await statusOf(server, '/json')) === 502);
      expect(server.hasExited()).toBeNull();
      expect(await statusOf(server, '/static/style.css')).toBe(200);
      expect(await server.stop()).toBeNull();
      await expectAllGone(launch, server.pid);
    },
  );

  it.runIf(installed('node prefork+caddy')).each(['nginx', 'caddy'])(
    '%s gives requests to each copy behind it, and all have one database',
    async (layer) => {
      const { launch, server } = await start(`flask threaded+${layer}`, { backends: 3 });
      const pids = new Set<number>();
      for (let asked = 0; asked < 30; asked++) pids.add(await whoIs(server));
      expect(pids.size).toBe(3);
      const body = JSON.stringify({ student: 'S30', date: '2031-03-04', status: 'late' });
      const headers = { 'content-type': 'application/json' };
      const post = () =>
        fetch(`http://127.0.0.1:${server.target.port}/api/attendance`, { method: 'POST', headers, body });
      for (let sent = 0; sent < 6; sent++) expect((await post()).status).toBe(201);
      for (let asked = 0; asked < 6; asked++) {
        const { rows } = (await (await get(server, '/api/attendance?date=2031-03-04')).json()) as {
          rows: unknown[];
        };
        expect(rows).toHaveLength(6);
      }
      expect(await server.stop()).toBeNull();
      await expectAllGone(launch, server.pid);
    },
  );

  it.runIf(installed('flask prefork+nginx'))(
    'has its workers replaced, and goes on when one is killed',
    async () => {
      const { launch, server } = await start('node dev+nginx');
      const workers = () =>
        ofSession(server.pid).filter((e) => e.command === 'nginx' && e.pid !== server.pid);
      const [victim] = workers();
      signalProcess(victim!, 'SIGKILL');
      await until(
        'another worker',
        () => workers().length === launch.processes - 2 && !workers().some((e) => e.pid === victim!.pid),
      );
      await until('an answer', async () => (await statusOf(server, '/json')) === 200);
      expect(await server.stop()).toBeNull();
      await expectAllGone(launch, server.pid);
    },
  );
});

describe.concurrent('supervisor', () => {
  it.runIf(installed('flask prefork+supervisor')).each(['node dev', 'node prefork', 'flask threaded'])(
    'starts %s again after it was killed',
    async (inner) => {
      const { launch, server } = await start(`${inner}+supervisor`);
      const first = () => readProcessTable().find((e) => e.parent === server.pid && !e.zombie)?.pid;
      const before = first();
      process.kill(before!, 'SIGKILL');
      await until('another server', async () => {
        const now = first();
        return now !== undefined && now !== before && (await statusOf(server, '/health')) === 200;
      });
      expect(server.hasExited()).toBeNull();
      expect(await server.stop()).toBeNull();
      await expectAllGone(launch, server.pid);
    },
  );

  it.runIf(installed('flask prefork+supervisor'))('puts its program in a group of its own', async () => {
    const { launch, server } = await start('node dev+supervisor');
    const groups = new Set(ofSession(server.pid).map(({ group }) => group));
    expect(groups.size).toBe(2);
    expect(await server.stop()).toBeNull();
    await expectAllGone(launch, server.pid);
  });
});

it.runIf(installed('flask prefork+nginx'))(
  'nginx hides its environment, and is found all the same',
  async () => {
    const { launch, server } = await start('node dev+nginx');
    const nginx = server.members().filter(({ command }) => command === 'nginx');
    expect(nginx).toHaveLength(launch.processes - 1);
    for (const { pid } of nginx)
      expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain('BENCH_NONCE');
    expect(await server.stop()).toBeNull();
    await expectAllGone(launch, server.pid);
  },
);

it.runIf(installed('flask prefork+nginx'))(
  'says at once what ails a server that ends behind a proxy',
  async () => {
    const mode = modeOf('node dev+nginx');
    const starting = startServer({
      variant: 'broken',
      host: '127.0.0.1',
      // Told at once, and not when this is over: longer than the test may take.
      readyTimeoutMs: 300_000,
      stopTimeoutMs: 5000,
      warden,
      launch: async (context) => {
        const spec = await mode.launch(context);
        return { ...spec, env: { ...spec.env, BENCH_DATABASE: '/nowhere/at/all.db' } };
      },
    });
    await expect(starting).rejects.toMatchObject({
      failure: {
        ...{ reason: 'server-exited', behind: true, phase: 'start' },
        stderrTail: expect.stringContaining('at/all.db'),
      },
    });
  },
);
