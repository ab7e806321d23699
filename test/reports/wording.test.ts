import { describe, expect, it } from 'vitest';
import { program } from '../../harness/cli/program.ts';
import type { ValidityReason } from '../../harness/model/estimate.ts';
import type { Failure } from '../../harness/model/failure.ts';
import { findingText, measuredText } from '../../reports/wording/claims.ts';
import { shellCommand } from '../../reports/wording/command.ts';
import { failureLine, failureText } from '../../reports/wording/failure.ts';
import { needTexts } from '../../reports/wording/missing.ts';
import { placesText } from '../../reports/wording/places.ts';
import type { Asked } from '../../reports/wording/remedy.ts';
import { reasonsText, reasonText } from '../../reports/wording/validity.ts';
import { plainLoad } from '../helpers/plan-load.ts';

/** Every reason with its words. */
const worded: [ValidityReason, string][] = [
  [
    { code: 'failures', share: 0.024, bound: 0.01, kinds: { timeout: 20, reset: 4, connect: 0 } },
    '2.4 % of 1000 requests failed (timed out: 20; connection broken: 4); at most 1.0 % may',
  ],
  [{ code: 'server-failed', detail: 'exit code 3' }, 'the server failed: exit code 3'],
  [
    { code: 'hook-failed', detail: 'setup of scenario cart: Error: no at bench.config.ts:3' },
    'a hook of the configuration failed: setup of scenario cart: Error: no at bench.config.ts:3',
  ],
  [
    { code: 'request-hook', share: 0.14, bound: 0.1 },
    "the request hook took 14 % of the load generator's time (bound 10 %): response times hold what requests and answers waited for it",
  ],
  [{ code: 'no-answers' }, 'no request had a right answer'],
  [{ code: 'accounting', sent: 10, accounted: 9 }, '10 requests were sent, but 9 accounted for'],
  [
    { code: 'little', inFlight: 12.06, expected: 8 },
    'throughput × response time gives 12.1 requests in flight, for 8 connections',
  ],
  [
    { code: 'little', inFlight: 1.98, expected: 2.4, counted: true },
    'response times give 1.98 requests in flight on average, where 2.40 were counted',
  ],
  [{ code: 'slow-clients', failed: 12, ended: 40 }, '12 of 40 requests of the slow clients failed'],
  [
    { code: 'generator-cpu', share: 0.97, bound: 0.95 },
    'the load generator was busy for 0.97 of a core (bound 0.95): throughput is a lower bound, response times include its queue',
  ],
  [
    { code: 'event-loop', utilization: 0.96, bound: 0.95 },
    "the load generator's event loop was busy for 0.96 of the time (bound 0.95)",
  ],
  [
    { code: 'near-generator-floor', p50Ms: 0.31, floorMs: 0.2 },
    "p50 0.310 ms is near the 0.200 ms of a server that does nothing: response times are partly the generator's, throughput is usable",
  ],
  [{ code: 'few-rounds', rounds: 3, needed: 6 }, 'few rounds: 3, where an exact interval needs 6'],
  [
    { code: 'wide-interval', halfWidth: 0.14, bound: 0.05 },
    'wide interval: ±14 % of the figure (bound ±5.0 %)',
  ],
  [{ code: 'unsteady' }, 'no steady state was reached while warming up'],
  [{ code: 'saturated', since: 8 }, 'saturated since 8 connections: it climbed no further'],
  [
    { code: 'disturbed', discarded: 3, rounds: 9 },
    '3 of 9 rounds left out because the machine was disturbed',
  ],
];

