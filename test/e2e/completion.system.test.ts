import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from '../helpers/cli.ts';

const entry = resolve(import.meta.dirname, '../../dist/harness/cli.js');
const driver = resolve(import.meta.dirname, '../helpers/complete.zsh');

let place: Workplace;
beforeAll(async () => {
  place = await Workplace.create();
  mkdirSync(join(place.folder, 'bin'));
  const script = `#!/bin/sh\nexec '${process.execPath}' '${entry}' "$@"\n`;
  for (const name of ['bench', 'modebench'])
    writeFileSync(join(place.folder, 'bin', name), script, { mode: 0o755 });
  // It would fail, were it run.
  const config = `throw new Error('was run');
    export default { modes: { single: {}, 'pre-fork': {} }, scenarios: { home: {} }, workloads: { peak: {} } };`;
  writeFileSync(join(place.folder, 'bench.config.mjs'), config);
  mkdirSync(join(place.folder, 'some-folder'));
  for (const [key, name] of [
    ['2026-11-20T03-00-00-nightly', 'nightly'],
    ['2026-11-21T03-00-00-nightly', 'nightly'],
    ['2026-11-21T09-00-00-run', 'run'],
  ] as const)
    writeRun(key, name);
  writeRun('2026-11-01T00-00-00-run', 'run', 'other');
});
afterAll(() => place.leave());

function writeRun(key: string, name: string, runs = '.bench/runs'): void {
  const folder = join(place.folder, runs, key);
  mkdirSync(folder, { recursive: true });
  const startedAt = key.replace(/^(.{10}T\d\d)-(\d\d)-(\d\d).*/, '$1:$2:$3.000Z');
  const record = { schemaVersion: 1, id: key, startedAt, plan: { name } };
  writeFileSync(join(folder, 'record.json'), JSON.stringify(record));
}

/** Runs a program with our `bench` before all others. */
function shell(program: string, args: readonly string[]) {
  const env = { PATH: `${join(place.folder, 'bin')}:${process.env.PATH}`, HOME: place.folder, TERM: 'dumb' };
  return execa(program, args, { cwd: place.folder, env, timeout: 120_000, reject: false });
}

/** Null where it is there; otherwise what is missing, which in CI is a fault. */
async function missing(program: string): Promise<string | null> {
  const { failed } = await shell(program, ['--version']);
  if (failed && process.env.CI) throw new Error(`${program} is not installed`);
  return failed ? `${program} is not installed: apt-get install ${program}` : null;
}

describe('bash', () => {
  async function completed(...lines: string[]): Promise<string[][]> {
    const script = `eval "$(bench completion bash)"
      for COMP_LINE in "$@"; do
        COMP_POINT=\${#COMP_LINE}; COMP_WORDS=($COMP_LINE); COMPREPLY=()
        "$(complete -p \${COMP_WORDS[0]} | sed 's/.*-F \\([^ ]*\\).*/\\1/')" "\${COMP_WORDS[0]}" "" ""
        (IFS=,; printf '%s|' "\${COMPREPLY[@]}"; echo)
      done`;
    const { stdout, stderr } = await shell('bash', ['--norc', '-c', script, 'bash', ...lines]);
    expect(stderr).toBe('');
    return stdout.split('\n').map((line) => line.split('|').filter((word) => word !== ''));
  }

  it('completes commands, options, lists, values of the folder and runs', async ({ skip }) => {
    const lacking = await missing('bash');
    skip(lacking !== null, lacking ?? '');
    const found = await completed(
      'bench ru',
      'modebench run --mo',
      'bench run --modes dev,pre',
      'bench run --modes=dev,thr',
      "bench run --modes 'dev,thr",
      'bench run --modes prefork:wo',
      'bench run --workload p',
      'bench report la',
      'bench report night',
      'bench prune --name n',
      'bench run --out other --resume la',
    );
    expect(found).toEqual([
      ['run'],
      ['--modes'],
      ['dev,pre-fork', 'dev,prefork'],
      ['dev,threaded'],
      ['dev,threaded'],
      ['workers='],
      ['peak'],
      ['latest', 'latest~1', 'latest~2'],
      ['nightly'],
      ['nightly'],
      ['latest'],
    ]);
  });

  it('evaluates nothing of what is typed', async ({ skip }) => {
    const lacking = await missing('bash');
    skip(lacking !== null, lacking ?? '');
    expect(await completed("bench run --cmd 'a=$(touch made) `touch made`' --mo")).toEqual([['--modes']]);
    expect(() => readFileSync(join(place.folder, 'made'))).toThrow('ENOENT');
  });
});

