import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError, type UsageProblem } from '../../harness/model/failure.ts';
import { readSeveral } from '../../harness/runs/read-several.ts';
import { experimentResults } from '../helpers/record-experiments.ts';
import { gateRecord, gateTests } from '../helpers/record-gate.ts';
import { makeRun } from '../helpers/run-folders.ts';

let runs: string;
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'several-'));
});
afterEach(() => rmSync(runs, { recursive: true, force: true }));

const day = (n: number) => `2025-03-0${n}T10:00:00.000Z`;

async function problemsOf(...references: string[]): Promise<readonly UsageProblem[]> {
  const error = await readSeveral(references).catch((thrown: unknown) => thrown);
  if (!(error instanceof UsageError)) throw error;
  return error.problems;
}

describe('records that are to be shown together', () => {
  it('come in the order of time, however they were named', async () => {
    const folders = [3, 1, 2].map((n) => makeRun(runs, { startedAt: day(n) }));
    const read = await readSeveral(folders);
    expect(read.map(({ record }) => record.startedAt)).toEqual([day(1), day(2), day(3)]);
    expect(read.map(({ reference }) => reference)).toEqual([folders[1], folders[2], folders[0]]);
  });

  it('are refused with everything that is wrong: a file cut short, one that is missing, one named twice', async () => {
    const [one, other] = [makeRun(runs, { startedAt: day(1) }), makeRun(runs, { startedAt: day(2) })];
    const cut = join(makeRun(runs, { startedAt: day(3), name: 'cut' }), 'record.json');
    writeFileSync(cut, readFileSync(cut, 'utf8').slice(0, 9000));
    const missing = join(runs, 'missing');
    expect(await problemsOf(one, cut, other, missing, one)).toEqual([
      {
        where: cut,
        message: 'is not whole JSON: it was cut short or is no record',
        hint: 'name a record.json of a run',
      },
      expect.objectContaining({
        where: missing,
        message: 'is neither a file, a folder nor the name of a run',
      }),
      {
        where: one,
        message: 'is named twice (2025-03-01T10-00-00-run)',
        hint: 'name it once; bench history lists others',
      },
    ]);
  });

  it('are refused where one is a copy of another', async () => {
    const one = makeRun(runs, { startedAt: day(1) });
    mkdirSync(join(runs, 'copy'));
    const copy = join(runs, 'copy', 'mine.json');
    copyFileSync(join(one, 'record.json'), copy);
    const [problem] = await problemsOf(one, copy);
    expect(problem).toMatchObject({
      where: copy,
      message: `is the same record as ${one} (2025-03-01T10-00-00-run)`,
    });
  });

  it('are refused without a common cell, with the run to make', async () => {
    const one = makeRun(runs, {
      startedAt: day(1),
      edit(record) {
        record.summaries = record.summaries.filter(({ scenario }) => scenario === 'json');
      },
    });
    const other = makeRun(runs, {
      startedAt: day(2),
      edit(record) {
        record.summaries = record.summaries.filter(({ scenario }) => scenario === 'wait');
      },
    });
    expect(await problemsOf(one, other)).toEqual([
      {
        where: one,
        message:
          'shares no cell with the other record: it has 9 cells of dev, prefork and threaded in json, at 1, 8 and 32 connections',
      },
      {
        where: other,
        message:
          'shares no cell with the other record: it has 9 cells of dev, prefork and threaded in wait, at 1, 8 and 32 connections',
        hint: `a run with such cells is made as ${other} was: bench run --modes dev,prefork,threaded`,
      },
    ]);
  });

  it('name the one among many that shares no cell', async () => {
    const folders = [1, 2].map((n) => makeRun(runs, { startedAt: day(n) }));
    const stranger = makeRun(runs, {
      startedAt: day(3),
      edit(record) {
        for (const summary of record.summaries) summary.scenario = `other ${summary.scenario}`;
      },
    });
    const problems = await problemsOf(...folders, stranger);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      where: stranger,
      message: expect.stringMatching(/^shares no cell with the others: it has 27 cells of /),
      hint: `a run with the cells of the others is made as ${folders[1]} was: bench run --modes dev,prefork,threaded`,
    });
  });

  it('are refused where they were made for different things, and say what each holds', async () => {
    const run = makeRun(runs, { startedAt: day(1) });
    const gate = join(runs, 'gate.json');
    writeFileSync(gate, JSON.stringify(gateRecord([gateTests.passed, gateTests.failed])));
    const experiments = makeRun(runs, {
      startedAt: day(2),
      edit(record) {
        Object.assign(record, { rounds: [], slices: [], summaries: [], comparisons: [] });
        record.experiments = experimentResults();
      },
    });
    const problems = await problemsOf(run, gate, experiments);
    const [first, second] = problems;
    expect(first).toEqual({
      where: run,
      message:
        'holds 27 cells of dev, prefork and threaded in json, cpu and wait, at 1, 8 and 32 connections',
    });
    expect(second!.message).toMatch(/^holds the verdict of a gate \(Gate: .*\), 2 figures of two sides$/);
    expect(problems.at(-1)!.hint).toBe(
      'records of one report are made for one thing: name some of a kind; bench compare sets the cells of any two side by side',
    );
  });
});
