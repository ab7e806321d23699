import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildAll } from '#built/harness/source/build.js';
import { startWarden, type Warden } from '#built/harness/supervise/warden.js';
import type { BuildStep } from '../../harness/model/own-server.ts';
import type { Variant } from '../../harness/model/variant.ts';
import { newTag, tagged, until } from '../helpers/tagged-processes.ts';

const buildAndWait = fileURLToPath(new URL('../helpers/build-and-wait.mjs', import.meta.url));

let folder: string;
let tag: Record<string, string>;
let warden: Warden;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'build-'));
  tag = newTag();
  warden = await startWarden();
});
afterEach(async () => {
  await warden.close();
  rmSync(folder, { recursive: true });
  expect(tagged(tag)).toEqual([]);
});

function variant(id: string, step: Partial<BuildStep>): Variant {
  const build = { command: 'x', cwd: folder, env: tag, timeoutMs: 60_000, ...step };
  return {
    id,
    label: id,
    source: { kind: 'command', command: 'x', build },
    options: {},
    parallelism: null,
    development: false,
    notes: [],
  };
}

const script = (text: string): Partial<BuildStep> => ({
  command: `node ${text}`,
  argv: [process.execPath, '-e', text],
});

async function build(...variants: Variant[]): Promise<string[]> {
  const announced: string[] = [];
  await buildAll(variants, {
    folder,
    signal: new AbortController().signal,
    watch: (watched) => warden.watch(watched),
    announce: (ids) => announced.push(ids.join(' ')),
  });
  return announced;
}

const logOf = (number: number) => readFileSync(join(folder, `build-${number}.log`), 'utf8');

/** Writes its group's pids on request of nobody: a build with a child that would outlive it. */
const hanging = `
  require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
  console.log('started');
  setInterval(() => {}, 1000);`;

describe('a build', () => {
  it('is waited for, in its folder and environment, and its output is kept', async () => {
    const slow = script(`setTimeout(() => console.log(process.cwd(), process.env.FLAVOUR), 300)`);
    expect(await build(variant('a', { ...slow, env: { ...tag, FLAVOUR: 'mint' } }))).toEqual(['a']);
    expect(logOf(1)).toBe(`${folder} mint\n`);
  });

  it('is done once for all modes that need it, and others after it', async () => {
    const count = script(`require('fs').appendFileSync('count', 'x')`);
    const announced = await build(variant('a', count), variant('b', script('')), variant('c', count));
    expect(announced).toEqual(['a c', 'b']);
    expect(readFileSync(join(folder, 'count'), 'utf8')).toBe('x');
  });

  it('is given to a shell where it says so', async () => {
    await build(variant('a', { command: 'echo one && echo two >&2', shell: true }));
    expect(logOf(1)).toBe('one\ntwo\n');
  });

  it('that fails is told with what it wrote, and no other is begun', async () => {
    const bad = script(`console.log('compiling'); console.error('no such module'); process.exit(3)`);
    await expect(build(variant('a', bad), variant('b', script('')))).rejects.toMatchObject({
      failure: {
        reason: 'build-failed',
        variant: 'a',
        phase: 'build',
        how: 'ended',
        exitCode: 3,
        outputTail: 'compiling\nno such module\n',
        log: join(folder, 'build-1.log'),
      },
    });
    expect(() => logOf(2)).toThrow('ENOENT');
  });

  it('that writes much is told by its end', async () => {
    const bad = script(`for (let n = 0; n < 9999; n++) console.log('line', n); process.exitCode = 1`);
    const failed = await build(variant('a', bad)).catch((error: unknown) => error);
    const { outputTail } = (failed as { failure: { outputTail: string } }).failure;
    expect(outputTail).toMatch(/^line \d{4}\n/);
    expect(outputTail).toMatch(/line 9998\n$/);
    expect(Buffer.byteLength(outputTail)).toBeLessThanOrEqual(4096);
  });

  it.each<[string, Partial<BuildStep>, string]>([
    ['program', { command: 'no-such-program' }, 'ENOENT'],
    ['folder', { command: 'true', cwd: '/no/such' }, 'there is no folder /no/such'],
  ])('that has no %s says so', async (_, step, code) => {
    await expect(build(variant('a', step))).rejects.toMatchObject({
      failure: { reason: 'build-failed', how: 'not-started', code },
    });
  });

  it('that takes too long is ended with all that it started', async () => {
    await expect(build(variant('a', { ...script(hanging), timeoutMs: 1500 }))).rejects.toMatchObject({
      failure: { reason: 'build-failed', how: 'timed-out' },
    });
    await until('its child is gone', () => tagged(tag).length === 0);
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('leaves nothing when the run is ended by %s', async (signal) => {
    const running = spawn(process.execPath, [buildAndWait, folder, hanging], {
      env: { ...process.env, ...tag },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = '';
    running.stdout.on('data', (chunk) => {
      told += String(chunk);
    });
    const ended = once(running, 'close');
    // The run, its warden, the build and its child.
    await until('the build has a child', () => logIfAny().includes('started') && tagged(tag).length >= 4);
    running.kill(signal);
    expect(await ended).toEqual(signal === 'SIGINT' ? [130, null] : [null, 'SIGKILL']);
    expect(told).toBe(signal === 'SIGINT' ? 'interrupted' : '');
    await until('everything is gone', () => tagged(tag).length === 0);
  });
});

function logIfAny(): string {
  try {
    return logOf(1);
  } catch {
    return '';
  }
}
