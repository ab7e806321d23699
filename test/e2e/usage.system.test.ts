import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until, Workplace } from '../helpers/cli.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

describe('bad input', () => {
  it.each<[string, string[], string[]]>([
    [
      'unknown names',
      [
        'run',
        '--modes',
        'dev,prefrk',
        '--scenarios',
        'jsn',
        '--engine',
        'wrk',
        '--format',
        'pdf',
        '--json',
        '--full',
      ],
      [
        'bench: --full: shapes the table',
        'bench: --format: unknown format "pdf"',
        'bench: --scenarios: unknown scenario "jsn"',
        '       did you mean json?',
        'bench: --modes: unknown mode "prefrk"',
        '       did you mean prefork?',
        'bench: --engine: unknown engine "wrk"',
      ],
    ],
    [
      'an unknown format',
      ['run', '--format', 'pdf'],
      ['bench: --format: unknown format "pdf"', 'html, md, png, json'],
    ],
    [
      'no connections',
      ['run', '--concurrency', '0'],
      ['--concurrency: "0" is not a whole number from 1 to 10000'],
    ],
    [
      'words for connections',
      ['run', '--concurrency', 'abc'],
      ['--concurrency: "abc" is not a whole number'],
    ],
    [
      'a scenario that the engine cannot send',
      ['run', '--engine', 'autocannon', '--scenarios', 'json,session'],
      [
        'bench: --engine: autocannon cannot send scenario session: it cannot carry values',
        'use --engine native, or leave session out',
      ],
    ],
    [
      'two workloads at once',
      ['run', '--rate', '100', '-c', '8', '--think', '1s', '--loaders', '99', '--load-cpus', 'x'],
      [
        'bench: --rate: cannot go with --concurrency: requests either come at a rate',
        '       leave out --concurrency to offer so many requests per second',
        'bench: --think: cannot go with --rate',
        'bench: --loaders: "99" is not a whole number from 1 to 16',
        'bench: --load-cpus: "x" is not a list of CPUs',
      ],
    ],
    [
      'the shape of an open workload that is none',
      ['run', '--overflow', 'drop'],
      ['bench: --overflow: shapes an open workload, which only --rate makes'],
    ],
    ['a falling range', ['run', '--concurrency', '64..1'], ['--concurrency: "64..1" is not a rising range']],
    [
      'too many workers',
      ['run', '--modes', 'prefork:workers=999'],
      ['"999" is not a whole number from 1 to 64'],
    ],
    ['a command without a port', ['run', '--cmd', 'x=node a.js'], ['does not say where the port goes']],
    ['commands beside modes', ['run', '--cmd', 'x=a {port}', '--modes', 'dev'], ['cannot go with --cmd']],
    ['a table of JSON', ['run', '--json', '--full'], ['--full: shapes the table, and --json prints none']],
    [
      'another plan for a resumed run',
      ['run', '--resume', '--modes', 'dev'],
      ['--modes: cannot go with --resume'],
    ],
    ['nothing to resume', ['run', '--resume'], ['bench: latest: there is no run in .bench/runs']],
    [
      'an option that does not exist',
      ['run', '--mode', 'dev'],
      ["unknown option '--mode'", 'Did you mean --modes?'],
    ],
    ['a command that does not exist', ['rnu'], ["unknown command 'rnu'", 'Did you mean run?']],
    [
      'no record',
      ['report', 'nothing.json'],
      ['bench: nothing.json: is neither a file, a folder nor the name of a run'],
    ],
    ['an unknown mode to serve', ['serve', 'theaded'], ['unknown mode "theaded"', 'did you mean threaded?']],
  ])('such as %s is named on stderr, exit code 2, without a stack trace', async (_what, args, expected) => {
    const { exitCode, stdout, stderr } = await place.bench(...args);
    for (const part of expected) expect(stderr).toContain(part);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
    expect(readdirSync(place.folder)).toEqual(['tmp']);
  });

  it.each([
    ['foreign JSON', '{"a":1}', 'is JSON, but not a record of Modebench'],
    ['half of a file', '{"schemaVersion":1,', 'is not whole JSON: it was cut short or is no record'],
    ['a newer form', '{"schemaVersion":99}', 'is a record of version 99; this Modebench reads up to 1'],
  ])('%s instead of a record is refused', async (_what, text, message) => {
    writeFileSync(join(place.folder, 'record.json'), text);
    const { exitCode, stderr } = await place.bench('report', 'record.json');
    expect(stderr).toContain(`bench: record.json: ${message}`);
    expect(exitCode).toBe(2);
  });

  it('names a folder that cannot be written', async () => {
    writeFileSync(join(place.folder, 'file'), '');
    const { exitCode, stderr } = await place.bench('run', '--out', 'file');
    expect(stderr).toContain('bench: --out: nothing can be written to "file" (EEXIST)');
    expect(exitCode).toBe(2);
  });

  it('shows where it came from only with --debug', async () => {
    const { stderr } = await place.bench('run', '--modes', 'x', '--debug');
    expect(stderr).toMatch(/\n\s+at /);
  });
});

