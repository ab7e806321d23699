import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { startWarden } from '#built/harness/supervise/warden.js';
import { expectNothingLeft, newTag, tagged, until } from '../helpers/tagged-processes.ts';

const harness = fileURLToPath(new URL('../helpers/run-and-hang.mjs', import.meta.url));
const wardenModule = new URL('../../dist/harness/supervise/warden.js', import.meta.url).href;

interface Started {
  readonly port: number;
  readonly server: number;
  readonly loader: number;
  readonly workDir: string;
}

const bystanders: ChildProcess[] = [];
afterEach(() => {
  for (const bystander of bystanders.splice(0)) bystander.kill('SIGKILL');
});

async function startHarness(behaviour: string, tag: Record<string, string>) {
  const env = { ...process.env, ...tag };
  const child = spawn(process.execPath, [harness, behaviour], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const started: Started = JSON.parse(String(line));
  return { child, started };
}

/** The warden is the tagged process that runs the built entry. */
function wardenOf(tag: Record<string, string>): number {
  const pid = tagged(tag).find((id) => readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('warden-main'));
  if (pid === undefined) throw new Error('no warden runs');
  return pid;
}

describe('when the harness is killed', () => {
  it.each([
    ['good', 4],
    ['ignores-sigterm', 4],
    ['children-in-new-sessions', 6],
    ['daemonises', 5],
  ])(
    '%s: nothing of its server, its loader, its folder or the warden is left',
    async (behaviour, processes) => {
      const tag = newTag();
      const { child, started } = await startHarness(behaviour, tag);
      await until('everything runs', () => tagged(tag).length === processes);
      expect(existsSync(started.workDir)).toBe(true);
      child.kill('SIGKILL');
      await until('all have ended', () => tagged(tag).length === 0);
      await expectNothingLeft({ tag, ...started });
    },
  );

  it('cleans up although the warden was asked to end', async () => {
    const tag = newTag();
    const { child, started } = await startHarness('good', tag);
    const warden = wardenOf(tag);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(warden, signal);
    child.kill('SIGKILL');
    await until('all have ended', () => tagged(tag).length === 0);
    await expectNothingLeft({ tag, ...started });
  });

  it('leaves alone what it was not told of', async () => {
    const tag = newTag();
    const bystander = spawn('sleep', ['600']);
    bystanders.push(bystander);
    const { child } = await startHarness('good', tag);
    child.kill('SIGKILL');
    await until('all have ended', () => tagged(tag).length === 0);
    expect(bystander.exitCode).toBeNull();
    expect(bystander.signalCode).toBeNull();
  });
});

describe('a harness that ends without closing its warden', () => {
  it('is not kept alive by it, and is cleaned up after', async () => {
    const tag = newTag();
    const dir = mkdtempSync(join(tmpdir(), 'bench-test-'));
    const script =
      `import { startWarden } from ${JSON.stringify(wardenModule)};` +
      `(await startWarden()).watch({ dir: ${JSON.stringify(dir)} });`;
    const args = ['--input-type=module', '-e', script];
    const child = spawn(process.execPath, args, { env: { ...process.env, ...tag }, stdio: 'inherit' });
    expect(await once(child, 'exit')).toEqual([0, null]);
    await until('the warden has ended', () => tagged(tag).length === 0);
    expect(existsSync(dir)).toBe(false);
  });

  it('is cleaned up after although it died in the middle of a message', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'bench-test-'));
    const main = fileURLToPath(new URL('./warden-main.js', wardenModule));
    const warden = spawn(process.execPath, [main], { stdio: ['pipe', 'ignore', 'inherit'] });
    const message = JSON.stringify({ kind: 'watch', id: 1, watched: { dir } });
    warden.stdin!.end(`${message}\n${message.slice(0, 20)}`);
    expect(await once(warden, 'exit')).toEqual([0, null]);
    expect(existsSync(dir)).toBe(false);
  });
});

describe('closing the warden', () => {
  it('cleans up what is still watched, and keeps what no longer is', async () => {
    const warden = await startWarden();
    const dirs = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'bench-test-')));
    const sleepers = [0, 1].map(() => spawn('sleep', ['600']));
    bystanders.push(...sleepers);
    const unwatch = sleepers.map((sleeper, i) => warden.watch({ pid: sleeper.pid!, dir: dirs[i]! }));
    unwatch[1]!();
    await warden.close();
    await until('the watched one has ended', () => sleepers[0]!.signalCode !== null);
    expect(sleepers[0]!.signalCode).toBe('SIGKILL');
    expect(existsSync(dirs[0]!)).toBe(false);
    expect(sleepers[1]!.signalCode).toBeNull();
    expect(existsSync(dirs[1]!)).toBe(true);
    const last = await startWarden();
    last.watch({ dir: dirs[1]! });
    await last.close();
    expect(existsSync(dirs[1]!)).toBe(false);
  });

  it('does not kill whoever has the pid by now', async () => {
    const warden = await startWarden();
    const sleeper = spawn('sleep', ['600']);
    bystanders.push(sleeper);
    warden.watch({ pid: sleeper.pid!, startTime: '1' });
    await warden.close();
    expect(sleeper.signalCode).toBeNull();
  });

  it('survives that somebody has killed it', async () => {
    const tag = newTag();
    const { child, started } = await startHarness('good', tag);
    process.kill(wardenOf(tag), 'SIGKILL');
    await until('the warden has ended', () => tagged(tag).length === 3);
    expect(child.exitCode).toBeNull();
    for (const pid of [started.server, started.loader]) process.kill(pid, 'SIGKILL');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const warden = await startWarden();
    warden.watch({ dir: started.workDir });
    await warden.close();
  });
});
