import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa, execaSync } from 'execa';
import { build, HistogramLogReader } from 'hdr-histogram-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { levelKey } from '../../harness/model/level.ts';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { Workplace } from '../helpers/cli.ts';
import { readTable } from '../helpers/csv.ts';
import { readExposition } from '../helpers/openmetrics.ts';

const names = ['data.csv', 'slices.csv', 'comparisons.csv'] as const;
const python = execaSync('python3', ['--version'], { reject: false }).exitCode === 0;

/** One run that all tests read. */
let place: Workplace;
let folder: string;
let record: RunRecord;
let told: string;
beforeAll(async () => {
  place = await Workplace.create();
  const { exitCode, stderr } = await place.bench(
    ...['run', '--modes', 'dev,prefork:workers=2', '--scenarios', 'json,wait', '--concurrency', '1,4'],
    ...['--rounds', '2', '--format', 'csv,openmetrics,hdr'],
  );
  // On a machine that is busy with other things a scenario may be left without a valid comparison.
  expect([0, 3], stderr).toContain(exitCode);
  told = stderr;
  folder = place.runs()[0] ?? '';
  record = recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
});
afterAll(() => place.leave());

const read = (name: string) => readFileSync(join(folder, name), 'utf8');

/** Slices of the rounds that count. */
function keptSlices(): RunRecord['slices'] {
  const discarded = new Set(
    record.rounds.filter((one) => one.discarded.length > 0).map(({ round }) => round),
  );
  return record.slices.filter(({ round, failure }) => !discarded.has(round) && failure === null);
}

describe('bench run --format csv,openmetrics,hdr', () => {
  it('leaves its files beside the record, and names them: the many by their folder', () => {
    expect(readdirSync(folder).sort()).toEqual(
      ['journal.jsonl', 'record.json', 'summary.json', 'latency', 'metrics.txt', ...names].sort(),
    );
    const lines = told.split('\n').filter((line) => line.startsWith('.bench/runs/'));
    expect(lines.map((line) => line.split('/').slice(3).join('/'))).toEqual([
      ...['record.json', 'data.csv', 'slices.csv', 'comparisons.csv', 'metrics.txt', 'latency/'],
    ]);
  });

  it.skipIf(!python)('writes CSV that Python reads, to the same figures', async () => {
    for (const name of names) {
      const script = resolve(import.meta.dirname, '../helpers/read-csv.py');
      const { stdout } = await execa('python3', [script, join(folder, name)]);
      expect(JSON.parse(stdout), name).toEqual(readTable(read(name)));
    }
  });

  it('writes every figure and every slice of the record as CSV', () => {
    const data = readTable(read('data.csv'));
    const slices = readTable(read('slices.csv'));
    expect(slices).toHaveLength(record.slices.length);
    for (const cell of record.summaries) {
      const isOwn = (row: Record<string, string>) =>
        row.variant === cell.variant &&
        row.scenario === cell.scenario &&
        `c${row.level}` === levelKey(cell.level);
      const figure = data.filter(isOwn).find(({ metric }) => metric === 'throughput');
      expect(figure?.point).toBe(String(cell.metrics.throughput?.point));
      const counted = slices.filter((row) => isOwn(row) && row.discarded === 'false');
      const ok = counted.reduce((sum, row) => sum + Number(row.ok), 0);
      expect(ok).toBe(cell.requests.ok);
    }
    expect(readTable(read('comparisons.csv'))).toHaveLength(record.comparisons.length);
  });

  it('writes OpenMetrics with the figures of the record', () => {
    const families = readExposition(read('metrics.txt'));
    expect(families.get('modebench_run')?.samples[0]?.labels.run).toBe(record.id);
    const throughput = families.get('modebench_throughput_requests_per_second')?.samples ?? [];
    const times = families.get('modebench_response_time_seconds')?.samples ?? [];
    const usable = record.summaries.filter(({ validity }) => validity.status !== 'invalid');
    expect(throughput).toHaveLength(usable.length);
    for (const { variant, scenario, level, metrics } of usable) {
      const labels = { variant, scenario, level: levelKey(level) };
      expect(throughput).toContainEqual(
        expect.objectContaining({ labels, value: metrics.throughput?.point }),
      );
      const count = times.find(
        (one) => one.name.endsWith('_count') && JSON.stringify(one.labels) === JSON.stringify(labels),
      );
      const own = keptSlices().filter(
        (one) => one.variant === variant && one.scenario === scenario && levelKey(one.level) === labels.level,
      );
      expect(count?.value).toBe(own.reduce((sum, { load }) => sum + (load?.responses ?? 0), 0));
    }
  });

  it('writes logs that HdrHistogram reads, with the percentiles of the record', () => {
    for (const { variant, scenario, level, distribution, validity } of record.summaries) {
      const stem = `latency/${variant.replaceAll(/[:=]/g, '-')}_${scenario}`;
      const reader = new HistogramLogReader(read(`${stem}.hlog`));
      const added = build({ highestTrackableValue: 3.6e12, numberOfSignificantValueDigits: 4 });
      for (let one = reader.nextIntervalHistogram(); one !== null; one = reader.nextIntervalHistogram()) {
        if (one.tag === levelKey(level)) added.add(one);
      }
      expect(added.totalCount).toBe(distribution?.response.requests);
      const { p50 = null, max = null } = distribution?.response ?? {};
      if (p50 !== null) expect(added.getValueAtPercentile(50) / 1e6 / p50).toBeCloseTo(1, 3);
      if (max !== null) expect(added.maxValue / 1e6 / max).toBeCloseTo(1, 3);
      const told = validity.status !== 'invalid' && p50 !== null;
      if (told) expect(existsSync(join(folder, `${stem}_${levelKey(level)}.hgrm`))).toBe(true);
    }
  });
});

