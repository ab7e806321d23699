import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { capacitySchema } from '../../harness/capacity/report-schema.ts';
import { entry, Workplace } from '../helpers/cli.ts';
import { makeRun } from '../helpers/run-folders.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
  makeRun(join(place.folder, '.bench/runs'), { startedAt: '2025-03-01T10:00:00.000Z', name: 'nightly' });
});
afterEach(() => place.leave());

/** Commands of a text, each as it may be pasted; one may go over several lines. */
function commandsIn(text: string): readonly string[] {
  const lines = text.replaceAll(/ \\\n +/g, ' ').split('\n');
  return lines.map((line) => line.trim()).filter((line) => /^bench (run|capacity) -/.test(line));
}

/** Each is refused for one thing alone, which was added to it: all that is wrong is told at once. */
async function expectTaken(commands: readonly string[]): Promise<void> {
  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands) {
    const script = `${command.replace(/^bench/, '"$0" "$1"')} --budget refused`;
    const { exitCode, stderr } = await place.run('bash', ['-c', script, process.execPath, entry], {
      env: {},
    });
    expect(exitCode, command).toBe(2);
    expect(stderr.match(/^bench: .*/gm)).toEqual([expect.stringContaining('bench: --budget: ')]);
  }
}

describe('bench capacity <record>', () => {
  it('plans machines for a target, and measures nothing', async () => {
    const { exitCode, stdout, stderr } = await place.bench(
      ...[
        'capacity',
        'nightly',
        '--target-rps',
        '20k',
        '--growth',
        '2x',
        '--instance',
        'cores=2,memory=4GB,price=0.17',
      ],
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^capacity: 2025-03-01T10-00-00-nightly/);
    expect(stdout).toMatch(/\+ 1/);
    expect(stdout).toContain('limited by');
  });

  it('tells the same as JSON', async () => {
    const { exitCode, stdout } = await place.bench('capacity', 'latest', '--target-rps', '2000', '--json');
    expect(exitCode).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.plan.question).toMatchObject({ targetRps: 2000, headroom: 0.3, growth: 1 });
    expect(report.plan.answers.length).toBeGreaterThan(0);
    expect(report.models[0].model.refusals[0].code).toBe('few-levels');
    expect(report.checks[0]).toHaveProperty('little');
  });

  it('keeps to the modes and scenarios that are named', async () => {
    const { stdout } = await place.bench(
      ...['capacity', 'latest', '--modes', 'prefork', '--scenarios', 'cpu', '--json'],
    );
    const { sizes } = JSON.parse(stdout);
    expect(
      sizes.map(({ variant, scenario }: { variant: string; scenario: string }) => [variant, scenario]),
    ).toEqual([['prefork', 'cpu']]);
  });

  it('tells everything that is wrong at once', async () => {
    const { exitCode, stderr } = await place.bench(
      ...['capacity', 'latest', '--target-rps=-5', '--headroom', '120%', '--instance', 'memory=8GB'],
      ...['--slo', 'p99<1ms@c=8', '--modes', 'forked', '--seed', '1'],
    );
    expect(exitCode).toBe(2);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'bench: --seed: shapes a measurement, and latest was measured already',
      '       leave it out; without a record bench capacity measures',
      'bench: --target-rps: "-5" is out of bounds',
      '       allowed: 0.01 to 100000000 requests per second',
      'bench: --headroom: "120%" is not a share from 0 to 95 %',
      '       write 30%: part of the capacity that is kept free; of "120%" next to nothing would be left for requests',
      'bench: --instance: an instance needs its cores',
      '         memory=8GB',
      '                   ^',
      '       add cores=4',
      'bench: --slo: "p99<1ms@c=8" is of one level, and a plan seeks the level',
      '       leave the level out',
      'bench: --modes: mode "forked" was not measured',
      expect.stringContaining('prefork'),
    ]);
  });

  it('says what was the best where no level meets the objective, with exit code 3', async () => {
    const { exitCode, stdout } = await place.bench(
      'capacity',
      'latest',
      '--target-rps',
      '10',
      '--slo',
      'p50<0.001ms',
    );
    expect(exitCode).toBe(3);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /no level meets p50<0.001ms; the best was a p50 of .* at 1 connection/,
    );
  });

  it('refuses a plan without a record', async () => {
    const { exitCode, stderr } = await place.bench('capacity', '--target-rps', '2000');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--target-rps: is of a plan, which is made from a run, and none is named');
    expect(stderr).toContain('bench capacity latest --target-rps 2000');
  });

  it('refuses a record that has nothing to plan from, and names the run to make', async () => {
    makeRun(join(place.folder, '.bench/runs'), {
      startedAt: '2025-03-02T10:00:00.000Z',
      name: 'empty',
      edit: (record) => {
        record.summaries = [];
        record.slices = [];
        record.comparisons = [];
      },
    });
    const { exitCode, stderr } = await place.bench('capacity', 'empty', '--target-rps', '10');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('has no cell with a throughput, so nothing can be planned from it');
    expect(stderr).toContain('bench run --modes dev,prefork,threaded --scenarios json,cpu,wait');
    expect(stderr).toContain('--concurrency 1,2,4,8,16,32 --rounds 6 makes one that has');
    await expectTaken(commandsIn(stderr.replace(/ makes one that has$/m, '')));
  });

  it('names runs that bench takes as they stand, for what the record does not tell', async () => {
    const { exitCode, stdout } = await place.bench(
      ...['capacity', 'latest', '--target-rps', '10', '--slo', 'p99<60s'],
    );
    expect(exitCode).toBe(0);
    const commands = commandsIn(stdout);
    expect(commands.map((command) => command.split(' ')[1])).toEqual(['run', 'capacity', 'run']);
    await expectTaken(commands);
  });

  it('writes Markdown, CSV and JSON beside the record, and names them', async () => {
    const args = ['capacity', 'latest', '--target-rps', '2000', '--format'];
    const { exitCode, stdout } = await place.bench(...args, 'md,csv,json');
    expect(exitCode).toBe(0);
    const paths = stdout.trimEnd().split('\n');
    expect(paths.map((path) => basename(path))).toEqual(['capacity.md', 'capacity.csv', 'capacity.json']);
    const [md = '', csv = '', json = ''] = paths.map((path) =>
      readFileSync(join(place.folder, path), 'utf8'),
    );
    expect(md).toMatch(/^# Capacity: 2000 req\/s/);
    expect(csv).toMatch(/^run,target_rps,/);
    expect(capacitySchema.parse(JSON.parse(json)).plan?.question.targetRps).toBe(2000);
    const refused = await place.bench(...args, 'html,pdf');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr.split('\n')).toEqual([
      'bench: --format: a plan is not written as "html"',
      '       write md,csv,json; bench report latest --format html writes the run itself',
      'bench: --format: unknown format "pdf"',
      expect.stringContaining('llowed: md, csv, json'),
    ]);
  });

  it('has no colour where NO_COLOR says so', async () => {
    const { stdout } = await place.bench('capacity', 'latest', '--target-rps', '2000');
    expect(stdout).not.toContain('\u001b');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
