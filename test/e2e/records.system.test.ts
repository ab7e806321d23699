import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSummarySchema } from '../../harness/model/run-summary.ts';
import { readProcess } from '../../harness/supervise/process-table.ts';
import { until, Workplace } from '../helpers/cli.ts';
import { makeRun } from '../helpers/run-folders.ts';
import { expectMeasured } from '../helpers/verdict.ts';

let place: Workplace;
let runs: string;
beforeEach(async () => {
  place = await Workplace.create();
  runs = join(place.folder, '.bench/runs');
});
afterEach(() => place.leave());

const day = (n: number) => `2025-03-0${n}T10:00:00.000Z`;
const key = (n: number, name = 'run') => `2025-03-0${n}T10-00-00-${name}`;

/** Six runs of three kinds, and beside them what is damaged or none of ours. */
function someRuns(): void {
  makeRun(runs, { startedAt: day(1), name: 'nightly' });
  makeRun(runs, { startedAt: day(2), edit: ({ environment }) => (environment.cpuModel = 'Another CPU') });
  makeRun(runs, { startedAt: day(3), name: 'nightly', edit: (record) => (record.stop = 'interrupted') });
  makeRun(runs, { startedAt: day(4), journal: 'cut-off' });
  makeRun(runs, {
    ...{ startedAt: day(5) },
    edit: ({ environment }) => (environment.git = { commit: 'feed'.repeat(10), dirty: true, branch: 'x' }),
  });
  makeRun(runs, { startedAt: day(6), name: 'nightly', edit: (record) => (record.stop = 'failed') });
}

function damagedRuns(): void {
  const spoil = (folder: string, change: (text: string) => string) => {
    const path = join(folder, 'record.json');
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  };
  spoil(makeRun(runs, { startedAt: '2025-02-01T10:00:00.000Z', name: 'short' }), (text) =>
    text.slice(0, 20_000),
  );
  spoil(makeRun(runs, { startedAt: '2025-02-02T10:00:00.000Z', name: 'newer' }), (text) =>
    text.replace('"schemaVersion":1', '"schemaVersion":99'),
  );
  mkdirSync(join(runs, 'other'));
  writeFileSync(join(runs, 'other', 'record.json'), '{"requests":12}');
}

const widest = (text: string) => Math.max(...text.split('\n').map((line) => [...line].length));