const asked: Asked = {
  plan: { engine: 'native', ...plainLoad },
  cores: 2,
  level: { kind: 'closed', concurrency: 8 },
  lowerBound: false,
};
const rate: Asked['level'] = {
  kind: 'open',
  rate: 400,
  arrivals: 'constant',
  connections: 256,
  overflow: 'queue',
  queueLimit: 1000,
};
const context = { sent: 1000, wrongStatuses: [], serve: 'bench serve dev', asked };
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('reasons of validity', () => {
  it.each([
    [[404, 500], 'ask for a path and method that it has: mend the scenario, or `--path`'],
    [
      [401],
      'it wants to know who asks: send a header, or log in by a step with `once: true` and `cookies: true`',
    ],
    [[422], 'the request lacks something that it wants: a query, a header or a body'],
    [[429], 'it limits how much a client may ask: lift that limit while measuring'],
    [[500], 'start it by hand with `bench serve dev` and read what it prints, or measure fewer connections'],
  ])('knows what to try when requests fail with status %j', (wrongStatuses, remedy) => {
    const reason: ValidityReason = { code: 'failures', share: 1, bound: 0.01, kinds: { status: 9 } };
    const level: Asked['level'] = { kind: 'closed', concurrency: 8 };
    expect(reasonText(reason, { ...context, wrongStatuses, asked: { ...asked, level } }).remedy).toBe(remedy);
  });

  it('names the statuses that were not expected before how many there were', () => {
    const reason: ValidityReason = {
      code: 'failures',
      share: 1,
      bound: 0.01,
      kinds: { status: 405, timeout: 2 },
    };
    const { text } = reasonText(reason, { ...context, sent: 405, wrongStatuses: [404, 500] });
    expect(plain(text)).toBe(
      '100 % of 405 requests failed (status 404, 500: 405; timed out: 2); at most 1.0 % may',
    );
    expect(plain(reasonText(reason, context).text)).toContain('(wrong status: 405; timed out: 2)');
  });

  it.each<[ValidityReason, string]>(worded)('words $code and says what to try', (reason, text) => {
    const worded = reasonText(reason, context);
    expect(plain(worded.text)).toBe(text);
    expect(worded.remedy.length).toBeGreaterThan(10);
  });
});

/** Every reason that open levels, calibration and several loaders brought, with its words. */
const wordedOfOpen: [ValidityReason, string][] = [
  [
    { code: 'loop-delay', p99Ms: 12, boundMs: 10 },
    "the load generator's event loop came 12.0 ms late (p99; bound 10.0 ms): response times hold that delay",
  ],
  [
    { code: 'generator-ceiling', perSecond: 4960, ceilingPerSecond: 6200, share: 0.8, bound: 0.5 },
    'the load generator sent 4960 req/s, 80 % of the 6200 that it reaches on this machine (bound 50 %): throughput is a lower bound',
  ],
  [
    { code: 'schedule', offered: 1000, sent: 900, bound: 0.99 },
    'the load generator sent 900 of 1000 requests that were due (at least 99 % must be sent): the server met less load than its level says',
  ],
  [
    { code: 'send-lag', p99Ms: 4.1, boundMs: 2 },
    'the load generator sent 1 % of the requests 4.10 ms late or later (bound 2.00 ms): response times hold that delay',
  ],
  [
    { code: 'overloaded', offeredPerSecond: 400, servedPerSecond: 310.4 },
    'overloaded: serves 310 of 400 req/s, so response times grow with the length of the slice',
  ],
  [
    { code: 'censored', unfinished: 90, due: 400 },
    '90 of 400 requests were unfinished at the end; they count with the time that they had taken by then, so percentiles that they reach are at least so much',
  ],
  [
    { code: 'exhausted', failed: 3 },
    '3 connections could not be made: this machine had no port or file descriptor left',
  ],
  [{ code: 'accounting', sent: 10, accounted: 9 }, '10 requests were due, but 9 accounted for'],
  [{ code: 'saturated', since: 800 }, 'saturated since 800 req/s offered: it climbed no further'],
  [
    { code: 'failures', share: 0.02, bound: 0.01, kinds: { dropped: 15, exhausted: 5 } },
    '2.0 % of 1000 requests failed (dropped: 15; no port or descriptor: 5); at most 1.0 % may',
  ],
];

