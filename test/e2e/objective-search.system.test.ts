import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSearching } from '../../harness/model/plan.ts';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { searchRecordOf } from '../../harness/stats/search/results.ts';
import { until, Workplace } from '../helpers/cli.ts';

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

/** The server carries 100 requests per second: what is told may be less on a busy machine, and is never much more. */
function expectNoWrongFigure(record: RunRecord): void {
  for (const { outcome, rate, limit } of record.search?.results ?? []) {
    expect(rate ?? 0).toBeLessThan(outcome === 'found' ? 110 : 140);
    if (limit !== null) expect(limit.low).toBeLessThanOrEqual(limit.high);
    if (outcome === 'none' || outcome === 'unknown') expect(rate).toBeNull();
  }
}

/** What a search ends with, by what it found. */
function codeOf({ search: found, stop }: RunRecord): number {
  const results = found?.results ?? [];
  if (stop === 'interrupted') return 130;
  if (results.some(({ outcome }) => outcome === 'none')) return 99;
  return results.some(({ rate }) => rate === null) ? 3 : 0;
}

describe('bench capacity --slo', () => {
  it('seeks the highest rate that a server carries, tells how it goes, and keeps it in the record', async () => {
    const { exitCode, stdout, stderr } = await search('--slo', 'p99<250ms,errors<5%', '--budget', '30s');
    const record = recordOf();
    const { plan, rounds, slices } = record;
    const [result] = record.search?.results ?? [];
    expect(record.command.slice(0, 3)).toEqual(['capacity', '--cmd', queue[1]]);
    expect(isSearching(plan) && searchRecordOf(plan, rounds, slices)).toEqual(record.search);
    expect(exitCode, stderr).toBe(codeOf(record));
    expectNoWrongFigure(record);
    expect(stderr).toContain('queue: the highest rate is sought, 30 s at most');
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain('capacity: p99 < 250 ms, failures < 5 %');
    expect(text).toContain('requests per second that are carried');
    expect(text).toMatch(
      /queue: (at least |not confirmed: )?[\d.]+ req\/s: it held there in \d+ of \d+ run|queue: cannot be told|queue: at no rate/,
    );
    if (result?.outcome === 'unconfirmed')
      expect(text).toMatch(
        /; missing: .*; (the budget was spent: raise --budget|the machine was too disturbed)/,
      );
    const [folder = ''] = place.runs();
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain('## Capacity');
    const history = await place.bench('history');
    expect(history.stdout.replace(/\s+/g, ' ')).toMatch(/: queue (carries|meets|has no rate)/);
    // A record tells the same again.
    expect(
      (await place.bench('report', 'latest', '--format', 'html,csv,json,junit,openmetrics')).exitCode,
    ).toBe(0);
    expect(readFileSync(join(folder, 'searches.csv'), 'utf8')).toContain(',queue,');
    expect(readFileSync(join(folder, 'report.junit.xml'), 'utf8')).toContain('<testsuite name="capacity"');
    expect(place.alive()).toEqual([]);
  });

  it('goes on where it was interrupted, and leaves nothing meanwhile', async () => {
    const running = search('--slo', 'p99<250ms,errors<5%', '--budget', '10m');
    await until(() => place.journalLines('round') >= 2, 'a run at a rate is done');
    await until(() => place.alive().length > 0, 'a server of the next round is up');
    running.kill('SIGINT');
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(130);
    expect(stdout.replace(/\s+/g, ' ')).toContain('`bench run --resume` goes on with it');
    await until(() => place.alive().length === 0, 'all processes are gone');
    const before = recordOf();

    const rounds = await place.bench('run', '--resume', '--rounds', '9');
    expect(rounds.exitCode).toBe(2);
    expect(rounds.stderr).toMatch(
      /--rounds: \S+-capacity is a search for capacity, which measures until it can tell\n {7}give it more time: --budget 10m/,
    );
    const seconds = Math.ceil(before.measuredSeconds) + 10;
    const resumed = await place.bench('run', '--resume', '--budget', `${seconds}s`);
    const after = recordOf();
    expect(resumed.stderr).toMatch(/going on after \d+ rounds?/);
    expect(after.rounds.slice(0, before.rounds.length)).toEqual(before.rounds);
    expect(after.measuredSeconds).toBeGreaterThan(before.measuredSeconds);
    expect(after.plan.budgetSeconds).toBe(seconds);
    const runs = (record: RunRecord) => record.search?.results[0]?.runs ?? [];
    // What the unfinished round had shown is measured again.
    const kept = runs(before).filter(({ round }) => before.rounds.some((one) => one.round === round));
    expect(runs(after).slice(0, kept.length)).toEqual(kept);
    expect(resumed.exitCode, resumed.stderr).toBe(codeOf(after));
    expectNoWrongFigure(after);
    expect(place.alive()).toEqual([]);
  });

  it('says what was the best where nothing meets the objective, and fails', async () => {
    const { exitCode, stdout, stderr } = await search('--slo', 'p50<5ms', '--budget', '25s');
    const [result] = recordOf().search?.results ?? [];
    expect(['none', 'generator', 'unknown']).toContain(result?.outcome);
    expect(exitCode, stderr).toBe(result?.outcome === 'none' ? 99 : 3);
    expect(result?.rate).toBeNull();
    if (result?.outcome === 'none')
      expect(stdout.replace(/\s+/g, ' ')).toMatch(
        /at no rate: the best was at [\d.]+ req\/s(, the lowest rate tried)?: p50 was [\d.]+ ms/,
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