describe('bench report', () => {
  it('writes the same files again, wherever it is told to, and over its own', async () => {
    for (let time = 1; time <= 2; time++) {
      const { exitCode, stdout } = await place.bench(
        'report',
        'latest',
        '--format',
        'csv,hdr',
        '--out',
        'there',
      );
      expect(stdout.split('\n')).toEqual([...names.map((name) => `there/${name}`), 'there/latency/']);
      expect(exitCode).toBe(0);
    }
    for (const name of names)
      expect(readFileSync(join(place.folder, 'there', name), 'utf8')).toBe(read(name));
    expect(readdirSync(join(place.folder, 'there/latency'))).toEqual(readdirSync(join(folder, 'latency')));
  });

  it('does not write over a file of somebody else that has the name of an export', async () => {
    const mine = join(place.folder, 'mine');
    mkdirSync(mine);
    writeFileSync(join(mine, 'data.csv'), 'name,age\nme,7\n');
    writeFileSync(join(mine, 'metrics.txt'), 'my notes');
    const { exitCode, stderr } = await place.bench('report', 'latest', '--format', 'csv', '--out', 'mine');
    expect(stderr).toContain(
      'bench: --out: "mine/data.csv" is there already and was not written by bench: it is not overwritten\n' +
        '       name another folder, or move that file away',
    );
    expect(exitCode).toBe(2);
    expect(readdirSync(mine).sort()).toEqual(['data.csv', 'metrics.txt']);
    expect(readFileSync(join(mine, 'data.csv'), 'utf8')).toBe('name,age\nme,7\n');
  });

  it('says so where there is nothing to export', async () => {
    const empty = { ...record, rounds: [], slices: [], summaries: [], comparisons: [] };
    writeFileSync(join(place.folder, 'empty.json'), JSON.stringify(empty));
    const { exitCode, stdout, stderr } = await place.bench('report', 'empty.json', '--format', 'hdr');
    expect(stderr).toBe('nothing to write as hdr: no request was timed');
    expect(stdout).toBe('');
    expect(exitCode).toBe(0);
  });

  it('names the formats there are, in its help, in the list and where one is unknown', async () => {
    const all = ['html', 'md', 'png', 'json', 'csv', 'openmetrics', 'hdr', 'junit'];
    const { stdout: help } = await place.bench('report', '--help');
    expect(help).toContain(all.join(','));
    const { stdout: list } = await place.bench('list', '--json');
    expect(JSON.parse(list).formats.map(({ name }: { name: string }) => name)).toEqual(all);
    const { stderr, exitCode } = await place.bench('report', 'latest', '--format', 'cvs,parquet');
    expect(stderr).toContain(
      `--format: unknown format "cvs"\n       did you mean csv? Allowed: ${all.join(', ')}`,
    );
    expect(stderr).toContain(`--format: unknown format "parquet"\n       allowed: ${all.join(', ')}`);
    expect(exitCode).toBe(2);
  });
});
