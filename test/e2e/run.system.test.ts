import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { levelValue } from '../../harness/model/level.ts';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { until, Workplace } from '../helpers/cli.ts';
import { expectMeasured } from '../helpers/verdict.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

const small = ['--modes', 'dev,prefork:workers=2', '--scenarios', 'json,wait', '--concurrency', '1,4'];

function recordOf(place: Workplace): RunRecord {
  const [folder = ''] = place.runs();
  return recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
}

/** Rounds that count: on a busy machine one may be left out and measured again. */
function kept(record: RunRecord): number[] {
  return record.rounds.filter((round) => round.discarded.length === 0).map((round) => round.round);
}

function journalLines(place: Workplace, type: string): number {
  const [folder] = existsSync(join(place.folder, '.bench/runs')) ? place.runs() : [];
  const path = join(folder ?? '', 'journal.jsonl');
  if (folder === undefined || !existsSync(path)) return 0;
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`{"type":"${type}"`)).length;
}

describe('bench run', () => {
  it('compares modes of the reference app on real servers, and leaves a record and a page', async () => {
    const { exitCode, stdout, stderr } = await place.bench('run', ...small, '--rounds', '6');
    expect(stderr).toContain('round 6 of 6: done');
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    const record = recordOf(place);
    expectMeasured(exitCode, record);
    expect(record.stop).toBe('rounds');
    expect(kept(record)).toHaveLength(6);
    expect(record.slices).toHaveLength(record.rounds.length * 2 * 2 * 2);
    expect(record.slices.filter((slice) => slice.failure !== null)).toEqual([]);
    const wait = record.comparisons.find(
      (c) =>
        c.scenario === 'wait' &&
        levelValue(c.level) === 4 &&
        c.metric === 'throughput' &&
        c.candidate !== c.baseline,
    );
    // One process blocks 50 ms per request; two do so side by side. Only a broken comparison would miss this.
    expect(wait?.ratio.point).toBeGreaterThan(1.7);
    expect(wait?.ratio.point).toBeLessThan(2.3);
    expect(wait?.verdict).toBe('improved');
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
    expect(kept(record)).toHaveLength(1);
    expect(record.slices).toHaveLength(record.rounds.length);
    expect(stderr.split('\n').filter((line) => !line.startsWith('.bench/runs/'))).toEqual([]);
  });

  it('measures scenarios that write, log in and mix, without a failed request', async () => {
    const { exitCode, stderr } = await place.bench(
      ...['run', '--modes', 'dev,prefork:workers=2', '--concurrency', '1,8', '--rounds', '1'],
      ...['--scenarios', 'db-read,db-write,session,static,upload,mix'],
    );
    expect(stderr).toContain('round 1 of 1: done');
    const record = recordOf(place);
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
      ...['--path', '/x', '--concurrency', '4', '--rounds', '2'],
    );
    expect(stderr).toContain('round 2 of 2: done');
    const record = recordOf(place);
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
        '2',
      ],
      ...['--engine', 'autocannon'],
    );
    expect(stderr).toContain('round 2 of 2: done');
    const record = recordOf(place);
    expectMeasured(exitCode, record);
    expect(record.plan.engine).toBe('autocannon');
  });
});

describe('a run that is interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s exits %i, keeps what it measured, and can be resumed', async (signal, code) => {
    const running = place.bench('run', ...small, '--rounds', '3');
    await until(() => journalLines(place, 'slice') >= 11, 'the second round has begun');
    running.kill(signal);
    const { exitCode, stderr } = await running;
    expect(stderr).toContain(`${signal}: stopping the servers and keeping what was measured`);
    expect(exitCode).toBe(code);
    expect(place.alive()).toEqual([]);
    const partial = recordOf(place);
    expect(partial.stop).toBe('interrupted');
    expect(partial.slices.length).toBeGreaterThanOrEqual(11);

    const report = await place.bench('report', 'latest');
    expect(report.exitCode).toBe(0);
    expect(report.stdout).toContain('json');

    const resumed = await place.bench('run', '--resume');
    expect(resumed.stderr).toContain('going on after 1 round');
    const whole = recordOf(place);
    expectMeasured(resumed.exitCode, whole);
    expect(whole.stop).toBe('rounds');
    expect(kept(whole)).toHaveLength(3);
    expect(whole.rounds.map((round) => round.round)).toEqual(whole.rounds.map((_, index) => index + 1));
    expect(whole.slices).toHaveLength(whole.rounds.length * 8);
    expect(whole.measuredSeconds).toBeGreaterThan(partial.measuredSeconds);
  });

  it('by SIGKILL leaves nothing alive either, and its journal is enough to go on', async () => {
    const running = place.bench('run', ...small, '--rounds', '2');
    await until(() => journalLines(place, 'round') >= 1, 'the first round is done');
    await until(() => place.alive().length > 4, 'servers of the second round are up');
    running.kill('SIGKILL');
    await running;
    await until(() => place.alive().length === 0, 'everything it started is gone', 20_000);
    const resumed = await place.bench('run', '--resume', 'latest');
    const record = recordOf(place);
    expectMeasured(resumed.exitCode, record);
    expect(kept(record)).toHaveLength(2);
  });
});

