import { describe, expect, it } from 'vitest';
import type { ExperimentResult } from '../../harness/model/experiment.ts';
import { claimsIn, judge, result } from '../helpers/judging.ts';

const dev = 'flask/dev-debug';
const two = 'flask/prefork:workers=2';
const four = 'flask/prefork';
const rates = { [dev]: { json: 100 }, [two]: { json: 100 }, [four]: { json: 100 } };

const of = (id: string, ...experiments: ExperimentResult[]) => judge({ rates, experiments })[id];

describe('a behaviour', () => {
  const errors = (inDev: boolean | null, inProduction: boolean | null) =>
    of(
      'D0-debug-errors',
      result('errors', 'raise', dev, { detailed: inDev, status: 500 }),
      result('errors', 'raise', two, { detailed: inProduction, status: 500 }),
    );

  it('holds when every check of every subject holds', () => {
    expect(errors(true, false)).toMatchObject({
      verdict: 'supported',
      kind: 'behaviour',
      metric: null,
      bounds: null,
      standIn: false,
      subject: 'the development server and Gunicorn with 2 workers',
      reason: `${dev}, the answer shows details: yes; ${two}, the answer shows details: no.`,
      evidence: [
        {
          scenario: null,
          level: null,
          measured: null,
          experiment: { name: 'errors', act: 'raise', finding: 'detailed', variant: dev },
          seen: { value: true, unit: 'is' },
          verdict: 'supported',
        },
        { seen: { value: false, unit: 'is' }, verdict: 'supported' },
      ],
    });
  });

  it('is refuted by one that does not, which is named', () => {
    expect(errors(true, true)).toMatchObject({
      verdict: 'refuted',
      reason: `${two}, the answer shows details: yes; 1 of 2 came out otherwise.`,
    });
  });

  it('is not decided by what could not be found out', () => {
    expect(errors(true, null)?.verdict).toBe('inconclusive');
    expect(errors(true, null)?.reason).toContain('could not be found out');
    expect(errors(false, null)?.verdict).toBe('refuted');
  });

  it('is not tested when it was looked at on some subjects only', () => {
    const judged = of('D0-debug-errors', result('errors', 'raise', dev, { detailed: true }));
    expect(judged?.verdict).toBe('not-tested');
    expect(judged?.reason).toContain(`${two}, the answer shows details: not looked at`);
  });

  it('is not tested, but may be refuted, when some subject is not there', () => {
    const some = (good: boolean) =>
      judge({ rates, experiments: [result('answers', 'once', dev, { good })] })['D0-code-reuse'];
    expect(some(true)?.verdict).toBe('not-tested');
    expect(some(true)?.reason).toContain('this run has no Apache with mod_wsgi (flask, mod-wsgi)');
    expect(some(false)?.verdict).toBe('refuted');
  });

  it('is not tested without the experiment', () => {
    expect(of('D0-debug-errors')).toMatchObject({
      verdict: 'not-tested',
      reason: 'The experiment errors was not carried out; do so with: bench claims --claims D0-debug-errors',
      evidence: [],
    });
  });

  it('tells why an experiment has nothing to say', () => {
    const csrf = (outcome: ExperimentResult['outcome']) =>
      of('D0-csrf', result('csrf', 'post', dev, { refused: true }), result('csrf', 'post', two, outcome));
    const refusing = csrf({ kind: 'not-applicable', why: 'It has no forms.' });
    expect(refusing?.verdict).toBe('not-tested');
    expect(refusing?.reason).toContain('It has no forms');
    const failed = csrf({
      kind: 'failed',
      failure: { reason: 'foreign-listener', variant: two, phase: 'start', port: 80 },
    });
    expect(failed?.verdict).toBe('inconclusive');
    expect(failed?.reason).toContain('the experiment failed (foreign-listener)');
  });

  it('reads one act of several', () => {
    const recovery = (dies: boolean) =>
      judge({
        rates: { ...rates, 'flask/dev': { json: 100 } },
        experiments: [
          result('recover', 'worker', two, { servesAgain: true }),
          result('recover', 'all', two, { servesAgain: false }),
          result('recover', 'all', 'flask/dev', { servesAgain: !dies }),
        ],
      })['D0-recovery'];
    expect(recovery(true)?.verdict).toBe('supported');
    expect(recovery(false)?.verdict).toBe('refuted');
  });

  it('depends when it comes out differently by the load of the experiment', () => {
    const judged = judge({
      rates: { 'flask/prefork': { json: 100 } },
      experiments: [
        result('overload', 'load', 'flask/prefork', { survives: true }, 'json'),
        result('overload', 'load', 'flask/prefork', { survives: false }, 'wait'),
      ],
      claims: claimsIn(`
document: mine
title: Mine
subjects:
  g: { name: g, stack: flask, mode: prefork }
claims:
  - { id: m, kind: behaviour, place: p, stated: s, experiment: overload, checks: [{ about: g, finding: survives, equals: true }] }
`),
    }).m;
    expect(judged?.verdict).toBe('depends');
    expect(judged?.reason).toMatch(/^json: .*yes; wait: .*no\.$/);
  });
});

describe('an expectation', () => {
  const check = (text: string, workers: number | null) =>
    judge({
      rates: { 'flask/prefork': { json: 100 } },
      experiments: [result('shape', 'serving', 'flask/prefork', { workers })],
      claims: claimsIn(`
document: mine
title: Mine
subjects:
  g: { name: g, stack: flask, mode: prefork }
claims:
  - { id: m, kind: behaviour, place: p, stated: s, experiment: shape, checks: [{ about: g, finding: workers, ${text} }] }
`),
    }).m?.verdict;

  it.each([
    ['equals: 4', 4, 'supported'],
    ['equals: 4', 5, 'refuted'],
    ['atLeast: 4', 4, 'supported'],
    ['atLeast: 4', 3, 'refuted'],
    ['atMost: 4', 4, 'supported'],
    ['atMost: 4', 5, 'refuted'],
    ['between: [3, 5]', 5, 'supported'],
    ['between: [3, 5]', 6, 'refuted'],
    ['between: [3, 5]', null, 'inconclusive'],
  ] as const)('%s is, of %j, %s', (text, workers, verdict) => {
    expect(check(text, workers)).toBe(verdict);
  });
});

describe('what cannot be tested', () => {
  it('says why', () => {
    expect(of('D3-systemd')).toMatchObject({ verdict: 'not-tested', kind: 'untestable', evidence: [] });
    expect(of('D3-systemd')?.reason).toContain('systemd');
  });
});
