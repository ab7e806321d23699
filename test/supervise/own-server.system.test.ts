import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { variantsOfMode } from '#built/harness/plan/own-modes.js';
import { Problems } from '#built/harness/plan/problems.js';
import { commandLauncher } from '#built/harness/source/command.js';
import { type ServerProcess, startServer } from '#built/harness/supervise/server-process.js';
import { startWarden, type Warden } from '#built/harness/supervise/warden.js';
import type { ModeConfig } from '../../harness/model/config.ts';
import { newTag, tagged } from '../helpers/tagged-processes.ts';

const ownServer = fileURLToPath(new URL('../helpers/own-server.mjs', import.meta.url));

let warden: Warden;
let folder: string;
let tag: Record<string, string>;
beforeAll(async () => {
  warden = await startWarden();
});
afterAll(() => warden.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-server-'));
  tag = newTag();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  expect(tagged(tag)).toEqual([]);
});

/** Starts a mode as a configuration file in the test's folder would describe it. */
async function start(mode: ModeConfig): Promise<ServerProcess> {
  const problems = new Problems();
  const whole = { ...mode, env: { ...tag, ...mode.env } };
  const [variant] = variantsOfMode('web', whole, { folder }, problems);
  problems.throwIfAny();
  if (variant?.source.kind !== 'command') throw new Error('no such mode');
  const launch = commandLauncher(variant.source, '/', folder);
  return startServer({
    variant: variant.id,
    launch: (context) => launch({ ...context, options: variant.options }),
    host: '127.0.0.1',
    readyTimeoutMs: variant.source.ready?.timeoutMs ?? 60_000,
    stopTimeoutMs: 60_000,
    warden,
  });
}

async function body(server: ServerProcess): Promise<string> {
  return (await fetch(`http://127.0.0.1:${server.target.port}/`)).text();
}

const node = (...args: string[]) => [process.execPath, ownServer, '{port}', ...args];

describe('a server of the user’s own is ready', () => {
  it('when a line of its output matches, without being asked anything', async () => {
    const server = await start({
      command: node('say=ready on {port}'),
      ready: { pattern: '^ready on \\d+$' },
    });
    expect(server.outputs().stdout).toContain(`ready on ${server.target.port}`);
    expect(await body(server)).toBe('request 1');
    expect(await server.stop()).toBeNull();
  });

  it('when its port takes connections, without being asked anything', async () => {
    const server = await start({ command: node(), ready: { port: 'listens' } });
    expect(await body(server)).toBe('request 1');
    expect(await server.stop()).toBeNull();
  });

  it('when it answers, once its line has come', async () => {
    const server = await start({
      command: node('say=up'),
      ready: { path: '/x', pattern: 'up', port: 'listens' },
    });
    expect(server.outputs().stdout).toContain('up');
    expect(await body(server)).toBe('request 2');
    expect(await server.stop()).toBeNull();
  });

  it('never, where the line does not come', async () => {
    await expect(
      start({ command: node('say=up'), ready: { pattern: 'never', timeout: 1000 } }),
    ).rejects.toMatchObject({
      failure: { reason: 'not-ready', lastSeen: 'no line of its output matched /never/', afterMs: 1000 },
    });
  });

  it('never, where it says so and listens nowhere', async () => {
    const command = [process.execPath, '-e', 'console.log("up"); setInterval(() => {}, 1000)'];
    await expect(start({ command, ready: { pattern: 'up', timeout: 5000 } })).rejects.toMatchObject({
      failure: { reason: 'not-ready', lastSeen: expect.stringMatching(/^nobody listens on port \d+$/) },
    });
  });

  it('never, where it listens elsewhere, which is told', async () => {
    const command = [
      process.execPath,
      '-e',
      'const s = require("http").createServer().listen(0, "127.0.0.1", () => console.log(s.address().port))',
    ];
    const failed = start({ command, ready: { timeout: 5000 } });
    await expect(failed).rejects.toMatchObject({
      failure: { lastSeen: expect.stringMatching(/^connection refused; it listens on port \d+$/) },
    });
  });
});

describe('a server of the user’s own is the right one', () => {
  it('when it answers as expected', async () => {
    const server = await start({
      command: node('status=404', 'body=<title>Attendance</title>'),
      answer: { path: '/x', status: 404, includes: 'Attendance' },
    });
    expect(await server.stop()).toBeNull();
  });

  it.each<[NonNullable<ModeConfig['answer']>, object]>([
    [{ path: '/up' }, { request: 'GET /up', expected: { status: 'success', includes: null } }],
    [{ status: 200 }, { request: 'GET /', expected: { status: 200, includes: null } }],
    [
      { status: 500, includes: 'Hello' },
      { request: 'GET /', expected: { status: 500, includes: 'Hello' } },
    ],
  ])('and not when %j is expected, and it is ended', async (answer, told) => {
    const command = node('status=500', 'body=no database');
    await expect(start({ command, ready: { port: 'listens' }, answer })).rejects.toMatchObject({
      failure: {
        reason: 'wrong-answer',
        variant: 'web',
        phase: 'start',
        seen: { status: 500, body: 'no database' },
        ...told,
      },
    });
    expect(tagged(tag)).toEqual([]);
  });
});

describe('a server of the user’s own', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'] as const)('is stopped by %s', async (stopSignal) => {
    const server = await start({ command: node('stopped={env.OWN_STOPPED}'), stopSignal });
    expect(await server.stop()).toBeNull();
    expect(readFileSync(join(folder, 'stopped'), 'utf8')).toBe(stopSignal);
  });

  it('is stopped at once where it says so', async () => {
    const server = await start({ command: node(), stopSignal: 'SIGKILL' });
    expect(await server.stop()).toBeNull();
    expect(server.hasExited()).toMatchObject({ signal: 'SIGKILL' });
  });

  it('may be started by a shell, in its folder, with its environment', async () => {
    const server = await start({
      command: `pwd && echo "$GREETING" && '${process.execPath}' '${ownServer}' "$PORT"; true`,
      shell: true,
      env: { GREETING: 'hello {port}' },
    });
    expect(server.outputs().stdout).toContain(`${folder}\nhello ${server.target.port}\n`);
    expect(await server.stop()).toBeNull();
  });

  it('cannot run in a folder that is not there, and it is that which is told', async () => {
    await expect(start({ command: node(), cwd: 'no/such' })).rejects.toMatchObject({
      failure: { reason: 'spawn-failed', cwd: join(folder, 'no/such') },
    });
  });

  beforeEach(() => {
    process.env.OWN_STOPPED = join(folder, 'stopped');
  });
  afterEach(() => {
    delete process.env.OWN_STOPPED;
  });
});