describe('reasons of open levels', () => {
  const here = { ...context, asked: { ...asked, level: rate } };

  it.each<[ValidityReason, string]>(wordedOfOpen)('word $code and say what to try', (reason, text) => {
    const { text: found, remedy } = reasonText(reason, here);
    expect(plain(found)).toBe(text);
    expect(remedy.length).toBeGreaterThan(10);
    expect(remedy).not.toContain('fewer connections');
  });

  it('name no limit of the server’s where it may be the load generator’s', () => {
    const bounded = { ...here, asked: { ...here.asked, lowerBound: true } };
    const overloaded = wordedOfOpen.find(([{ code }]) => code === 'overloaded')![0];
    expect(plain(reasonText(overloaded, bounded).text)).toBe(
      'at least 310 of 400 req/s served, with the load generator near its limit: the server may serve more; ' +
        'response times grow with the length of the slice',
    );
    expect(plain(reasonText({ code: 'saturated', since: 800 }, bounded).text)).toBe(
      'throughput grew no further from 800 req/s offered on, where the load generator was near its limit: it climbed no further',
    );
  });
});

describe('remedies', () => {
  it('suit what was asked for already', () => {
    const remedy = (reason: ValidityReason, change: Partial<Asked>) =>
      reasonText(reason, { ...context, asked: { ...asked, ...change } }).remedy;
    const cpu = { code: 'generator-cpu', share: 0.97, bound: 0.95 } as const;
    const lag = { code: 'send-lag', p99Ms: 4, boundMs: 2 } as const;
    const mismatch = { code: 'accounting', sent: 10, accounted: 9 } as const;
    expect(remedy(cpu, {})).toBe('use fewer connections, a heavier scenario or a machine with more cores');
    expect(remedy(cpu, { cores: 8 })).toBe('share the sending with `--loaders 2`, or use fewer connections');
    expect(remedy(cpu, { cores: 8, level: rate, plan: { ...asked.plan, loaders: 3 } })).toBe(
      'share the sending with `--loaders 4`, or ask for a lower `--rate`',
    );
    expect(remedy(lag, { level: rate })).toBe(
      'close what else runs on this machine, or give the loaders CPUs of their own with `--load-cpus` and `--server-cpus`',
    );
    expect(remedy(lag, { level: rate, plan: { ...asked.plan, loadCpus: '3' } })).toBe(
      'close what else runs on this machine, or give the loaders more CPUs: they have `--load-cpus 3`',
    );
    expect(remedy(lag, { level: rate, cores: 4 })).toContain('with `--pacing spin`');
    expect(remedy(lag, { level: rate, cores: 4, plan: { ...asked.plan, pacing: 'spin' } })).toContain(
      '`--load-cpus`',
    );
    expect(remedy(mismatch, {})).toContain('`--engine autocannon`');
    expect(remedy(mismatch, { plan: { ...asked.plan, engine: 'autocannon' } })).toContain(
      '`--engine native`',
    );
    expect(remedy(mismatch, { level: rate })).not.toContain('--engine');
  });

  it('name only options that the command has', () => {
    const declared = program().commands.flatMap((command) => command.options.map(({ long }) => long));
    const remedies = [
      ...worded.map(([reason]) => reasonText(reason, context).remedy),
      ...wordedOfOpen.map(
        ([reason]) => reasonText(reason, { ...context, asked: { ...asked, level: rate } }).remedy,
      ),
    ];
    const options = remedies.join(' ').match(/--[a-z-]+/g) ?? [];
    expect(options).toContain('--rounds');
    for (const option of [...options, '--modes', '--scenarios', '--concurrency', '--resume', '--full']) {
      expect(declared).toContain(option);
    }
  });
});

