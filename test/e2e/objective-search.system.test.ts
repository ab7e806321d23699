import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSearching } from '../../harness/model/plan.ts';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { searchRecordOf } from '../../harness/stats/search/results.ts';
import { Workplace } from '../helpers/cli.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

const file = resolve(import.meta.dirname, '../helpers/queue-server.mjs');
/** Carries 100 requests per second: two workers that take 20 ms each. */
const queue = ['--cmd', `queue=node ${file} {port} workers=2 service=20`];
const search = (...args: readonly string[]) =>
  place.bench('capacity', ...queue, '--no-config', '--format', 'md', ...args);

function recordOf(): RunRecord {
  const [folder] = place.runs();
  if (folder === undefined) throw new Error('there is no record');
  return recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
}

describe('bench capacity --slo', () => {
  it('seeks the highest rate that a server carries, tells how it goes, and keeps it in the record', async () => {
    const { exitCode, stdout, stderr } = await search('--slo', 'p99<250ms,errors<5%', '--budget', '60s');
    const record = recordOf();
    const { plan, rounds, slices } = record;
    const [result] = record.search?.results ?? [];
    expect(record.command.slice(0, 3)).toEqual(['capacity', '--cmd', queue[1]]);
    expect(isSearching(plan) && searchRecordOf(plan, rounds, slices)).toEqual(record.search);
    expect(exitCode, stderr).toBe(result?.rate == null ? 3 : 0);
    // Half of what it serves to many connections is tried first, and no machine is so busy that all of it fails.
    expect(result?.runs.length).toBeGreaterThanOrEqual(2);
    expect(result?.servedPerSecond).toBeGreaterThan(20);
    expect(result?.rate ?? 50).toBeLessThan(140);
    expect(stderr).toContain('queue: the highest rate is sought, 60 s at most');
    expect(stderr).toMatch(/ · queue: begins with [\d.]+ req\/s/);
    expect(stderr).toMatch(/ · queue: [\d.]+ (held|did not hold|was the generator’s limit); /);
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain('capacity: p99 < 250 ms, failures < 5 %');
    expect(text).toContain('requests per second that are carried');
    expect(text).toMatch(
      /queue: (at least )?[\d.]+ req\/s: it held there in \d+ of \d+ run|queue: cannot be told/,
    );
    const [folder = ''] = place.runs();
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain('## Capacity');
    // A record tells the same again.
    expect(
      (await place.bench('report', 'latest', '--format', 'html,csv,json,junit,openmetrics')).exitCode,
    ).toBe(0);
    expect(place.alive()).toEqual([]);
  });

  it('says what was the best where nothing meets the objective, and fails', async () => {
    const { exitCode, stdout, stderr } = await search('--slo', 'p50<5ms', '--budget', '60s');
    const [result] = recordOf().search?.results ?? [];
    expect(['none', 'generator', 'unknown']).toContain(result?.outcome);
    expect(exitCode, stderr).toBe(result?.outcome === 'none' ? 99 : 3);
    expect(result?.rate).toBeNull();
    if (result?.outcome === 'none')
      expect(stdout.replace(/\s+/g, ' ')).toMatch(
        /at no rate: the best was at [\d.]+ req\/s, .*: p50 was [\d.]+ ms/,
      );
  });

  it('says what is lacking or wrong before anything starts', async () => {
    const { exitCode, stderr } = await search('--slo', 'p99<250ms@c=16');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('names a level, and the rate is what is sought');
    const none = await search();
    expect(none.exitCode).toBe(2);
    expect(none.stderr).toContain('--slo: is needed: what is to hold at the rate that is sought');
    expect(existsSync(join(place.folder, '.bench'))).toBe(false);
  });
});
