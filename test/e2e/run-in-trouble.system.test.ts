import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until, Workplace } from '../helpers/cli.ts';
import { expectMeasured, keptRounds } from '../helpers/verdict.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

const servers = ['--modes', 'dev,prefork:workers=2', '--scenarios', 'json,wait'];
const small = [...servers, '--concurrency', '4'];
const slicesOfRound = 4;

describe('a run that is interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s exits %i, keeps what it measured, and can be resumed', async (signal, code) => {
    const running = place.bench('run', ...small, '--rounds', '2');
    await until(() => place.journalLines('slice') > slicesOfRound, 'the second round has begun');
    running.kill(signal);
    const { exitCode, stderr } = await running;
    expect(stderr).toContain(`${signal}: stopping the servers and keeping what was measured`);
    expect(exitCode).toBe(code);
    expect(place.alive()).toEqual([]);
    const partial = place.record();
    expect(partial.stop).toBe('interrupted');
    expect(partial.slices.length).toBeGreaterThan(slicesOfRound);

    const report = await place.bench('report', 'latest');
    expect(report.exitCode).toBe(0);
    expect(report.stdout).toContain('json');

    const resumed = await place.bench('run', '--resume');
    expect(resumed.stderr).toContain('going on after 1 round');
    const whole = place.record();
    expectMeasured(resumed.exitCode, whole);
    expect(whole.stop).toBe('rounds');
    expect(keptRounds(whole)).toHaveLength(2);
    expect(whole.rounds.map((round) => round.round)).toEqual(whole.rounds.map((_, index) => index + 1));
    expect(whole.slices).toHaveLength(whole.rounds.length * slicesOfRound);
    expect(whole.measuredSeconds).toBeGreaterThan(partial.measuredSeconds);
  });

  it('by SIGKILL leaves nothing alive either, and its journal is enough to go on', async () => {
    const running = place.bench('run', ...small, '--rounds', '2');
    await until(() => place.journalLines('round') >= 1, 'the first round is done');
    await until(() => place.alive().length > 4, 'servers of the second round are up');
    running.kill('SIGKILL');
    await running;
    await until(() => place.alive().length === 0, 'everything it started is gone');
    const resumed = await place.bench('run', '--resume', 'latest');
    const record = place.record();
    expectMeasured(resumed.exitCode, record);
    expect(keptRounds(record)).toHaveLength(2);
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

describe('a run in trouble', () => {
  it('goes on when a server is killed in the middle of a round', async () => {
    // At two levels, for there must be more to measure on it when it is killed.
    const running = place.bench('run', ...servers, '--concurrency', '1,4', '--rounds', '2');
    await until(() => place.journalLines('slice') >= 1, 'slices are measured');
    const [victim] = place.alivePids('servers/node/main/dev');
    process.kill(victim ?? 0, 'SIGKILL');
    const { exitCode } = await running;
    const record = place.record();
    expect(keptRounds(record)).toHaveLength(2);
    const failed = record.slices.filter((slice) => slice.failure?.reason === 'server-exited');
    expect(new Set(failed.map(({ round, variant }) => `${round} ${variant}`))).toEqual(new Set(['1 dev']));
    expect([0, 3]).toContain(exitCode);
  });

  it('goes on when the load generator is killed', async () => {
    const running = place.bench('run', ...small, '--rounds', '1');
    await until(() => place.journalLines('slice') >= 1, 'slices are measured');
    const [victim] = place.alivePids('loader-main');
    process.kill(victim ?? 0, 'SIGKILL');
    const { exitCode } = await running;
    const record = place.record();
    expect(keptRounds(record)).toHaveLength(1);
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
