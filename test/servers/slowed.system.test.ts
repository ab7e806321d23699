import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { request } from '../helpers/http.ts';
import { freePort } from '../helpers/serving.ts';
import { until } from '../helpers/until.ts';

const root = resolve(import.meta.dirname, '../..');
const [slow, serve] = ['slow.mjs', 'serve.mjs'].map((name) => join(root, 'test/self/slowed', name));

let folder: string;
let started: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slowed-'));
  started = [];
});
afterEach(async () => {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Slowed {
  readonly pid: number;
  /** On a connection of its own, so that workers take turns. */
  get(path: string): Promise<{ readonly ms: number; readonly text: string }>;
}

/** The reference app as the gate's own benchmark starts it; without the module that slows where `preload` is false. */
async function start(variables: Record<string, string>, mode = 'dev', preload = true): Promise<Slowed> {
  const port = await freePort();
  const entry = [...(preload ? ['--import', slow ?? ''] : []), serve ?? ''];
  const child = spawn(process.execPath, [...entry, mode, '--port', `${port}`, '--size', '2'], {
    ...{ env: { ...process.env, ...variables, TMPDIR: folder }, stdio: 'ignore' },
  });
  started.push(child);
  const get = async (path: string) => {
    const began = performance.now();
    const { text } = await request(port, { path });
    return { ms: performance.now() - began, text };
  };
  await until(`${mode} to be ready`, async () => {
    const health = await request(port, { path: '/health' }).catch(() => null);
    return health?.status === 200;
  });
  return { pid: child.pid ?? 0, get };
}

async function timesOf(app: Slowed, requests: number): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < requests; count++) times.push((await app.get('/plain')).ms);
  return times;
}

function heldMb({ pid }: Slowed): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** CPU time of the process's main thread, ms: what it runs, however long it had to wait for a core. */
function cpuMs({ pid }: Slowed): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}

describe('the reference app, made worse on purpose', () => {
  it('holds as much more memory as it is told to', async () => {
    const [usual, heavy] = [await start({}), await start({ SLOWED_BALLAST_MB: '64' })];
    const more = heldMb(heavy) - heldMb(usual);
    expect(more).toBeGreaterThan(54);
    expect(more).toBeLessThan(80);
  });

  it('delays 3 of 200 requests, whichever these are, and no others', async () => {
    const app = await start({ SLOWED_TAIL_MS: '1500' });
    const delayed = (await timesOf(app, 200)).filter((ms) => ms >= 1490);
    expect(delayed).toHaveLength(3);
  });

  it('lets every request wait, in every worker', async () => {
    const app = await start({ SLOWED_WAIT_MS: '25.5' }, 'prefork');
    for (const ms of await timesOf(app, 10)) expect(ms).toBeGreaterThanOrEqual(25);
  });

  it('takes CPU for every request', async () => {
    const app = await start({ SLOWED_SPIN: '20000000' });
    const before = cpuMs(app);
    await timesOf(app, 10);
    // A turn of the loop takes some cycles: 20 million of them, more than 5 ms on any machine.
    expect(cpuMs(app) - before).toBeGreaterThan(50);
  });

  it('answers as it does by itself, and leaves nothing behind', async () => {
    const variables = { SLOWED_SPIN: '1000', SLOWED_WAIT_MS: '0.1', SLOWED_TAIL_MS: '2.5' };
    const [usual, slowed] = [await start({}), await start(variables)];
    for (const path of ['/json', '/page', '/cpu?rounds=10', '/nowhere'])
      expect((await slowed.get(path)).text).toBe((await usual.get(path)).text);
    for (const child of started) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    expect(existsSync(folder) && statSync(folder).nlink).toBe(2);
  });
});

describe('the package', () => {
  it('has no code that knows of it', async () => {
    const { stdout } = await execa('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root });
    const files: string[] = JSON.parse(stdout)[0].files.map(({ path }: { path: string }) => path);
    expect(files).toContain('dist/servers/node/main/dev.js');
    const own = files.filter((path) => !path.startsWith('node_modules/'));
    expect(own.filter((path) => readFileSync(join(root, path), 'latin1').includes('SLOWED_'))).toEqual([]);
    expect(own.filter((path) => path.startsWith('test/'))).toEqual([]);
  });

  it('is not made worse by what is said to it', async () => {
    const variables = { SLOWED_BALLAST_MB: '200', SLOWED_TAIL_MS: '1500', SLOWED_WAIT_MS: '1500' };
    const [usual, told] = [await start({}, 'dev', false), await start(variables, 'dev', false)];
    expect(heldMb(told) - heldMb(usual)).toBeLessThan(50);
    const delayed = (await timesOf(told, 200)).filter((ms) => ms >= 1490);
    expect(delayed).toEqual([]);
  });
});