describe('bench history', () => {
  it('lists the runs, newest first, and names what it leaves out', async () => {
    someRuns();
    damagedRuns();
    const { exitCode, stdout, stderr } = await place.bench('history');
    expect(exitCode).toBe(0);
    const facts = stdout.split('\n').filter((line) => /^(latest|~\d)/.test(line));
    expect(facts.map((line) => line.replace(/ +/g, ' '))).toEqual([
      'latest 2025-03-06 10:00 nightly 0123456 failed',
      '~1 2025-03-05 10:00 run feedfee+ complete',
      '~2 2025-03-04 10:00 run 0123456 interrupted',
      '~3 2025-03-03 10:00 nightly 0123456 interrupted',
      '~4 2025-03-02 10:00 run 0123456 complete',
      '~5 2025-03-01 10:00 nightly 0123456 complete',
    ]);
    expect(stdout).toContain('1 round measured, no record; bench run --resume latest~2 goes on');
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    expect(stderr.split('\n').sort()).toEqual([
      `bench: .bench/runs/2025-02-01T10-00-00-short: its record is not whole: it was cut short or is none; left out`,
      `bench: .bench/runs/2025-02-02T10-00-00-newer: is of version 99, which a newer Modebench wrote; left out`,
      'bench: .bench/runs/other/record.json: is JSON, but not a record of Modebench; left out',
    ]);
    const again = await place.bench('history');
    expect(again.stdout).toBe(stdout);
  });

  it.each([
    [
      ['--name', 'nightly'],
      [6, 3, 1],
    ],
    [
      ['--name', 'nightly', '--limit', '2'],
      [6, 3],
    ],
    [['--commit', 'FEEDfeed'], [5]],
    [
      ['--since', '2025-03-04'],
      [6, 5, 4],
    ],
    [
      ['--since', '2025-03-04', '--name', 'run'],
      [5, 4],
    ],
    [['--mode', 'prefork', '--limit', '1'], [6]],
    [
      ['--scenario', 'cpu'],
      [6, 5, 4, 3, 2, 1],
    ],
    [['--scenario', 'upload'], []],
  ] as const)('%j narrows it down', async (flags, days) => {
    someRuns();
    const { exitCode, stdout } = await place.bench('history', '--json', ...flags);
    expect(exitCode).toBe(0);
    const { runs: found, total } = JSON.parse(stdout);
    expect(found.map(({ startedAt }: { startedAt: string }) => startedAt)).toEqual(days.map(day));
    expect(total).toBe(6);
  });

  it('says what there is when nothing fits', async () => {
    someRuns();
    const { exitCode, stdout } = await place.bench('history', '--mode', 'prefrk', '--since', '2025-03-02');
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      'None of the 6 runs in .bench/runs fits --mode prefrk --since 2025-03-02T00:00.',
    );
    expect(stdout).toContain('Each --mode there: dev, prefork and threaded.');
  });

  it('numbers runs as references do, whatever it is narrowed to', async () => {
    someRuns();
    const { stdout } = await place.bench('history', '--json', '--commit', 'feed');
    const [{ reference, id }] = JSON.parse(stdout).runs;
    expect([reference, id]).toEqual(['latest~1', key(5)]);
    const report = await place.bench('report', reference, '--format', 'json', '--out', 'there');
    expect(report.exitCode).toBe(0);
    expect(JSON.parse(readFileSync(join(place.folder, 'there/report.json'), 'utf8')).id).toBe(id);
  });

  it('shows one figure over the runs, and joins no figures of other machines', async () => {
    someRuns();
    const { exitCode, stdout } = await place.bench('history', '--trend', 'prefork/cpu@c8', '--metric', 'p50');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('p50 response time · prefork ×4 · cpu · 8 connections');
    expect(stdout).toMatch(/^[▁-█]·[▁-█]{3} {2}.* ms$/m);
    expect(stdout).toContain('·a: not joined, for it is not as in the newest run: cpuModel');
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    const { stdout: json } = await place.bench('history', '--trend', 'prefork/cpu@c8', '--json');
    const joined = JSON.parse(json).points.map((point: { joined: boolean }) => point.joined);
    expect(joined).toEqual([true, true, true, false, true]);
  });

  it('refuses a cell that no run has, with those that come near', async () => {
    someRuns();
    const { exitCode, stdout, stderr } = await place.bench('history', '--trend', 'prefork/jsn');
    expect(stderr).toContain('bench: --trend: no run in .bench/runs has a cell "prefork/jsn"');
    expect(stderr).toContain('did you mean prefork/json?');
    expect([stdout, exitCode]).toEqual(['', 2]);
  });

  it('of an empty folder says what to do, and is no error', async () => {
    for (const flags of [[], ['--trend', 'dev/json'], ['--name', 'x']]) {
      const { exitCode, stdout, stderr } = await place.bench('history', ...flags);
      expect(stdout).toContain('There is no run in .bench/runs yet. Make one with bench run');
      expect([stderr, exitCode]).toEqual(['', 0]);
    }
    const { stdout } = await place.bench('history', '--json');
    expect(JSON.parse(stdout)).toEqual({
      kind: 'history',
      folder: '.bench/runs',
      total: 0,
      more: false,
      runs: [],
    });
  });

  it('looks where --out says', async () => {
    makeRun(join(place.folder, 'elsewhere'), { startedAt: day(1) });
    const { stdout } = await place.bench('history', '--out', 'elsewhere');
    expect(stdout).toContain('1 run in elsewhere');
    expect(stdout).toContain(`bench report elsewhere/${key(1)} shows one whole`);
  });
});

describe('a configuration that says where runs are kept', () => {
  const configuration = (text: string, name = 'bench.config.yaml') =>
    writeFileSync(join(place.folder, name), text);

  it('is heeded by all who look for runs, unless --out says otherwise', async () => {
    const kept = join(place.folder, 'kept');
    for (const n of [1, 2]) makeRun(kept, { startedAt: day(n) });
    makeRun(runs, { startedAt: day(3) });
    configuration('defaults: { out: ./kept }');
    const { stdout } = await place.bench('history');
    expect(stdout).toContain('2 runs in ./kept');
    expect(stdout).toContain('bench report latest~1 shows one whole');
    expect((await place.bench('history', '--out', '.bench/runs')).stdout).toContain('1 run in .bench/runs');
    const written = await place.bench('report', 'latest~1', '--format', 'json');
    expect(written.stdout).toBe(`kept/${key(1)}/report.json`);
    const judged = await place.bench('claims', '--record', key(1), '--json');
    expect(JSON.parse(judged.stdout).id).toBe(key(1));
    const resumed = await place.bench('run', '--resume', 'latest~5');
    expect(resumed.stderr).toContain('latest~5: there are only 2 runs in ./kept');
    await place.bench('prune', '--keep', '1');
    expect([readdirSync(kept), readdirSync(runs)]).toEqual([[key(2)], [key(3)]]);
  });

  it('may be wrong elsewhere, or a program', async () => {
    makeRun(join(place.folder, 'kept'), { startedAt: day(1) });
    configuration("const out = 'kept';\nexport default { modes: 5, defaults: { out } };", 'bench.config.mjs');
    const { stdout, stderr, exitCode } = await place.bench('history');
    expect([stderr, exitCode]).toEqual(['', 0]);
    expect(stdout).toContain('1 run in kept');
  });

  it('is told where it says that wrongly or does not load, and a path needs none', async () => {
    const folder = makeRun(runs, { startedAt: day(1) });
    configuration('defaults:\n  out: 5\n');
    const wrong = await place.bench('report', 'latest');
    expect(wrong.stderr).toContain('bench: bench.config.yaml:2 defaults.out: ');
    expect(wrong.exitCode).toBe(2);
    configuration('defaults: {');
    expect((await place.bench('prune', '--keep', '1')).exitCode).toBe(2);
    expect(readdirSync(runs)).toEqual([key(1)]);
    const { exitCode, stderr } = await place.bench('report', join(folder, 'record.json'));
    expect([stderr, exitCode]).toEqual(['', 0]);
  });
});

