import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import { findRun } from '../../harness/record/find-run.ts';
import { makeRun } from '../helpers/run-folders.ts';

let here: string;
let before: string;
let runs: string;
beforeEach(() => {
  here = mkdtempSync(join(tmpdir(), 'find-run-'));
  before = process.cwd();
  process.chdir(here);
  runs = join('.bench', 'runs');
});
afterEach(() => {
  process.chdir(before);
  rmSync(here, { recursive: true });
});

const day = (n: number, time = '10:00:00') => `2026-03-0${n}T${time}.000Z`;

function fourRuns(): void {
  makeRun(runs, { startedAt: day(1), name: 'nightly' });
  makeRun(runs, { startedAt: day(2) });
  makeRun(runs, { startedAt: day(3), name: 'nightly' });
  makeRun(runs, { startedAt: day(3, '11:00:00') });
}

function found(reference: string): string {
  return basename(findRun(reference, runs).folder);
}

function refusal(reference: string): readonly string[] {
  try {
    return [`found ${findRun(reference, runs).folder}`];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.problems.flatMap(({ where, message, hint }) => [`${where}: ${message}`, hint ?? '']);
  }
}

describe('a run', () => {
  it.each([
    ['latest', '2026-03-03T11-00-00-run'],
    ['latest~0', '2026-03-03T11-00-00-run'],
    ['latest~1', '2026-03-03T10-00-00-nightly'],
    ['latest~3', '2026-03-01T10-00-00-nightly'],
    ['nightly', '2026-03-03T10-00-00-nightly'],
    ['nightly~1', '2026-03-01T10-00-00-nightly'],
    ['run~1', '2026-03-02T10-00-00-run'],
    ['2026-03-02T10-00-00-run', '2026-03-02T10-00-00-run'],
    ['2026-03-01', '2026-03-01T10-00-00-nightly'],
    ['.bench/runs/2026-03-02T10-00-00-run', '2026-03-02T10-00-00-run'],
    ['.bench/runs/2026-03-02T10-00-00-run/record.json', '2026-03-02T10-00-00-run'],
  ])('is found by %s', (reference, folder) => {
    fourRuns();
    expect(found(reference)).toBe(folder);
  });

  it('that is the latest began last, whatever was written to last and however folders are named', () => {
    fourRuns();
    const old = makeRun(runs, { startedAt: '2025-12-31T23:00:00.000Z', name: 'zz' });
    const soon = new Date(Date.now() + 60_000);
    for (const path of [old, join(old, 'record.json')]) utimesSync(path, soon, soon);
    expect(found('latest')).toBe('2026-03-03T11-00-00-run');
    expect(found('latest~4')).toBe('2025-12-31T23-00-00-zz');
  });

  it('of the same second as another is told apart by the milliseconds, and then by its number', () => {
    const first = makeRun(runs, { startedAt: '2026-03-01T10:00:00.500Z' });
    for (const [suffix, at] of [
      ['-2', '.100Z'],
      ['-9', '.500Z'],
      ['-10', '.500Z'],
    ] as const) {
      const startedAt = `2026-03-01T10:00:00${at}`;
      makeRun(runs, { startedAt, edit: (record) => (record.id = `${basename(first)}${suffix}`) });
    }
    expect(['latest', 'latest~1', 'latest~2', 'latest~3'].map(found)).toEqual(
      ['-10', '-9', '', '-2'].map((suffix) => `${basename(first)}${suffix}`),
    );
  });

  it('is found by a file of any name, which is then its record', () => {
    fourRuns();
    writeFileSync('kept.json', '{}');
    expect(findRun('kept.json', runs)).toEqual({ folder: '.', record: 'kept.json' });
  });

  it('is not a folder of the project that has the name of a run', () => {
    fourRuns();
    mkdirSync('nightly');
    expect(found('nightly')).toBe('2026-03-03T10-00-00-nightly');
    mkdirSync('other');
    expect(refusal('other')[0]).toBe('other: is neither a file, a folder nor the name of a run');
    expect(findRun('./other', runs).folder).toBe('./other');
  });

  it('is found although it was killed, for its journal is there', () => {
    makeRun(runs, { startedAt: day(1), journal: 'cut-off', name: 'killed' });
    expect(found('latest')).toBe('2026-03-01T10-00-00-killed');
    expect(found('killed')).toBe('2026-03-01T10-00-00-killed');
  });
});

const allowed =
  'allowed: latest, latest~1 (the one before), a --name, name~1, the beginning of a folder name, or a path';

describe('a reference that finds nothing', () => {
  it('says so of an empty folder', () => {
    for (const reference of ['latest', 'latest~2']) {
      expect(refusal(reference)).toEqual([
        `${reference}: there is no run in .bench/runs`,
        'make one with bench run, or name its folder',
      ]);
    }
    for (const reference of ['nightly', 'nothing.json', 'some/where']) {
      expect(refusal(reference)).toEqual([
        `${reference}: is neither a file, a folder nor the name of a run`,
        `there is no run in .bench/runs; ${allowed}`,
      ]);
    }
  });

  it.each([
    [
      'goes back too far',
      'latest~7',
      ['latest~7: there are only 4 runs in .bench/runs', 'the oldest is latest~3'],
    ],
    [
      'goes back too far among those of a name',
      'nightly~2',
      ['nightly~2: there are only 2 runs of the name nightly in .bench/runs', 'the oldest is nightly~1'],
    ],
    [
      'begins several folders',
      '2026-03-03',
      [
        '2026-03-03: is the beginning of 2 runs: 2026-03-03T11-00-00-run, 2026-03-03T10-00-00-nightly',
        'give more of the name',
      ],
    ],
    [
      'counts back from a folder',
      '2026-03-02~1',
      ['2026-03-02~1: 2026-03-02 is no --name, and only latest and names count back with ~1', allowed],
    ],
    [
      'is a slip',
      'nihgtly',
      [
        'nihgtly: is neither a file, a folder nor the name of a run',
        `did you mean nightly? runs are kept in .bench/runs; ${allowed}`,
      ],
    ],
    [
      'is a slip of latest',
      'lastest~1',
      [
        'lastest~1: is neither a file, a folder nor the name of a run',
        `did you mean latest? runs are kept in .bench/runs; ${allowed}`,
      ],
    ],
    [
      'is a slip of a folder',
      '2026-03-02T10-00-01-run',
      [
        '2026-03-02T10-00-01-run: is neither a file, a folder nor the name of a run',
        `did you mean 2026-03-02T10-00-00-run? runs are kept in .bench/runs; ${allowed}`,
      ],
    ],
    [
      'is a path to nothing',
      'old/record.json',
      [
        'old/record.json: is neither a file, a folder nor the name of a run',
        `runs are kept in .bench/runs; ${allowed}`,
      ],
    ],
    ['is malformed', 'latest~x', ['latest~x: "x" is not a number of runs to go back', allowed]],
  ])(
    'because it %s says what was given, what comes near and what is allowed',
    (_why, reference, expected) => {
      fourRuns();
      expect(refusal(reference)).toEqual(expected);
    },
  );

  it('names a few of many folders that begin alike', () => {
    for (const n of [1, 2, 3, 4, 5, 6]) makeRun(runs, { startedAt: day(n) });
    expect(refusal('2026-03')[0]).toMatch(
      /^2026-03: is the beginning of 6 runs: 2026-03-06T\S+, 2026-03-05T\S+, 2026-03-04T\S+, 2026-03-03T\S+ and 2 more$/,
    );
  });
});
