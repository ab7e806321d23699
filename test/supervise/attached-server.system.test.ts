import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type AttachedServer,
  type AttachOptions,
  attachServer,
} from '#built/harness/supervise/attached-server.js';
import { newTag, tagged, until } from '../helpers/tagged-processes.ts';

const ownServer = fileURLToPath(new URL('../helpers/own-server.mjs', import.meta.url));

let tag: Record<string, string>;
let port: number;
let server: ChildProcess;
beforeEach(async () => {
  tag = newTag();
  port = await freePort();
  server = spawn(process.execPath, [ownServer, String(port), 'workers=2'], {
    env: { ...process.env, ...tag },
    stdio: 'ignore',
  });
  await until('it answers', answers);
});
afterEach(async () => {
  for (const pid of tagged(tag)) process.kill(pid, 'SIGKILL');
  await until('it is gone', () => tagged(tag).length === 0);
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

function answers(): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    (response) => response.ok,
    () => false,
  );
}

function attach(options: Partial<AttachOptions> = {}): Promise<AttachedServer> {
  return attachServer({
    variant: 'old',
    target: { host: '127.0.0.1', port },
    pid: null,
    path: '/',
    timeoutMs: 30_000,
    signal: new AbortController().signal,
    ...options,
  });
}

describe('a server that runs already', () => {
  it('has the memory of its whole process tree sampled', async () => {
    await until('its workers are up', () => tagged(tag).length === 3);
    const memory = await (await attach()).memory();
    expect(memory?.processes.map(({ pid }) => pid).sort()).toEqual(tagged(tag).sort());
    expect(memory?.footprint).toBeGreaterThan(10e6);
  });

  it('has its CPU time sampled', async () => {
    const attached = await attach();
    const before = (await attached.cpuMs()) ?? Number.NaN;
    await until('it has worked', async () => {
      await answers();
      return ((await attached.cpuMs()) ?? 0) > before;
    });
  });

  it('is left alone when it is stopped', async () => {
    const attached = await attach();
    expect(await attached.stop()).toBeNull();
    await attached.reset();
    expect(await answers()).toBe(true);
    expect(attached.hasExited()).toBeNull();
  });

  it('may be named by its process, which need not be the one that listens', async () => {
    const [, worker] = tagged(tag);
    const memory = await (await attach({ pid: worker ?? 0 })).memory();
    expect(memory?.processes.map(({ pid }) => pid)).toEqual([worker]);
  });

  it('is known to have ended', async () => {
    const attached = await attach();
    server.kill('SIGKILL');
    await until('it has ended', () => attached.hasExited() !== null);
    expect(attached.hasExited()).toMatchObject({ attached: true });
  });
});

describe('a server that cannot be attached to', () => {
  it('does not answer', async () => {
    const target = { host: '127.0.0.1', port: await freePort() };
    await expect(attach({ target })).rejects.toMatchObject({
      failure: { reason: 'no-answer', variant: 'old', request: 'GET /', seen: 'connection refused' },
    });
  });

  it('has a process that is not there', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    await expect(attach({ pid: gone.pid ?? 0 })).rejects.toMatchObject({
      failure: { reason: 'no-process', pid: gone.pid },
    });
  });

  it('is waited for no longer than it is wanted', async () => {
    const interrupt = AbortSignal.abort(new Error('interrupted'));
    await expect(attach({ signal: interrupt })).rejects.toThrow('interrupted');
  });
});
