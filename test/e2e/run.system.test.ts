import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordSchema } from '../../harness/model/record.ts';
import { Workplace } from '../helpers/cli.ts';
import { expectMeasured, isTold, keptRounds } from '../helpers/verdict.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

const small = ['--modes', 'dev,prefork:workers=2', '--scenarios', 'json,wait', '--concurrency', '4'];

describe('bench run', () => {
  it('compares modes of the reference app on real servers, and leaves a record and a page', async () => {
    const { exitCode, stdout, stderr } = await place.bench('run', ...small, '--rounds', '6');
    expect(stderr).toContain('round 6 of 6: done');
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    const record = place.record();
    expectMeasured(exitCode, record);
    expect(record.stop).toBe('rounds');
    expect(keptRounds(record)).toHaveLength(6);
    expect(record.slices).toHaveLength(record.rounds.length * 2 * 2);
    expect(record.slices.filter((slice) => slice.failure !== null)).toEqual([]);
    const wait = record.comparisons.find(
      (c) => c.scenario === 'wait' && c.metric === 'throughput' && c.candidate !== c.baseline,
    );
    // One process blocks 50 ms per request; two do so side by side. Only a broken comparison would miss this.
    if (isTold(record, 'wait')) {
      expect(wait?.ratio.point).toBeGreaterThan(1.7);
      expect(wait?.ratio.point).toBeLessThan(2.3);
      expect(wait?.verdict).toBe('improved');
    }
    expect(readdirSync(place.runs()[0] ?? '').sort()).toEqual([
      'journal.jsonl',
      'record.json',
      'report.html',
      'summary.json',
    ]);
    for (const { metrics } of record.summaries) {
      expect(metrics.footprint?.point).toBeGreaterThan(10e6);
      expect(metrics.cpuPerRequest?.point).toBeGreaterThan(0);
    }
  });

  it('prints nothing but the record with --json, and nothing on stderr with --quiet', async () => {
    const { stdout, stderr, exitCode } = await place.bench(
      ...[
        'run',
        '--modes',
        'dev',
        '--scenarios',
        'json',
        '--concurrency',
        '2',
        '--rounds',
        '1',
        '--json',
        '--quiet',
      ],
    );
    const record = recordSchema.parse(JSON.parse(stdout));
    expectMeasured(exitCode, record);
    expect(keptRounds(record)).toHaveLength(1);
    expect(record.slices).toHaveLength(record.rounds.length);
    expect(stderr.split('\n').filter((line) => !line.startsWith('.bench/runs/'))).toEqual([]);
  });

  it('measures scenarios that write, log in and mix, without a failed request', async () => {
    const { exitCode, stderr } = await place.bench(
      ...['run', '--modes', 'dev,prefork:workers=2', '--concurrency', '1,8', '--rounds', '1'],
      ...['--scenarios', 'db-read,db-write,session,static,upload,mix'],
    );
    expect(stderr).toContain('round 1 of 1: done');
    const record = place.record();
    expectMeasured(exitCode, record);
    const { rounds, slices } = record;
    expect(slices).toHaveLength(rounds.length * 6 * 2 * 2);
    for (const { load, failure, scenario } of slices) {
      expect(failure).toBeNull();
      expect(load?.samples, scenario).toEqual([]);
      expect(load?.sent).toBe(load?.ok);
      expect(load?.ok).toBeGreaterThan(0);
    }
    // Log-ins, each of two requests and one hash of a password, are no part of what is measured.
    const session = slices.filter((slice) => slice.scenario === 'session');
    for (const { load } of session) expect(Object.keys(load?.statuses ?? {})).toEqual(['200']);
  });

  it('compares commands that know nothing of us', async () => {
    // Each answer takes a while, for else the generator might be what is measured.
    const answer = `setTimeout(() => s.end('hi'), 10)`;
    const server = `require('http').createServer((q,s)=>${answer}).listen(+process.argv[1],'127.0.0.1')`;
    const { exitCode, stderr } = await place.bench(
      ...['run', '--cmd', `a=node -e "${server}" {port}`, '--cmd', `b=node -e "${server}" {port}`],
      ...['--path', '/x', '--concurrency', '4', '--rounds', '1'],
    );
    expect(stderr).toContain('round 1 of 1: done');
    const record = place.record();
    expectMeasured(exitCode, record);
    expect(record.summaries.map(({ variant, scenario }) => `${variant} ${scenario}`).sort()).toEqual([
      'a /x',
      'b /x',
    ]);
    expect(record.summaries.every((cell) => cell.requests.ok > 10)).toBe(true);
  });

  it('checks itself against autocannon', async () => {
    const { exitCode, stderr } = await place.bench(
      ...[
        'run',
        '--modes',
        'dev,prefork:workers=2',
        '--scenarios',
        'json',
        '--concurrency',
        '4',
        '--rounds',
        '1',
      ],
      ...['--engine', 'autocannon'],
    );
    expect(stderr).toContain('round 1 of 1: done');
    const record = place.record();
    expectMeasured(exitCode, record);
    expect(record.plan.engine).toBe('autocannon');
  });
});