describe('zsh', () => {
  it('completes the line, and shows what candidates mean', async ({ skip }) => {
    const lacking = await missing('zsh');
    skip(lacking !== null, lacking ?? '');
    const seen = join(place.folder, 'seen');
    const { stdout } = await shell('zsh', [
      ...['-f', driver, seen],
      'bench ru',
      'bench run --modes dev,thr',
      'bench run --modes dev,thr\t,sin',
      'bench run --modes=dev,thr',
      "bench run --modes 'dev,thr",
      'bench run --modes prefork:wo',
      'bench run --config bench.c',
      'bench run --out some',
      'bench report latest~2',
      'bench run --modes \t',
    ]);
    expect(readFileSync(seen, 'utf8').split('\n').slice(0, 9)).toEqual([
      'bench run ',
      'bench run --modes dev,threaded ',
      'bench run --modes dev,threaded,single ',
      'bench run --modes=dev,threaded ',
      "bench run --modes 'dev,threaded' ",
      'bench run --modes prefork:workers=',
      'bench run --config bench.config.mjs ',
      'bench run --out some-folder/',
      'bench report latest~2 ',
    ]);
    expect(stdout).toMatch(/prefork +-- several worker processes share one port/);
    expect(stdout).not.toMatch(/Error|was run|command not found/);
  });
});

describe('fish', () => {
  async function completed(line: string): Promise<string[]> {
    const script = 'bench completion fish | source; complete -C $argv[1]';
    const { stdout, stderr } = await shell('fish', ['--no-config', '-c', script, line]);
    expect(stderr).toBe('');
    return stdout.split('\n');
  }

  it('completes with what candidates mean', async ({ skip }) => {
    const lacking = await missing('fish');
    skip(lacking !== null, lacking ?? '');
    expect(await completed('bench run --modes dev,')).toEqual(
      expect.arrayContaining([
        'dev,single\tof the configuration',
        'dev,prefork\tseveral worker processes share one port',
      ]),
    );
    expect(await completed('bench run --modes=dev,thr')).toEqual([
      expect.stringMatching(/^--modes=dev,threaded\tone process/),
    ]);
    expect(await completed('bench ru')).toEqual(['run\tstart each mode, load all of them in turns, compare']);
    expect(await completed('bench run --mo')).toEqual(['--modes\tmodes, the first is the baseline']);
    expect(await completed('bench report latest~')).toEqual([
      'latest~1\tnightly, 2026-11-21 03:00 UTC',
      'latest~2\tnightly, 2026-11-20 03:00 UTC',
    ]);
    expect((await completed('bench run --config ben')).map((one) => one.split('\t')[0])).toEqual([
      'bench.config.mjs',
    ]);
    expect((await completed('bench run --out som')).map((one) => one.split('\t')[0])).toEqual([
      'some-folder/',
    ]);
  });
});

describe('bench completion', () => {
  it('refuses a shell that it has no script for', async () => {
    const { stderr, stdout, exitCode } = await place.bench('completion', 'fishy');
    expect(stderr).toBe(
      'bench: <shell>: there is no script for "fishy"\n       did you mean fish? Allowed: bash, zsh, fish',
    );
    expect([stdout, exitCode]).toEqual(['', 2]);
  });

  it.each([
    [['__complete']],
    [['__complete', 'tcsh']],
    [['__complete', 'bash', '\u0000', 'x']],
    [['__complete', 'fish']],
  ])('says nothing to a shell about what it does not understand: %j', async (args) => {
    if (args.some((arg) => arg.includes('\u0000'))) args = ['__complete', 'bash', '"', 'x'];
    const { stderr, exitCode } = await place.bench(...args);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });
});
