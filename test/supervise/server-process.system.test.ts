import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ServerProcess,
  type StartOptions,
  startServer,
} from '#built/harness/supervise/server-process.js';
import { startWarden, type Warden } from '#built/harness/supervise/warden.js';
import type { LaunchSpec } from '../../harness/model/launch.ts';
import { expectNothingLeft, newTag, tagged, until } from '../helpers/tagged-processes.ts';

const oddServer = fileURLToPath(new URL('../helpers/odd-server.mjs', import.meta.url));

let warden: Warden;
beforeAll(async () => {
  warden = await startWarden();
});
afterAll(async () => {
  await warden.close();
});

/** A launch of the odd server that remembers what it was given. */
function launchOf(behaviour: string, spec: Partial<LaunchSpec> = {}) {
  const launch = {
    tag: newTag(),
    port: 0,
    workDir: '',
    start: (options: Partial<StartOptions> = {}) =>
      startServer({
        variant: 'odd',
        host: '127.0.0.1',
        readyTimeoutMs: 60_000,
        stopTimeoutMs: 60_000,
        warden,
        launch: async (context) => {
          launch.port = context.port;
          launch.workDir = context.workDir;
          return {
            argv: [process.execPath, oddServer, behaviour],
            env: launch.tag,
            cwd: process.cwd(),
            ready: { kind: 'nonce', path: '/', nonceHeader: 'X-Nonce' },
            processes: 1,
            stopSignal: 'SIGTERM',
            ...spec,
          };
        },
        ...options,
      }),
  };
  return launch;
}

function get(server: ServerProcess, path: string): Promise<unknown> {
  return fetch(`http://127.0.0.1:${server.target.port}${path}`).then((response) => response.text());
}

describe('a server that starts', () => {
  it('is ready once it echoes the nonce, and leaves nothing when stopped', async () => {
    const launch = launchOf('good');
    const server = await launch.start();
    expect(server.target.port).toBe(launch.port);
    expect(server.readyMs).toBeGreaterThan(0);
    expect(tagged(launch.tag)).toEqual([server.pid]);
    expect(server.hasExited()).toBeNull();
    expect(await server.stop()).toBeNull();
    expect(server.hasExited()).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
    expect(await server.exited).toBe(server.hasExited());
    await expectNothingLeft(launch);
  });

  it('gives the same result when stopped twice', async () => {
    const server = await launchOf('good').start();
    expect(await Promise.all([server.stop(), server.stop()])).toEqual([null, null]);
    expect(await server.stop()).toBeNull();
  });

  it('is ready at any answer below 500 when its own tree listens', async () => {
    const launch = launchOf('child-listens', { ready: { kind: 'answers', path: '/' } });
    const server = await launch.start();
    expect(tagged(launch.tag)).toHaveLength(2);
    expect(await server.stop()).toBeNull();
    await expectNothingLeft(launch);
  });

  it('is ready at any answer at all where it is declared to fail', async () => {
    const launch = launchOf('unavailable', { ready: { kind: 'answers-anything', path: '/' } });
    const server = await launch.start();
    expect((await fetch(`http://127.0.0.1:${server.target.port}/`)).status).toBe(503);
    expect(await server.stop()).toBeNull();
    await expectNothingLeft(launch);
  });

  it('waits for the declared number of processes', async () => {
    const launch = launchOf('children-in-new-sessions', { processes: 3 });
    const server = await launch.start({ stopTimeoutMs: 300 });
    expect(tagged(launch.tag)).toHaveLength(3);
    expect(await server.stop()).toBeNull();
  });

  it('tells how it ended when it dies later, and still stops cleanly', async () => {
    const launch = launchOf('good');
    const server = await launch.start();
    await get(server, '/exit').catch(() => undefined);
    expect(await server.exited).toMatchObject({ exitCode: 7, signal: null });
    expect(server.hasExited()).toMatchObject({ exitCode: 7 });
    await expect(server.memory()).rejects.toMatchObject({
      failure: { reason: 'server-exited', variant: 'odd', exitCode: 7 },
    });
    expect(await server.stop()).toBeNull();
    await expectNothingLeft(launch);
  });
});

describe('the database of a server', () => {
  it('is reset as its launch says, and left alone where that says nothing', async () => {
    let resets = 0;
    const server = await launchOf('good', {
      reset: async () => {
        resets += 1;
      },
    }).start();
    await server.reset();
    await server.reset();
    expect(resets).toBe(2);
    await server.stop();
    const other = await launchOf('good').start();
    await other.reset();
    await other.stop();
  });

  it('is named when it cannot be reset', async () => {
    const launch = launchOf('good', { reset: () => Promise.reject(new Error('database is locked')) });
    const server = await launch.start();
    await expect(server.reset()).rejects.toMatchObject({
      failure: { reason: 'not-reset', variant: 'odd', phase: '', detail: 'database is locked' },
    });
    expect(await server.stop()).toBeNull();
  });
});

