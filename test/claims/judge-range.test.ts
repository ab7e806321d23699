import { describe, expect, it } from 'vitest';
import { claimsIn, failing, type Given, judge, result } from '../helpers/judging.ts';
import { memorySample, truth } from '../helpers/slices.ts';

const dev = 'flask/dev-debug';
const two = 'flask/prefork:workers=2';
const mb = 1e6;

describe('a stated range', () => {
  it.each([
    [15, 'supported', 'is what is stated'],
    [150, 'refuted', 'is more than stated'],
    [5, 'refuted', 'is less than stated'],
    [20, 'inconclusive', 'reaches across the stated bound'],
  ] as const)('of 10–20 req/s is, at %d, %s', (rate, verdict, words) => {
    const judged = judge({ rates: { [dev]: { wait: rate } } })['D0-rps-dev'];
    expect(judged).toMatchObject({
      verdict,
      kind: 'range',
      standIn: false,
      stated: '10–20 req/s',
      subject: 'the development server: throughput',
      candidate: dev,
      baseline: null,
      bounds: { low: 10, high: 20, widest: null, unit: 'req/s' },
      evidence: [{ scenario: 'wait', level: 'c8', of: dev, measured: { unit: 'req/s' }, verdict }],
    });
    expect(judged?.reason).toMatch(new RegExp(`^wait: [\\d.]+ req/s \\([\\d.]+–[\\d.]+\\) ${words}`));
    expect(judged?.reason).toContain('json and page: not measured');
  });

  it('says how long a handler would have to block for it to hold', () => {
    const verdicts = judge({ rates: { [dev]: { json: 100 } } });
    expect(verdicts['D0-rps-dev']?.blocking).toEqual({ lowMs: 50, highMs: 100, parallelism: 1 });
    expect(verdicts['D0-rps-prod']?.blocking).toEqual({ lowMs: 4, highMs: 20, parallelism: 2 });
    expect(verdicts['D1-rps-gunicorn']?.blocking).toEqual({ lowMs: 0.8, highMs: 4, parallelism: 4 });
    expect(verdicts['D0-mem-dev-load']?.blocking).toBeNull();
  });

  it('depends when it holds for one workload and not for another', () => {
    const judged = judge({ rates: { [dev]: { json: 1500, wait: 15 } } })['D0-rps-dev'];
    expect(judged?.verdict).toBe('depends');
    expect(judged?.evidence.map((one) => [one.scenario, one.verdict])).toEqual([
      ['json', 'refuted'],
      ['wait', 'supported'],
    ]);
  });

  it('is never judged on a stand-in: a figure is that of the server itself', () => {
    const verdicts = judge({ rates: { 'node/dev': { wait: 15 } } });
    expect(verdicts['D0-rps-dev']).toMatchObject({ verdict: 'not-tested', evidence: [] });
  });

  it('is never supported by invalid cells, one round or a disturbed run', () => {
    const of = (given: Partial<Given>) => judge({ rates: { [dev]: { wait: 15 } }, ...given })['D0-rps-dev'];
    expect(of({ slices: failing(() => true) })).toMatchObject({ verdict: 'inconclusive', evidence: [] });
    expect(of({ rounds: 1 })?.verdict).toBe('inconclusive');
    expect(of({ rounds: 1 })?.reason).toContain('has too few rounds to decide');
    expect(of({ rounds: 12, discarded: 5 })?.verdict).toBe('inconclusive');
  });
});

describe('memory', () => {
  it('after load is that of the cells, in MB and held against a wider reading', () => {
    const of = (megabytes: number) =>
      judge({ rates: { [two]: { json: 100 } }, cells: { [two]: { footprint: megabytes * mb } } })[
        'D0-mem-prod-2'
      ];
    expect(of(120)).toMatchObject({
      verdict: 'supported',
      stated: '100–150 MB (100–200)',
      bounds: { low: 100e6, high: 150e6, widest: { low: 100e6, high: 200e6 }, unit: 'B' },
    });
    expect(of(180)?.verdict).toBe('widest-reading');
    expect(of(60)?.verdict).toBe('refuted');
    expect(of(60)?.reason).toMatch(/^json: 6\d\.\d MB|^json: 5\d\.\d MB/);
  });

  it('at rest is that of fresh starts, and has no scenario', () => {
    const idle =
      (bytes: number): NonNullable<Given['round']> =>
      (round) => ({
        ...round,
        launches: round.launches.map((launch) => ({
          ...launch,
          idleMemory: memorySample(truth({ throughput: 1, footprint: bytes + round.round * 1000 })),
        })),
      });
    const judged = judge({ rates: { [dev]: { json: 100 } }, round: idle(45 * mb) })['D0-mem-dev-rest'];
    expect(judged).toMatchObject({
      verdict: 'supported',
      metric: 'idle-footprint',
      evidence: [{ scenario: null, level: null, measured: { unit: 'B' } }],
    });
    expect(judged?.reason).toMatch(/^45\.0 MB \(45\.0–45\.0\) is what is stated\.$/);
    const none = judge({
      rates: { [dev]: { json: 100 } },
      round: (round) => ({ ...round, launches: [] }),
    })['D0-mem-dev-rest'];
    expect(none).toMatchObject({
      verdict: 'inconclusive',
      reason: 'no start with valid figures of memory footprint at rest.',
    });
  });
});