describe('reasons that several cells share', () => {
  it.each<[ValidityReason[], string]>([
    [
      [
        { code: 'wide-interval', halfWidth: 0.34, bound: 0.25 },
        { code: 'wide-interval', halfWidth: 2.1, bound: 0.25 },
      ],
      'wide interval: ±34–210 % of the figure (bound ±25 %)',
    ],
    [
      [
        { code: 'few-rounds', rounds: 5, needed: 6 },
        { code: 'few-rounds', rounds: 4, needed: 6 },
        { code: 'few-rounds', rounds: 5, needed: 6 },
      ],
      'few rounds: 4–5, where an exact interval needs 6',
    ],
    [
      [
        { code: 'failures', share: 0.02, bound: 0.01, kinds: { timeout: 20, reset: 0 } },
        { code: 'failures', share: 0.05, bound: 0.01, kinds: { timeout: 30, reset: 4 } },
      ],
      "2.0–5.0 % of each cell's requests failed (timed out: 50; connection broken: 4); at most 1.0 % may",
    ],
    [
      [
        { code: 'little', inFlight: 19.1, expected: 32 },
        { code: 'little', inFlight: 6.2, expected: 8 },
      ],
      'throughput × response time gives 6.20–19.1 requests in flight, for 8–32 connections',
    ],
  ])('give figures that differ as a range', (reasons, text) => {
    expect(plain(reasonsText(reasons, 1000))).toBe(text);
  });

  it('name their cells in few words', () => {
    const modes = ['dev', 'prefork', 'threaded'].map((id, index) => ({
      ...{ id, label: id, index, baseline: id === 'dev', source: '', attached: false, notes: [] },
    }));
    const cell = (scenario: string, value: number, mode: string) => ({
      ...{
        anchor: '',
        scenario,
        mode,
        level: { key: `c${value}`, label: '', value, kind: 'closed', detail: null } as const,
      },
    });
    expect(placesText([cell('json', 8, 'prefork')], modes, 27)).toBe('json, 8 connections, prefork');
    expect(
      placesText(
        [
          cell('json', 1, 'dev'),
          cell('json', 8, 'dev'),
          cell('json', 1, 'prefork'),
          cell('json', 8, 'prefork'),
          cell('wait', 1, 'dev'),
        ],
        modes,
        27,
      ),
    ).toBe('json, 1 and 8 connections, dev and prefork; wait, 1 connection, dev');
    const atRate = (value: number, mode: string) => ({
      ...cell('json', value, mode),
      level: { key: `r${value}`, label: '', value, kind: 'open', detail: null } as const,
    });
    expect(placesText([atRate(400, 'dev'), atRate(800, 'dev')], modes, 27)).toBe(
      'json, 400 and 800 req/s offered, dev',
    );
    expect(placesText([cell('json', 1, 'dev'), cell('json', 8, 'dev')], modes, 2)).toBe('all 2 cells');
  });
});

describe('percentiles that are not given', () => {
  it('say what they need, the same need once', () => {
    const few = (needed: number, perRound: number) => ({ lack: 'answers', needed, perRound }) as const;
    const time = { lack: 'time' } as const;
    const finish = { lack: 'finish' } as const;
    const cells = [
      { missing: { p95: few(200, 40), p99: few(1000, 200) } },
      { missing: { p95: few(200, 40) } },
      { missing: { p50: time, p95: time, p99: time } },
      { missing: { p50: finish, p95: finish } },
      { missing: { p99: finish } },
    ];
    expect(needTexts(cells, ['p50', 'p95'])).toEqual([
      'p95 needs 200 answers, 40 in each round',
      'p50 and p95 need longer slices: fewer answers than connections',
      'p50 and p95 cannot be told: requests that were left unfinished hide how high they are',
    ]);
    expect(needTexts(cells.slice(4), ['p99'])).toEqual([
      'p99 cannot be told: requests that were left unfinished hide how high it is',
    ]);
  });
});

