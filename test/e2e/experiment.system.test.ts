import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { until, Workplace } from '../helpers/cli.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

function recordOf(): RunRecord {
  const [folder = ''] = place.runs();
  return recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
}

function journalActs(): number {
  const [folder] = existsSync(join(place.folder, '.bench/runs')) ? place.runs() : [];
  const path = join(folder ?? '', 'journal.jsonl');
  if (folder === undefined || !existsSync(path)) return 0;
  return readFileSync(path, 'utf8').split('\n{"type":"act"').length - 1;
}

const modes = ['--modes', 'dev,prefork:workers=2'];

describe('bench experiment', () => {
  it('does what is named to each mode, and leaves a record and a page that can be rendered again', async () => {
    const { exitCode, stdout, stderr } = await place.bench(
      ...['experiment', 'overlap', 'recover:master', ...modes, '--format', 'html,md,png,json'],
    );
    expect(stderr).toContain('1 of 4 · dev · recover master: the master is killed, where there is one …');
    expect(stderr).toContain('  not applicable: It has no master.');
    expect(exitCode).toBe(0);
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    const record = recordOf();
    expect(record.stop).toBe('done');
    expect([record.rounds, record.slices, record.summaries, record.comparisons]).toEqual([[], [], [], []]);
    expect(
      record.experiments.map(({ variant, experiment, act, outcome }) => [
        variant,
        experiment,
        act,
        outcome.kind,
      ]),
    ).toEqual([
      ['dev', 'recover', 'master', 'not-applicable'],
      ['dev', 'overlap', 'two', 'done'],
      ['prefork:workers=2', 'recover', 'master', 'done'],
      ['prefork:workers=2', 'overlap', 'two', 'done'],
    ]);
    for (const format of [[], ['--format', 'html,md,png']]) {
      const report = await place.bench('report', 'latest', ...format);
      expect(report.stderr).toBe('');
      expect(report.exitCode).toBe(0);
    }
    const resumed = await place.bench('run', '--resume');
    expect(resumed.stderr).toContain('holds experiments, which are done once and not resumed');
    expect(resumed.exitCode).toBe(2);
  });

  it('prints nothing but the record with --json, and nothing on stderr with --quiet', async () => {
    const args = ['experiment', 'overlap', '--modes', 'dev', '--json', '--quiet'];
    const { stdout, stderr, exitCode } = await place.bench(...args);
    expect(exitCode).toBe(0);
    expect(recordSchema.parse(JSON.parse(stdout)).experiments).toMatchObject([
      { outcome: { kind: 'done', findings: { overlaps: false } } },
    ]);
    expect(stderr.split('\n').filter((line) => !line.startsWith('.bench/runs/'))).toEqual([]);
  });

  it('exits 3 when nothing it was asked for makes sense', async () => {
    const { exitCode } = await place.bench('experiment', 'fairness', 'recover:worker', '--modes', 'dev');
    expect(exitCode).toBe(3);
  });

  it('says everything that is wrong at once', async () => {
    const { exitCode, stderr } = await place.bench(
      ...['experiment', 'recovr', 'overlap:tow', '--modes', 'prefrok', '--format', 'pdf'],
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'bench: <experiment>: unknown experiment "recovr"\n       did you mean recover?',
    );
    expect(stderr).toContain(
      'bench: <experiment>: "overlap:tow": unknown act "tow"\n       did you mean two?',
    );
    expect(stderr).toContain('bench: --modes: unknown mode "prefrok"\n       did you mean prefork?');
    expect(stderr).toContain('bench: --format: unknown format "pdf"');
  });

  it('can be looked up in bench list', async () => {
    const { stdout } = await place.bench('list');
    expect(stdout).toContain('experiments\n  recover');
    expect(stdout).toContain('recover:worker  one worker is killed');
    const listed = JSON.parse((await place.bench('list', '--json')).stdout) as { experiments: unknown[] };
    expect(listed.experiments).toContainEqual(
      expect.objectContaining({ name: 'overlap', acts: { two: 'two requests that block 300 ms' } }),
    );
  });

  it('needs a name', async () => {
    const { exitCode, stderr } = await place.bench('experiment');
    expect(stderr).toContain("missing required argument 'name'");
    expect(exitCode).toBe(2);
  });
});

describe('experiments that are interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s exit %i and keep what was found', async (signal, code) => {
    const running = place.bench('experiment', 'overlap', 'recover', '--modes', 'prefork:workers=2,dev');
    await until(() => journalActs() >= 1, 'the first act is done');
    running.kill(signal);
    const { exitCode, stderr } = await running;
    expect(stderr).toContain(`${signal}: stopping the servers and keeping what was measured`);
    expect(exitCode).toBe(code);
    expect(place.alive()).toEqual([]);
    const record = recordOf();
    expect(record.stop).toBe('interrupted');
    expect(record.experiments.length).toBeGreaterThanOrEqual(1);
    expect(record.experiments.length).toBeLessThan(8);
  });

  it('by SIGKILL leave nothing alive, and a journal with what was found', async () => {
    const running = place.bench('experiment', 'overlap', 'recover', '--modes', 'prefork:workers=2,dev');
    await until(() => journalActs() >= 1, 'the first act is done');
    await until(() => place.alive().length > 4, 'servers of the next act are up');
    running.kill('SIGKILL');
    await running;
    await until(() => place.alive().length === 0, 'everything it started is gone', 20_000);
    expect(journalActs()).toBeGreaterThanOrEqual(1);
  });
});
