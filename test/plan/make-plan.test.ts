import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import { levelValue } from '../../harness/model/level.ts';
import { planSchema } from '../../harness/model/plan.ts';
import { makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

const plan = (request: RunRequest) => makePlan(request, smallCatalogue, 7);

function problemsOf(request: RunRequest): string[] {
  try {
    plan(request);
  } catch (error) {
    if (error instanceof UsageError)
      return error.problems.map((p) => `${p.where}: ${p.message} | ${p.hint ?? ''}`);
    throw error;
  }
  return [];
}

describe('a plan', () => {
  it('is complete when nothing was asked for', () => {
    const made = plan({});
    expect(planSchema.parse(made)).toEqual(made);
    expect(made.variants.map((variant) => variant.label)).toEqual(['dev', 'prefork ×4', 'threaded ×4']);
    expect(made.scenarios.map((scenario) => scenario.name)).toEqual(['json', 'cpu', 'wait']);
    expect(made.levels.map((level) => levelValue(level))).toEqual([1, 8, 32]);
    expect(made).toMatchObject({
      baseline: 'dev',
      budgetSeconds: 90,
      rounds: { min: 6, max: null },
      seed: 7,
    });
  });

  it('takes sizes from the name of a mode before those of the whole run', () => {
    const made = plan({ modes: 'prefork,prefork:workers=8', workers: '2' });
    expect(made.variants.map(({ id, options }) => [id, options])).toEqual([
      ['prefork', { workers: 2 }],
      ['prefork:workers=8', { workers: 8 }],
    ]);
  });

  it('refers ratios to the mode that was named first', () => {
    expect(plan({ modes: 'threaded,dev' }).baseline).toBe('threaded');
  });

  it('has no budget when only a number of rounds was asked for', () => {
    expect(plan({ rounds: '3' })).toMatchObject({ budgetSeconds: null, rounds: { min: 3, max: 3 } });
    expect(plan({ rounds: '3', budget: '2m' })).toMatchObject({
      budgetSeconds: 120,
      rounds: { min: 3, max: 3 },
    });
  });

  it('compares commands at the paths that were named', () => {
    const made = plan({ cmd: ['old=node a.js {port}', 'new=node b.js {port}'], path: ['/', '/x?y=1'] });
    expect(made.variants.map(({ id, source }) => [id, source.kind])).toEqual([
      ['old', 'command'],
      ['new', 'command'],
    ]);
    expect(made.scenarios.map((scenario) => scenario.name)).toEqual(['GET /', 'GET /x?y=1']);
  });
});

describe('bad usage', () => {
  it.each<[string, RunRequest, string[]]>([
    [
      'an unknown mode',
      { modes: 'dev,treaded' },
      ['--modes: unknown mode "treaded" | did you mean threaded? Allowed: dev, prefork, threaded'],
    ],
    [
      'an unknown scenario',
      { scenarios: 'jsn' },
      ['--scenarios: unknown scenario "jsn" | did you mean json? Allowed: json, cpu, wait, plain'],
    ],
    ['no mode at all', { modes: ' , ' }, ['--modes: names nothing | the default is dev,prefork,threaded']],
    ['a mode named twice', { modes: 'dev,dev' }, ['--modes: "dev" is named twice | ']],
    [
      'a concurrency of zero',
      { concurrency: '0' },
      ['--concurrency: "0" is not a whole number from 1 to 10000 | '],
    ],
    [
      'a concurrency of letters',
      { concurrency: 'abc' },
      ['--concurrency: "abc" is not a whole number from 1 to 10000 | '],
    ],
    [
      'a falling range',
      { concurrency: '64..1' },
      ['--concurrency: "64..1" is not a rising range | write 1..64 for 1, 2, 4, … 64; allowed: 1 to 10000'],
    ],
    [
      'workers above a sane bound',
      { modes: 'prefork:workers=1000' },
      ['--modes prefork:workers=1000: workers: "1000" is not a whole number from 1 to 64 | '],
    ],
    [
      'workers of a run above it',
      { workers: '1000' },
      ['--workers: "1000" is not a whole number from 1 to 64 | '],
    ],
    [
      'workers where no mode has any',
      { modes: 'dev', workers: '2' },
      ['--workers: none of the named modes has workers | leave it out, or name a mode that has'],
    ],
    [
      'an unknown option of a mode',
      { modes: 'prefork:wokers=2' },
      [
        '--modes: "prefork:wokers=2": unknown option "wokers=2" | write prefork:workers=2; did you mean workers? Allowed: workers',
      ],
    ],
    [
      'a command without a port',
      { cmd: ['old=node a.js'] },
      [
        '--cmd: "old=node a.js" does not say where the port goes | put {port} where the command takes its port, or {socket} for the path of a unix socket; a free one is filled in',
      ],
    ],
    [
      'a command without a name',
      { cmd: ['node a.js {port}'] },
      [`--cmd: "node a.js {port}" has no name | write --cmd 'old=gunicorn -b 127.0.0.1:{port} wsgi:app'`],
    ],
    [
      'commands and modes together',
      { cmd: ['a=x {port}'], modes: 'dev', scenarios: 'json' },
      [
        '--modes: speaks of the reference app and cannot go with --cmd | leave one of them out',
        '--scenarios: speaks of the reference app and cannot go with --cmd | leave one of them out',
      ],
    ],
    [
      'a command with a port and a socket',
      { cmd: ['a=x {port} {socket}'] },
      [
        '--cmd: "a=x {port} {socket}" has both {port} and {socket}, and is asked at one of them | keep the one that it listens on',
      ],
    ],
    [
      'a host that is not this machine alone',
      { cmd: ['a=x {port}'], host: '192.168.0.1' },
      [
        expect.stringMatching(
          /^--host: "192\.168\.0\.1" is not a loopback address, .* add --allow-remote 192\.168\.0\.1$/,
        ),
      ],
    ],
    [
      'a host by name',
      { cmd: ['a=x {port}'], host: 'example.com' },
      [
        expect.stringMatching(
          /^--host: "example\.com" is not a loopback address, .* add --allow-remote example\.com$/,
        ),
      ],
    ],
    [
      'a host that is none',
      { cmd: ['a=x {port}'], host: 'localhost:80' },
      ['--host: "localhost:80" is not an address | allowed: 127.0.0.1, ::1, localhost'],
    ],
    [
      'a host that no command uses',
      { cmd: ['a=x {socket}'], host: '::1' },
      ['--host: is of no use: every --cmd listens on a unix socket | leave it out'],
    ],
    [
      'a command that listens elsewhere than on the host',
      { cmd: ['a=x -b 127.0.0.1:{port}'], host: '::1' },
      [
        '--cmd: "a=x -b 127.0.0.1:{port}" listens on 127.0.0.1, and --host says ::1 | write {host}:{port} in its place',
      ],
    ],
    [
      'certificates without TLS',
      { cmd: ['a=x {port}'], insecure: true },
      ['--insecure: speaks of certificates, and without --tls there are none | add --tls'],
    ],
    [
      'ways to reach the reference app',
      { host: '::1', tls: true, insecure: true },
      ['host', 'tls', 'insecure'].map(
        (flag) =>
          `--${flag}: needs --cmd: the reference app is served in plain HTTP on 127.0.0.1 | leave it out, or add --cmd`,
      ),
    ],
    [
      'a path without a command',
      { path: ['/'] },
      ['--path: needs --cmd: the reference app is loaded by --scenarios | leave it out, or add --cmd'],
    ],
    [
      'a budget that is none',
      { budget: 'soon' },
      ['--budget: "soon" is not a length of time | write 90s, 3m or 1h'],
    ],
    [
      'a budget out of bounds',
      { budget: '1ms' },
      ['--budget: "1ms" is out of bounds | allowed: 5s to 86400s'],
    ],
    [
      'a precision of nothing',
      { precision: '0%' },
      ['--precision: "0%" is not a share between 0 and 1 | write 5% or 0.05'],
    ],
    [
      'an unknown engine',
      { engine: 'wrk' },
      ['--engine: unknown engine "wrk" | allowed: native, autocannon'],
    ],
    [
      'a name that is a path',
      { name: '../x' },
      ['--name: "../x" cannot name a folder | use letters, digits, . _ - (at most 64)'],
    ],
  ])('names %s', (_what, request, expected) => {
    expect(problemsOf(request)).toEqual(expected);
  });

  it('is reported all at once', () => {
    expect(
      problemsOf({ modes: 'foo', scenarios: 'bar', concurrency: '0', budget: 'x', seed: '-1' }),
    ).toHaveLength(5);
  });
});

describe('how commands are reached', () => {
  const sources = (request: RunRequest) => plan(request).variants.map(({ source }) => source);

  it('is over plain HTTP on 127.0.0.1, of which the record says nothing', () => {
    expect(sources({ cmd: ['a=x {port}'] })).toEqual([{ kind: 'command', command: 'x {port}' }]);
  });

  it('is what the flags and the command say', () => {
    expect(sources({ cmd: ['a=x {port}', 'b=y {socket}'], host: '[::1]', tls: true })).toEqual([
      { kind: 'command', command: 'x {port}', host: '::1', tls: { insecure: false } },
      { kind: 'command', command: 'y {socket}', socket: true, tls: { insecure: false } },
    ]);
    expect(sources({ cmd: ['a=x {port}'], host: 'localhost', tls: true, insecure: true })).toEqual([
      { kind: 'command', command: 'x {port}', host: 'localhost', tls: { insecure: true } },
    ]);
  });

  it('is at any loopback address', () => {
    for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost'])
      expect(sources({ cmd: ['a=x {port}'], host })).toMatchObject([{ host }]);
  });
});

describe('the ladder of concurrency', () => {
  it('doubles from the first to the last of a range', () => {
    expect(plan({ concurrency: '1..64' }).levels.map((level) => levelValue(level))).toEqual([
      1, 2, 4, 8, 16, 32, 64,
    ]);
    expect(plan({ concurrency: '3..10,1' }).levels.map((level) => levelValue(level))).toEqual([1, 3, 6, 10]);
  });

  it('rises without repeats, whatever order it was written in', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 20 }),
        (levels) => {
          const written = [...levels, levels[0]].join(',');
          const made = plan({ concurrency: written }).levels.map((level) => levelValue(level));
          expect(made).toEqual([...levels].sort((a, b) => a - b));
        },
      ),
    );
  });

  it('never lets text through that is no ladder', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^\s*\d+(\.\.\d+)?\s*(,\s*\d+(\.\.\d+)?\s*)*$/.test(text));
        expect(problemsOf({ concurrency: text }).length).toBeGreaterThan(0);
      }),
    );
  });
});
