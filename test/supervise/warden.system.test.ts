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