describe('failures', () => {
  const at = { variant: 'old', phase: 'start' };
  const build = {
    reason: 'build-failed',
    variant: 'old, new',
    phase: 'build',
    command: 'npm run build',
    exitCode: null,
    signal: null,
    code: null,
    afterMs: 3140,
    outputTail: '',
    log: 'run/build-1.log',
  } as const;
  const exited = (stderrTail: string): Failure => ({
    ...{ reason: 'server-exited', ...at, exitCode: 1, signal: null, stderrTail },
  });

  it.each<[Failure, string, string]>([
    [
      { reason: 'not-ready', ...at, afterMs: 10_000, lastSeen: 'connection refused', stderrTail: '' },
      'old, start: not ready after 10.0 s (last seen: connection refused)',
      '; raise --ready-timeout, or see what it says; it wrote nothing to stderr',
    ],
    [
      exited('one\ntwo\n'),
      'old, start: the server ended by itself (exit code 1)',
      '; its last words:\n    one\n    two',
    ],
    [
      { reason: 'loader-exited', ...at, exitCode: null, signal: 'SIGKILL' },
      'old, start: the load generator ended (killed by SIGKILL)',
      '; was it killed, or out of memory?',
    ],
    [
      { reason: 'spawn-failed', ...at, program: 'gunicorn', code: 'ENOENT' },
      'old, start: there is no program "gunicorn" (ENOENT)',
      '; install it, or give its full path',
    ],
    [
      { reason: 'spawn-failed', ...at, program: 'node', code: 'ENOENT', cwd: '/no/such' },
      'old, start: there is no folder "/no/such" to run in',
      '; mend cwd, which is relative to the file that names it',
    ],
    [
      { ...build, how: 'ended', exitCode: 2, outputTail: 'one\ntwo\n' },
      'old, new, build: `npm run build` failed after 3.1 s (exit code 2)',
      '; its last output (all of it: run/build-1.log):\n    one\n    two',
    ],
    [
      { ...build, how: 'timed-out', signal: 'SIGTERM' },
      'old, new, build: `npm run build` was not done after 3.1 s, and ended',
      '; raise its timeout, or see what it says; it wrote nothing',
    ],
    [
      { ...build, how: 'not-started', code: 'ENOENT' },
      'old, new, build: `npm run build` could not be started (ENOENT)',
      '; it wrote nothing',
    ],
    [
      {
        reason: 'wrong-answer',
        ...at,
        request: 'GET /up',
        expected: { status: 204, includes: null },
        seen: { status: 404, body: '<h1>\n  Not found' },
        stderrTail: '',
      },
      'old, start: GET /up was to give status 204, and gave status 404, and a body that begins "<h1> Not found"',
      '; mend the server, or what is expected of it',
    ],
    [
      {
        reason: 'wrong-answer',
        ...at,
        request: 'GET /',
        expected: { status: 'success', includes: 'attendance' },
        seen: { status: 200, body: '' },
        stderrTail: 'no database',
      },
      'old, start: GET / was to give a status from 200 to 399 and "attendance" in its body, and gave status 200, with an empty body',
      '; mend the server, or what is expected of it; its last words:\n    no database',
    ],
    [
      { reason: 'no-answer', ...at, request: 'GET /', seen: 'connection refused', attached: true },
      'old, start: GET / was not answered (connection refused)',
      '; is it running there? Servers of --url are not started',
    ],
    [
      { reason: 'no-process', ...at, pid: 12 },
      'old, start: there is no process 12',
      '; leave --pid out, and who listens there is looked up',
    ],
    [
      { reason: 'server-exited', ...at, exitCode: null, signal: null, stderrTail: 'no app\n', behind: true },
      'old, start: the server behind the proxy ended by itself',
      '; its last words:\n    no app',
    ],
    [
      { reason: 'server-exited', ...at, exitCode: null, signal: null, stderrTail: '', attached: true },
      'old, start: the server, which we did not start, has ended',
      '',
    ],
    [
      { reason: 'not-stopped', ...at, left: ['pid 12 node', 'port 4012'] },
      'old, start: could not be ended; still there: pid 12 node, port 4012',
      '',
    ],
    [
      { reason: 'not-reset', ...at, phase: 'db-write c8', detail: 'database is locked' },
      'old, db-write c8: its database could not be reset: database is locked',
      '',
    ],
    [
      {
        ...{
          reason: 'hook-failed',
          variant: 'prefork',
          phase: 'c8',
          hook: 'setup',
          scenario: 'cart',
          round: 3,
        },
        detail: 'TypeError: nothing is undefined at bench.config.ts:12',
      },
      'setup of scenario cart (c8), mode prefork, round 3: TypeError: nothing is undefined at bench.config.ts:12',
      '',
    ],
    [
      {
        ...{
          reason: 'hook-failed',
          variant: 'prefork',
          phase: '',
          hook: 'teardown',
          scenario: null,
          round: 1,
        },
        ...{ detail: 'not done after 30 s', timedOut: true },
      },
      'teardown, mode prefork, round 1: not done after 30 s',
      '; raise --hook-timeout, or see what it waits for',
    ],
    [
      {
        ...{ reason: 'hook-failed', variant: 'old', phase: 'warm-up', hook: 'request', scenario: 'cart' },
        ...{ round: 1, detail: 'it returned nothing, which is no request' },
      },
      'request hook of scenario cart (warm-up), mode old, round 1: it returned nothing, which is no request',
      '',
    ],
    [
      { reason: 'foreign-listener', ...at, port: 4012 },
      'old, start: port 4012 is answered by a process that we did not start',
      '; does the command use {port}?',
    ],
    [
      { reason: 'foreign-listener', ...at, port: 80, socketPath: '/tmp/x/socket' },
      'old, start: /tmp/x/socket is answered by a process that we did not start',
      '',
    ],
    [
      { reason: 'journal-write', path: '/x', code: 'ENOSPC' },
      'the disk is full: /x could not be written',
      '; what was written before is kept',
    ],
    [
      { reason: 'loader-error', variant: '', phase: '', detail: 'out of ports' },
      'the load generator failed: out of ports',
      '',
    ],
  ])('such as $reason are told in one line, and in full with what to try', (failure, line, rest) => {
    expect(failureLine(failure)).toBe(line);
    expect(failureText(failure)).toBe(line + rest);
  });
});