describe('a range of what an experiment finds', () => {
  const users = (findings: Record<string, number | null>, scenario = 'json') =>
    judge({
      rates: { [dev]: { json: 100 } },
      experiments: [result('users', 'busy', dev, findings, scenario)],
    })['D0-users-dev'];

  it.each([
    [{ served: 3, failedAt: 5 }, 'supported', '3 to 4 users is what is stated'],
    [{ served: 4, failedAt: 9 }, 'inconclusive', '4 to 8 users reaches across'],
    [{ served: 200, failedAt: null }, 'refuted', '200 users or more is more than stated'],
    [{ served: null, failedAt: 1 }, 'refuted', '0 users is less than stated'],
  ] as const)(
    'knows the figure to lie from what was tried to what failed: %j is %s',
    (findings, verdict, words) => {
      const judged = users(findings);
      expect(judged?.verdict).toBe(verdict);
      expect(judged?.reason).toContain(`json: ${words}`);
      expect(judged?.evidence).toMatchObject([
        {
          scenario: 'json',
          level: null,
          experiment: { name: 'users', act: 'busy', finding: 'served', variant: dev },
          measured: { unit: 'users' },
        },
      ]);
    },
  );

  it('of 50 and more holds however far it goes', () => {
    const of = (served: number, failedAt: number | null) =>
      judge({
        rates: { [two]: { json: 100 } },
        experiments: [result('users', 'busy', two, { served, failedAt })],
      })['D0-users-prod'];
    expect(of(300, null)).toMatchObject({ verdict: 'supported', stated: 'at least 50 users' });
    expect(of(60, 64)?.verdict).toBe('supported');
    expect(of(30, 40)?.verdict).toBe('refuted');
    expect(of(40, 60)?.verdict).toBe('inconclusive');
  });

  it('takes a figure found once as it is, and says that it has no interval', () => {
    const size = (bytes: number | null) =>
      judge({
        rates: { [two]: { json: 100 } },
        experiments: [result('packages', 'installed', two, { size: bytes })],
      })['D0-size'];
    expect(size(52e6)).toMatchObject({
      verdict: 'supported',
      stated: '50 MB',
      evidence: [
        {
          scenario: null,
          measured: { point: 52e6, low: null, high: null, unit: 'B' },
          seen: { value: 52e6, unit: 'B' },
        },
      ],
    });
    expect(size(12e6)).toMatchObject({ verdict: 'refuted', reason: '12 MB is less than stated.' });
    expect(size(null)).toMatchObject({ verdict: 'inconclusive', reason: 'it could not be found out.' });
  });

  it('is not tested without the experiment', () => {
    expect(judge({ rates: { [dev]: { json: 100 } } })['D0-users-dev']).toMatchObject({
      verdict: 'not-tested',
      reason: 'The experiment users was not carried out; do so with: bench claims --claims D0-users-dev',
    });
  });
});

describe('the user’s own command', () => {
  const claims = claimsIn(`
document: readme
title: Our README
subjects:
  ours: { name: our server, command: ours }
claims:
  - { id: fast, kind: range, place: table of figures, about: ours, metric: throughput, bounds: [1000, null], scenarios: [/] }
`);

  it('is judged by its name', () => {
    const judged = judge({ claims, rates: { 'cmd/ours': { '/': 1500 } } }).fast;
    expect(judged).toMatchObject({ verdict: 'supported', document: 'readme', candidate: 'ours' });
  });

  it('says how to measure it where it was not', () => {
    const judged = judge({ claims, rates: { 'cmd/other': { '/': 1500 } } }).fast;
    expect(judged).toMatchObject({
      verdict: 'not-tested',
      reason:
        "this run has no server called ours: measure it with bench run --cmd 'ours=…', and judge that record.",
    });
  });
});