describe('help', () => {
  it('shows examples and exit codes', async () => {
    const { stdout, exitCode } = await place.bench('--help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('bench run --modes dev,prefork:workers=8');
    expect(stdout).toContain('130  interrupted by SIGINT');
    const { stdout: ofRun } = await place.bench('run', '--help');
    for (const part of ['Closed workload', 'Open workload', 'Precision and time:', 'Output:', 'Examples:'])
      expect(ofRun).toContain(part);
    for (const line of ofRun.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it('is the same however it is asked for', async () => {
    const { stdout } = await place.bench('run', '--help');
    expect((await place.bench('help', 'run')).stdout).toBe(stdout);
    expect((await place.bench('run', '-h')).stdout).toBe(stdout);
    expect((await place.bench('help')).stdout).toBe((await place.bench('--help')).stdout);
  });

  it('refuses help for what does not exist, and says what may be meant', async () => {
    const { stdout, stderr, exitCode } = await place.bench('help', 'rnu');
    expect(stderr).toBe(
      "bench: unknown command 'rnu'\n(Did you mean run?)\n(bench --help shows what there is)",
    );
    expect([stdout, exitCode]).toEqual(['', 2]);
  });

  it('has no colours where none are wanted, and takes the width that it is told', async () => {
    const { stdout: plain } = await place.benchIn({ FORCE_COLOR: undefined }, '--help');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
    expect(plain).not.toMatch(/\x1b/);
    const { stdout: bold } = await place.benchIn({ FORCE_COLOR: '1', NO_COLOR: undefined }, '--help');
    expect(bold).toContain('\x1b[1mExit codes:\x1b[22m');
    const { stdout: wide } = await place.benchIn({ COLUMNS: '100' }, 'run', '--help');
    expect(Math.max(...wide.split('\n').map((line) => line.length))).toBeGreaterThan(90);
  });

  it('loads commander and one module of ours', () => {
    const built = readFileSync(resolve(import.meta.dirname, '../../dist/harness/cli.js'), 'utf8');
    const imported = [...built.matchAll(/^import .*?["']([^"']+)["'];$/gm)].map(([, from]) => from);
    expect(imported.sort()).toEqual(['commander', 'node:fs']);
  });

  it('comes as a man page too', async ({ skip }) => {
    const page = resolve(import.meta.dirname, '../../dist/man/bench.1');
    const shown = await execa('groff', ['-man', '-Tutf8', '-ww', '-P-cbou', page], { reject: false });
    const lacking = shown.code === 'ENOENT' && !process.env.CI;
    skip(lacking, 'groff is not installed: apt-get install groff');
    expect([shown.exitCode, shown.stderr]).toEqual([0, '']);
    for (const part of ['SYNOPSIS', 'BENCH RUN', '--modes', 'EXIT CODES', 'bench.config.*', "'p99<200ms'"])
      expect(shown.stdout).toContain(part);
  });

  it('lists what can be named', async () => {
    const { stdout } = await place.bench('list');
    for (const name of [
      'modes of node',
      'modes of flask',
      'prefork-gevent:workers=4',
      'dev',
      'prefork:workers=4',
      'threaded',
      'json',
      'wait',
      'db-read',
      'db-write',
      'session',
      'static',
      'upload',
      'mix',
      'native',
      'autocannon',
      'html',
    ]) {
      expect(stdout).toContain(name);
    }
    const { stdout: json } = await place.bench('list', '--json');
    expect(JSON.parse(json).modes.map((mode: { name: string }) => mode.name)).toContain('threaded');
  });
});

describe('bench serve', () => {
  it('serves one mode until it is interrupted', async () => {
    const running = place.bench('serve', 'prefork:workers=2', '--port', '34127');
    let body = '';
    await until(() => {
      void fetch('http://127.0.0.1:34127/health').then(
        async (answer) => {
          if (answer.ok) body = await answer.text();
        },
        () => {},
      );
      return body !== '';
    }, 'it answers');
    expect(body).toBe('{"status":"ok"}');
    const second = await place.bench('serve', 'dev', '--port', '34127');
    expect(second.stderr).toContain('bench: --port: port 34127 is taken');
    expect(second.exitCode).toBe(2);
    running.kill('SIGINT');
    const { exitCode } = await running;
    expect(exitCode).toBe(0);
    expect(place.alive()).toEqual([]);
  });
});

describe('a full disk', () => {
  it('is said, and what was written is kept', async () => {
    const disk = join(place.folder, 'disk');
    mkdirSync(disk);
    const mounted = await execa('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', disk], { reject: false });
    if (mounted.failed && !process.env.CI) return;
    expect(mounted.failed, 'a small file system can be mounted').toBe(false);
    try {
      const { exitCode, stderr } = await place.bench(
        ...[
          'run',
          '--modes',
          'dev,prefork:workers=2',
          '--scenarios',
          'json',
          '--rounds',
          '6',
          '--out',
          'disk/runs',
        ],
      );
      expect(stderr).toContain('bench: the disk is full: disk/runs/');
      expect(stderr).toContain('what was written before is kept');
      expect(exitCode).toBe(1);
      const [run = ''] = readdirSync(join(disk, 'runs'));
      expect(readdirSync(join(disk, 'runs', run))).toContain('journal.jsonl');
    } finally {
      await execa('umount', [disk]);
    }
  });
});
