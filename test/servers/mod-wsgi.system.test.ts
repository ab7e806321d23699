/** Apache started by root and by an ordinary user: what changes is who serves and whose the files must be. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launchModWsgi } from '#built/servers/flask/mod-wsgi.js';
import { serverModes } from '#built/servers/index.js';
import { UsageError } from '../../harness/model/failure.ts';
import type { LaunchSpec } from '../../harness/model/launch.ts';
import { request } from '../helpers/http.ts';
import { freePort } from '../helpers/serving.ts';
import { tagged } from '../helpers/tagged-processes.ts';
import { until } from '../helpers/until.ts';

const mode = serverModes.find(({ name }) => name === 'mod-wsgi')!;
const availability = await mode.availability();
const missing = availability.installed ? '' : ` (not installed: ${availability.install})`;
const isRoot = process.getuid?.() === 0;
/** Debian's `nobody`, where root can become it; else the user that runs the tests. */
const ordinary = isRoot ? { uid: 65_534, gid: 65_534 } : {};

let folder: string;
let child: ChildProcess | null;
const tag = { TEST_TAG: `mod-wsgi-${process.pid}` };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-apache-'));
  child = null;
});
afterEach(async () => {
  if (child !== null) {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
    child.kill('SIGTERM');
    await ended;
    await until('every process to end', () => tagged(tag).length === 0);
  }
  rmSync(folder, { recursive: true, force: true });
});

async function serve(spec: LaunchSpec, port: number, as: { uid?: number; gid?: number }): Promise<void> {
  const [program, ...args] = spec.argv;
  child = spawn(program, args, {
    env: { ...process.env, ...spec.env, ...tag },
    cwd: spec.cwd,
    stdio: 'ignore',
    ...as,
  });
  await until('an answer', async () => {
    const health = await request(port, { path: '/health' }).catch(() => null);
    return health?.headers['x-bench-nonce'] === 'n';
  });
}

const ownersOf = (pids: readonly number[]) => [...new Set(pids.map((pid) => statSync(`/proc/${pid}`).uid))];

const enter = (port: number) =>
  request(port, {
    method: 'POST',
    path: '/api/attendance',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ student: 'S01', date: '2031-01-02', status: 'late' }),
  });

describe.skipIf(missing !== '' && !process.env.CI)(`flask mod-wsgi${missing}`, () => {
  it('serves and writes as an ordinary user, with the app where it is', async () => {
    const servers = join(folder, 'servers');
    const source = resolve(import.meta.dirname, '../../dist/servers');
    for (const part of ['python', 'contract'])
      cpSync(join(source, part), join(servers, part), { recursive: true });
    const port = await freePort();
    const workDir = join(folder, 'work');
    mkdirSync(workDir);
    const appFolder = join(servers, 'python');
    const options = { workers: 1, threads: 2 };
    const spec = await launchModWsgi(
      { host: '127.0.0.1', port, freePort, nonce: 'n', workDir, options, appFolder, secret: 'kept' },
      false,
    );
    expect(spec.env).toMatchObject({ PYTHONPATH: appFolder, BENCH_SECRET: 'kept' });
    const { uid, gid } = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, ...ordinary };
    if (isRoot) {
      for (const name of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
        chownSync(join(folder, name), uid, gid);
      }
    }
    await serve(spec, port, ordinary);
    expect((await enter(port)).status).toBe(201);
    expect(ownersOf(tagged(tag))).toEqual([uid]);
    expect(tagged(tag)).toHaveLength(spec.processes);
  });

  const asRoot = isRoot ? it : () => undefined;
  asRoot('serves as www-data when root starts it, from a copy that is its own', async () => {
    const port = await freePort();
    const spec = await mode.launch({
      host: '127.0.0.1',
      port,
      freePort,
      nonce: 'n',
      workDir: folder,
      options: {},
    });
    expect(spec.env.PYTHONPATH).toBe(join(folder, 'servers/python'));
    await serve(spec, port, {});
    expect((await enter(port)).status).toBe(201);
    const owners = ownersOf(tagged(tag));
    expect(owners).toHaveLength(2);
    expect(owners).toContain(0);
    expect(statSync(join(folder, 'attendance.db')).uid).toBe(owners.find((uid) => uid !== 0));
  });

  it('says what to do when www-data cannot get at the folder of the launch', async () => {
    const workDir = join(folder, 'work');
    mkdirSync(workDir);
    chmodSync(folder, 0o700);
    const context = { host: '127.0.0.1', port: 1, freePort, nonce: 'n', workDir, options: {} };
    const refused: unknown = await launchModWsgi(context, true).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      name: UsageError.name,
      problems: [
        {
          where: 'mod-wsgi',
          message: `started by root, Apache serves as www-data, who may not enter ${folder}`,
          hint: 'set TMPDIR to a folder that all may enter, or start it as an ordinary user',
        },
      ],
    });
  });
});