describe('claims', () => {
  const evidence = (scenario: string, level: string, point: number, verdict: 'supported' | 'refuted') => ({
    scenario,
    level,
    measured: { point, low: null, high: null, unit: '×' },
    seen: null,
    verdict,
  });

  it('are grouped by what the figures do with the statement', () => {
    expect(
      plain(
        findingText([
          evidence('wait', 'c32', 4, 'supported'),
          evidence('io', 'c32', 3.5, 'supported'),
          evidence('json', 'c8', 0.97, 'refuted'),
          evidence('json', 'c32', 0.99, 'refuted'),
        ]),
      ),
    ).toBe('wait 4.0 ×, io 3.5 × fit; json c8 0.97 ×, json c32 0.99 × do not fit');
  });

  it('tell figures of one scenario and level apart by what was divided by what', () => {
    const one = evidence('json', 'c32', 0.64, 'refuted');
    const other = evidence('json', 'c32', 1.9, 'supported');
    expect(
      plain(
        findingText([
          { ...one, of: 'threaded ÷ dev' },
          { ...other, of: 'prefork ÷ threaded' },
        ]),
      ),
    ).toBe('json threaded ÷ dev 0.64 × does not fit; json prefork ÷ threaded 1.90 × fits');
  });

  it('give bytes as MB and other units as they are', () => {
    expect(plain(measuredText({ point: 96.4e6, low: 95e6, high: 97.9e6, unit: 'B' }))).toBe(
      '96.4 MB (95.0–97.9)',
    );
    expect(plain(measuredText({ point: 19.94, low: null, high: null, unit: 'req/s' }))).toBe('19.9 req/s');
  });
});

describe('commands', () => {
  it('are quoted where a shell would read more into them', () => {
    expect(
      shellCommand(['bench', 'run', '--cmd', "new=it's $HOME", '--modes', 'dev,prefork:workers=8']),
    ).toBe("bench run --cmd 'new=it'\\''s $HOME' --modes dev,prefork:workers=8");
    expect(shellCommand([''])).toBe("''");
  });
});