describe('a run that was measured elsewhere', () => {
  it('is not resumed', async () => {
    const only = ['--modes', 'dev', '--scenarios', 'json', '--concurrency', '2', '--rounds', '1'];
    await place.bench('run', ...only);
    const journal = join(place.runs()[0] ?? '', 'journal.jsonl');
    const text = readFileSync(journal, 'utf8');
    writeFileSync(journal, text.replace(/"cpuModel":"[^"]*"/, '"cpuModel":"Another CPU"'));
    const { exitCode, stderr } = await place.bench('run', '--resume', '--rounds', '2');
    expect(stderr).toMatch(/bench: --resume: .* was measured elsewhere; not alike: cpuModel\n/);
    expect(stderr).toContain('never merged: start a new run');
    expect(exitCode).toBe(2);
  });
});

/** Pids of processes of this test whose command line holds a word. */
function pidsOf(place: Workplace, word: string): number[] {
  return place.alive().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word);
    } catch {
      return false;
    }
  });
}

describe('a run in trouble', () => {
  it('goes on when a server is killed in the middle of a round', async () => {
    const running = place.bench('run', ...small, '--rounds', '3');
    await until(() => journalLines(place, 'slice') >= 1, 'slices are measured');
    const [victim] = pidsOf(place, 'servers/node/main/dev');
    process.kill(victim ?? 0, 'SIGKILL');
    const { exitCode } = await running;
    const record = recordOf(place);
    expect(kept(record)).toHaveLength(3);
    const failed = record.slices.filter((slice) => slice.failure?.reason === 'server-exited');
    expect(new Set(failed.map(({ round, variant }) => `${round} ${variant}`))).toEqual(new Set(['1 dev']));
    expect([0, 3]).toContain(exitCode);
  });

  it('goes on when the load generator is killed', async () => {
    const running = place.bench('run', ...small, '--rounds', '2');
    await until(() => journalLines(place, 'slice') >= 1, 'slices are measured');
    const [victim] = pidsOf(place, 'loader-main');
    process.kill(victim ?? 0, 'SIGKILL');
    const { exitCode } = await running;
    const record = recordOf(place);
    expect(kept(record)).toHaveLength(2);
    expect(record.slices.filter((slice) => slice.failure !== null).length).toBeLessThanOrEqual(1);
    expect([0, 3]).toContain(exitCode);
  });

  it('names a server that does not start, with its last words and how to start it by hand', async () => {
    const { exitCode, stderr, stdout } = await place.bench(
      ...[
        'run',
        '--cmd',
        `good=node -e "require('http').createServer((q,s)=>s.end()).listen(+process.argv[1],'127.0.0.1')" {port}`,
      ],
      ...['--cmd', `bad=node -e "throw new Error('no such module')" {port}`],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('bench: bad, start: the server ended by itself (exit code 1); its last words:');
    expect(stderr).toContain('no such module');
    expect(stderr).toContain(
      'To see what bad says, start it by hand:\n    node -e "throw new Error(\'no such module\')" 8123\nNothing was measured.\n',
    );
    expect(stdout).toBe('');
  });

  it('names a program that does not exist', async () => {
    const { exitCode, stderr } = await place.bench('run', '--cmd', 'x=no-such-program {port}');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('bench: x, start: there is no program "no-such-program" (ENOENT)');
  });

  it('names a server that never gets ready', async () => {
    const { exitCode, stderr } = await place.bench(
      ...['run', '--cmd', 'x=node -e "setInterval(()=>{},1000)" {port}', '--ready-timeout', '1s'],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('bench: x, start: not ready after 1.0 s (last seen: connection refused)');
  });
});