/** Tried again where a busy machine let the last poll before the deadline see less than there was. */
async function expectNotReady(launched: () => ReturnType<typeof launchOf>, lastSeen: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const launch = launched();
    const error = await launch.start({ readyTimeoutMs: 6000, stopTimeoutMs: 300 }).catch((thrown) => thrown);
    await expectNothingLeft(launch);
    if (error.failure?.lastSeen !== lastSeen && attempt < 4) continue;
    expect(error).toMatchObject({
      failure: { reason: 'not-ready', variant: 'odd', phase: 'start', afterMs: 6000, lastSeen },
    });
    return;
  }
}

/** Side by side, for they wait; none of them is to begin or end at a certain time. */
describe.concurrent('a server that does not get ready', () => {
  it('is named when the program does not exist', async () => {
    const launch = launchOf('good', { argv: ['/no/such/program'] });
    await expect(launch.start()).rejects.toMatchObject({
      failure: { reason: 'spawn-failed', variant: 'odd', program: '/no/such/program', code: 'ENOENT' },
    });
    await expectNothingLeft(launch);
  });

  it('says what it wrote to stderr when it dies at the start', async () => {
    const launch = launchOf('dies');
    await expect(launch.start()).rejects.toMatchObject({
      failure: {
        reason: 'server-exited',
        phase: 'start',
        exitCode: 3,
        signal: null,
        stderrTail: 'cannot import module wsgi\n',
      },
    });
    await expectNothingLeft(launch);
  });

  it('says what it wrote to stdout when it wrote nothing to stderr', async () => {
    await expect(launchOf('dies-on-stdout').start()).rejects.toMatchObject({
      failure: { reason: 'server-exited', exitCode: 4, stderrTail: 'configuration error\n' },
    });
  });

  it.each([
    ['never-listens', 'connection refused'],
    ['unavailable', 'status 503'],
    ['wrong-nonce', 'wrong nonce'],
    ['never-answers', 'no answer'],
    ['speaks-nonsense', 'not an HTTP answer'],
  ])('%s: says that the last poll saw %j', async (behaviour, lastSeen) => {
    await expectNotReady(() => launchOf(behaviour), lastSeen);
  });

  it('says how many processes it has when workers are missing', async () => {
    await expectNotReady(() => launchOf('good', { processes: 4 }), '1 of 4 processes');
  });

  it('is killed when it ignores the stop signal as well', async () => {
    await expectNotReady(() => launchOf('ignores-sigterm-and-never-listens'), 'connection refused');
  });

  it('is not ready at an answer of 500 and above where it should serve', async () => {
    const launched = () => launchOf('unavailable', { ready: { kind: 'answers', path: '/' } });
    await expectNotReady(launched, 'status 503');
  });

  it.each(['answers', 'answers-anything'] as const)(
    'is not taken for a stranger that %s on its port',
    async (kind) => {
      const launch = launchOf('never-listens');
      const stranger: Server = createServer((_, response) => response.end('not yours'));
      const start = launch.start({
        launch: async (context) => {
          launch.port = context.port;
          launch.workDir = context.workDir;
          await new Promise<void>((resolve) => stranger.listen(context.port, '127.0.0.1', resolve));
          return {
            argv: [process.execPath, oddServer, 'never-listens'],
            env: launch.tag,
            cwd: process.cwd(),
            ready: { kind, path: '/' },
            processes: 1,
            stopSignal: 'SIGTERM',
          };
        },
      });
      const error = await start.catch((reason) => reason);
      expect(error).toMatchObject({ failure: { reason: 'foreign-listener', port: launch.port } });
      expect(stranger.listening).toBe(true);
      await new Promise((resolve) => stranger.close(resolve));
      await expectNothingLeft(launch);
    },
  );

  it('is not taken for a stranger on its unix socket, and nothing of it is left', async () => {
    const launch = launchOf('never-listens');
    const stranger: Server = createServer((_, response) => response.end('not yours'));
    let socketPath = '';
    const start = launch.start({
      launch: async (context) => {
        launch.port = context.port;
        launch.workDir = context.workDir;
        socketPath = join(context.workDir, 'socket');
        await new Promise<void>((resolve) => stranger.listen(socketPath, resolve));
        return {
          argv: [process.execPath, oddServer, 'never-listens'],
          env: launch.tag,
          cwd: process.cwd(),
          ready: { kind: 'answers', path: '/' },
          target: { host: 'localhost', port: 80, socketPath },
          processes: 1,
          stopSignal: 'SIGTERM',
        };
      },
    });
    const error = await start.catch((reason) => reason);
    expect(error).toMatchObject({ failure: { reason: 'foreign-listener', socketPath } });
    expect(error.cause.failure.left).toEqual([`socket ${socketPath}`]);
    await new Promise((resolve) => stranger.close(resolve));
    await expectNothingLeft(launch);
  });

  it('is torn down when the caller gives up', async () => {
    const launch = launchOf('never-listens');
    const controller = new AbortController();
    const start = launch.start({ signal: controller.signal });
    const rejected = expect(start).rejects.toMatchObject({ name: 'AbortError' });
    await until('it runs', () => tagged(launch.tag).length === 1);
    controller.abort();
    await rejected;
    await expectNothingLeft(launch);
  });

  it('passes on what the launcher throws, and removes the folder', async () => {
    let workDir = '';
    const launch = launchOf('good');
    const start = launch.start({
      launch: async (context) => {
        workDir = context.workDir;
        throw new Error('the database cannot be copied');
      },
    });
    await expect(start).rejects.toThrow('the database cannot be copied');
    expect(readdirSync(tmpdir()).map((name) => join(tmpdir(), name))).not.toContain(workDir);
  });
});