describe('a run', () => {
  it.each([
    ['latest~1', key(5)],
    ['nightly', key(6, 'nightly')],
    ['nightly~1', key(3, 'nightly')],
    ['2025-03-02', key(2)],
    [key(1, 'nightly'), key(1, 'nightly')],
    [`.bench/runs/${key(2)}`, key(2)],
    [`.bench/runs/${key(2)}/record.json`, key(2)],
  ])('is found by %s wherever a record is asked for', async (reference, id) => {
    someRuns();
    const { stdout, exitCode } = await place.bench('claims', '--record', reference, '--json');
    // As the run failed or has no answer to a claim.
    expect([0, 1, 3]).toContain(exitCode);
    expect(JSON.parse(stdout).id).toBe(id);
  });

  it.each([
    [
      ['report', 'nihgtly'],
      'bench: nihgtly: is neither a file, a folder nor the name of a run\n       did you mean nightly? runs are kept in .bench/runs; allowed: latest, latest~1 (the one before)',
    ],
    [
      ['report', 'latest~9'],
      'bench: latest~9: there are only 6 runs in .bench/runs\n       the oldest is latest~5',
    ],
    [['run', '--resume', '2025-03'], 'bench: 2025-03: is the beginning of 6 runs: '],
    [
      ['report', 'run~1'],
      `bench: run~1: .bench/runs/${key(4)} has no record: the run was cut off\n       bench run --resume run~1 goes on with it`,
    ],
    [
      ['run', '--resume', 'run~1'],
      `bench: --resume: .bench/runs/${key(4)} was measured elsewhere; not alike: `,
    ],
  ])('that %j does not find is explained', async (args, message) => {
    someRuns();
    const { exitCode, stderr } = await place.bench(...args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});

describe('bench prune', () => {
  const left = () => readdirSync(runs).sort();

  it('removes the oldest beyond what is kept, and names them and the space that they gave', async () => {
    someRuns();
    const { exitCode, stdout, stderr } = await place.bench('prune', '--keep', '2');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(left()).toEqual([key(5), key(6, 'nightly')]);
    const lines = stdout.split('\n');
    expect(lines.slice(0, 4).map((line) => line.replace(/^.*B {2}/, ''))).toEqual([
      `.bench/runs/${key(1, 'nightly')}`,
      `.bench/runs/${key(2)}`,
      `.bench/runs/${key(3, 'nightly')}  interrupted`,
      `.bench/runs/${key(4)}  interrupted`,
    ]);
    expect(lines[4]).toMatch(/^Removed 4 runs, [\d.]+ [kM]B; 2 runs kept\.$/);
    expect(stdout).toContain('2 of them were interrupted and could have been gone on with');
  });

  it.each([
    [
      ['--keep', '1', '--name', 'nightly'],
      [2, 4, 5, 6],
    ],
    [
      ['--older-than', '1d', '--keep', '5'],
      [2, 3, 4, 5, 6],
    ],
    [
      ['--older-than', '30000d'],
      [1, 2, 3, 4, 5, 6],
    ],
    [['--keep', '0'], []],
  ] as const)('%j leaves the others', async (flags, days) => {
    someRuns();
    expect((await place.bench('prune', ...flags)).exitCode).toBe(0);
    expect(left().map((name) => Number(name.slice(9, 10)))).toEqual(days);
  });

  it('removes nothing with --dry-run', async () => {
    someRuns();
    const before = left();
    const { stdout, exitCode } = await place.bench('prune', '--keep', '4', '--dry-run');
    expect(stdout).toMatch(/Would remove 2 runs, [\d.]+ [kM]B, and keep 4\. Nothing was removed\./);
    expect(exitCode).toBe(0);
    expect(left()).toEqual(before);
  });

  it.each([[[]], [['--dry-run']], [['--name', 'nightly']]])(
    'with %j removes nothing, and says what to give',
    async (flags) => {
      someRuns();
      const before = left();
      const { stderr, exitCode } = await place.bench('prune', ...flags);
      expect(stderr).toContain('bench: prune: nothing says which runs may go, so none is removed');
      expect(stderr).toContain('give --keep 50 or --older-than 30d');
      expect(exitCode).toBe(2);
      expect(left()).toEqual(before);
    },
  );

  it('refuses everything that is wrong at once', async () => {
    const { stderr, exitCode } = await place.bench('prune', '--keep', '-1', '--older-than', 'old');
    expect(stderr).toContain('bench: --keep: "-1" is not a whole number from 0 to 1000000');
    expect(stderr).toContain('bench: --older-than: "old" is not an age\n       write 30d, 2w, 12h or 90m');
    expect(exitCode).toBe(2);
  });

  it('touches nothing that is no run of ours, and nothing that links lead to', async () => {
    someRuns();
    damagedRuns();
    mkdirSync(join(runs, 'notes'));
    writeFileSync(join(runs, 'notes', 'todo.md'), 'keep');
    writeFileSync(join(runs, 'file'), 'keep');
    const elsewhere = mkdtempSync(join(tmpdir(), 'prune-'));
    try {
      const outside = makeRun(elsewhere, { startedAt: day(1) });
      symlinkSync(outside, join(runs, 'linked'));
      symlinkSync(outside, join(runs, key(2), 'link'));
      const { stderr, exitCode } = await place.bench('prune', '--keep', '0');
      expect(exitCode).toBe(0);
      expect(left()).toEqual(['2025-02-02T10-00-00-newer', 'file', 'linked', 'notes', 'other']);
      expect(readdirSync(outside)).toEqual(['record.json']);
      expect(stderr).toContain('newer: is of version 99, which a newer Modebench wrote; left alone');
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  it('leaves a run alone whose process lives, and one that another machine may be writing', async () => {
    const { pid } = process;
    const writer = { host: hostname(), pid, startTime: readProcess(pid)?.startTime ?? null };
    makeRun(runs, { startedAt: day(1), journal: 'cut-off', name: 'alive', writer });
    makeRun(runs, {
      startedAt: day(2),
      journal: 'cut-off',
      name: 'gone',
      writer: { ...writer, startTime: '1' },
    });
    const there = { ...writer, host: 'another-machine' };
    makeRun(runs, {
      startedAt: day(3),
      journal: 'cut-off',
      name: 'there',
      writer: there,
      writtenAt: new Date(),
    });
    const { stdout } = await place.bench('prune', '--keep', '0');
    expect(left()).toEqual([key(1, 'alive'), key(3, 'there')]);
    expect(stdout).toContain(`.bench/runs/${key(1, 'alive')}  under way, left alone`);
  });
});

describe('a run that is being measured', () => {
  const small = ['run', '--modes', 'dev', '--scenarios', 'json', '--concurrency', '2', '--name', 'live'];

  it('is shown as under way, neither removed nor gone on with by another, and has a summary in the end', async () => {
    // Far more rounds than the commands below take, for it must not end by itself before them.
    const running = place.bench(...small, '--rounds', '1000', '--format', 'json');
    await until(() => place.journalLines('slice') > 0, 'it measures');
    const [folder = ''] = readdirSync(runs);
    const [history, prune, resume, report] = await Promise.all([
      place.bench('history'),
      place.bench('prune', '--keep', '0'),
      place.bench('run', '--resume'),
      place.bench('report', 'live'),
    ]);
    expect(history.stdout).toMatch(/live .* under way/);
    expect(prune.stdout).toContain(`.bench/runs/${folder}  under way, left alone`);
    expect(resume.stderr).toContain(`bench: --resume: .bench/runs/${folder} is under way`);
    expect(report.stderr).toContain('has no record yet: the run is under way');
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    const summary = JSON.parse(readFileSync(join(runs, folder, 'summary.json'), 'utf8'));
    expect(runSummarySchema.parse(summary)).toMatchObject({
      name: 'live',
      stop: 'interrupted',
      scenarios: ['json'],
    });
    expect((await place.bench('history')).stdout).toMatch(/live .* interrupted/);
  });

  it('and is killed is interrupted, and can be named to go on', async () => {
    const running = place.bench(...small, '--rounds', '2');
    await until(() => place.journalLines('round') > 0, 'a round is measured');
    running.kill('SIGKILL');
    await running;
    await until(() => place.alive().length === 0, 'everything it started is gone');
    expect((await place.bench('history')).stdout).toMatch(
      /live .* interrupted\n.*\n.* rounds? measured, no record/,
    );
    const resumed = await place.bench('run', '--resume', 'live');
    expectMeasured(resumed.exitCode, place.record());
    expect((await place.bench('history')).stdout).toMatch(/live .* complete/);
    expect(basename(place.runs()[0] ?? '')).toMatch(/-live$/);
  });
});