describe('stopping', () => {
  it.each([
    ['ignores-sigterm', 1, 300],
    ['children-in-new-sessions', 3, 300],
    ['daemonises', 2, 300],
    ['child-in-another-group', 3, 60_000],
    ['orphan-keeps-answering', 2, 300],
  ])('%s: leaves nothing of its %i processes', async (behaviour, processes, stopTimeoutMs) => {
    const launch = launchOf(behaviour);
    const server = await launch.start({ stopTimeoutMs });
    await until('all its processes run', () => tagged(launch.tag).length === processes);
    expect(await server.stop()).toBeNull();
    await expectNothingLeft(launch);
  });

  it('gives a slow server the time it was promised', async () => {
    const launch = launchOf('exits-slowly');
    const server = await launch.start();
    expect(await server.stop()).toBeNull();
    expect(await server.exited).toMatchObject({ exitCode: 0, signal: null });
    await expectNothingLeft(launch);
  });

  it('finds an orphan after the leader was killed', async () => {
    const launch = launchOf('orphan-keeps-answering');
    const server = await launch.start({ stopTimeoutMs: 300 });
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).toMatchObject({ signal: 'SIGKILL' });
    await get(server, '/');
    expect(await server.stop()).toBeNull();
    await expectNothingLeft(launch);
  });

  it('names the port when somebody else has taken it', async () => {
    const launch = launchOf('good');
    const server = await launch.start();
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(server.target.port, '127.0.0.1', resolve));
    expect(await server.stop()).toEqual({
      reason: 'not-stopped',
      variant: 'odd',
      phase: 'stop',
      left: [`port ${server.target.port}`],
    });
    await new Promise((resolve) => stranger.close(resolve));
  });
});

describe('a flood of output', () => {
  it('neither blocks the server nor is kept', async () => {
    const launch = launchOf('floods-stderr');
    const before = process.memoryUsage().rss;
    const server = await launch.start();
    expect(server.stderrTail()).toMatch(/^(x{1023}\n){1,4}last words\n$/);
    await get(server, `/flood?ms=${8 * 1024 * 1024}`);
    expect(server.stderrTail()).toMatch(/last words\n$/);
    expect(process.memoryUsage().rss - before).toBeLessThan(40 * 1024 * 1024);
    expect(await server.stop()).toBeNull();
    expect(server.stderrTail()).toMatch(/last words\n$/);
    await expectNothingLeft(launch);
  });
});

describe('CPU time of the tree', () => {
  // Bounds hold on any machine: they compare CPU time with CPU time.
  it.each([
    ['the server', '/burn'],
    ['a child that has ended', '/burn-in-child'],
    ['a thread that has ended', '/burn-in-thread'],
  ])('counts what %s used', async (_, path) => {
    const server = await launchOf('good').start();
    const before = await server.cpuMs();
    await get(server, `${path}?ms=300`);
    const used = (await server.cpuMs()) - before;
    // Steps of 10 ms, in four counters; starting a child or a thread takes some as well.
    expect(used).toBeGreaterThan(260);
    expect(used).toBeLessThan(900);
    await server.stop();
  });

  it('stays what it was when the server has ended', async () => {
    const server = await launchOf('good').start();
    await get(server, '/burn?ms=100');
    const before = await server.cpuMs();
    expect(before).toBeGreaterThan(90);
    await server.stop();
    expect(await server.cpuMs()).toBeGreaterThanOrEqual(before);
  });
});
