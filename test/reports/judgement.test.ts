import { describe, expect, it } from 'vitest';
import type { ClaimVerdict } from '../../harness/model/claim.ts';
import { judgementOf } from '../../reports/wording/judgement.ts';
import { claim, documentClaims, figure, seen } from '../helpers/record-documents.ts';

const summaries: Readonly<Record<string, string>> = {
  json: 'a fixed JSON body',
  wait: 'blocks 50 ms per request',
};
const context = {
  summaryOf: (scenario: string) => summaries[scenario],
  labelOf: (variant: string) => variant,
};
const judge = (claims: readonly ClaimVerdict[]) =>
  judgementOf(claims, context).map((sentence) => sentence.replaceAll('\u00a0', ' '));

const ratio = (id: string, verdict: string, evidence: readonly object[]) =>
  claim({
    id,
    kind: 'ratio',
    metric: 'throughput',
    subject: `${id}: throughput`,
    stated: '10 ×',
    verdict,
    evidence,
  });
const behaviour = (id: string, verdict: string, evidence: readonly object[], subject = 'Gunicorn') =>
  claim({ id, kind: 'behaviour', subject, stated: 'does so', verdict, evidence });
const untested = (id: string, reason: string) =>
  claim({ id, kind: 'behaviour', subject: id, stated: 'does so', verdict: 'not-tested', reason });

describe('what to make of a document', () => {
  it('says that all is supported, and where', () => {
    expect(
      judge([
        ratio('a', 'supported', [
          figure('json', 'x ÷ y', 10, 'supported'),
          figure('wait', 'x ÷ y', 10, 'supported'),
        ]),
        behaviour('b', 'supported', [seen('csrf', 'post', 'refused', 'x', true, 'supported')]),
      ]),
    ).toEqual([
      'All 2 statements tested are supported.',
      'Its ratio of throughput holds in json (a fixed JSON body) and wait (blocks 50 ms per request).',
      'Its statement about behaviour: 1 is supported.',
    ]);
  });

  it('says that nothing holds, and what to do instead', () => {
    expect(
      judge([
        ratio('a', 'refuted', [figure('json', 'x ÷ y', 1.2, 'refuted')]),
        behaviour(
          'b',
          'refuted',
          [seen('answers', 'once', 'status', 'x', 500, 'refuted', 'status')],
          'Uvicorn as documented',
        ),
        behaviour('c', 'refuted', [seen('restart', 'kept-secret', 'sessionSurvives', 'x', false, 'refuted')]),
      ]),
    ).toEqual([
      'None of the 3 statements tested holds.',
      'Its ratio of throughput does not hold in json (a fixed JSON body).',
      'None of its 2 statements about behaviour is supported. Uvicorn as documented: "does so" does not hold: ' +
        'status of GET /plain: 500; name the interface that the app has: `uvicorn --interface wsgi`. ' +
        'Gunicorn: "does so" does not hold: the session survives: no; keep the secret outside of the process.',
    ]);
  });

  it('says that nothing was tested, and why', () => {
    expect(judge([untested('a', 'Nothing listens.'), untested('b', 'Nothing listens.')])).toEqual([
      'None of its 2 statements was tested.',
      'Open: not tested: a and b (Nothing listens).',
    ]);
    expect(judge([untested('a', 'There is no init system.')])).toEqual([
      'Its one statement was not tested.',
      'Open: not tested: a (There is no init system).',
    ]);
  });

  it('tells scenarios apart, and how many of its ratios were tested in each', () => {
    expect(
      judge([
        ratio('a', 'depends', [
          figure('json', 'x ÷ y', 1.6, 'refuted'),
          figure('wait', 'x ÷ y', 4, 'widest-reading'),
        ]),
        ratio('b', 'supported', [figure('wait', 'x ÷ y', 10, 'supported')]),
      ]),
    ).toEqual([
      'Of 2 statements tested, 1 is supported and 1 depends on where it is tested.',
      'Its 2 ratios of throughput hold in wait (blocks 50 ms per request), but by the widest reading only; ' +
        'do not hold in json (a fixed JSON body; 1 of 2 tested there).',
    ]);
  });

  it('calls a scenario in which some hold and some do not neither', () => {
    const [, sentence] = judge([
      ratio('a', 'supported', [figure('json', 'x ÷ y', 10, 'supported')]),
      ratio('b', 'refuted', [figure('json', 'x ÷ y', 1, 'refuted')]),
    ]);
    expect(sentence).toBe('Its 2 ratios of throughput hold in part in json (a fixed JSON body).');
  });

  it('leaves open what no interval decides', () => {
    expect(judge([ratio('a', 'inconclusive', [figure('json', 'x ÷ y', 1, 'inconclusive')])])).toEqual([
      'Of 1 statement tested, 1 could not be decided.',
      'Its ratio of throughput cannot be decided in json (a fixed JSON body).',
      'Open: could not be decided: a.',
    ]);
  });

  it('says for which handlers a figure of throughput would hold that was not met', () => {
    const range = (verdict: string) =>
      claim({
        id: 'r',
        kind: 'range',
        metric: 'throughput',
        subject: 'the development server: throughput',
        stated: '10–20 req/s',
        bounds: { low: 10, high: 20, widest: null, unit: 'req/s' },
        blocking: { lowMs: 50, highMs: 100, parallelism: 1 },
        verdict,
        evidence: [figure('json', 'dev', 3400, verdict, 'req/s')],
      });
    expect(judge([range('refuted')])[1]).toBe(
      'Its figure of requests per second does not hold in json (a fixed JSON body). ' +
        '10–20 req/s would be a handler that blocks 50–100 ms with 1 worker.',
    );
    expect(judge([range('supported')])[1]).toBe(
      'Its figure of requests per second holds in json (a fixed JSON body).',
    );
  });

  it('tells statements about memory by how memory is counted', () => {
    const memory = (metric: string, verdict: string) =>
      claim({ id: metric, kind: 'ratio', metric, subject: metric, stated: '4 ×', verdict });
    expect(judge([memory('rss', 'supported'), memory('footprint', 'refuted')])[1]).toBe(
      'Its statements about memory: by sum of RSS 1 is supported; by memory footprint 1 is refuted.',
    );
  });

  it('gives no advice against what was not seen to be wrong', () => {
    const text = judge([
      behaviour('a', 'refuted', [seen('overload', 'load', 'survives', 'x', true, 'refuted')]),
      behaviour('b', 'supported', [seen('recover', 'all', 'servesAgain', 'x', false, 'supported')]),
    ]).join(' ');
    expect(text).toContain('"does so" does not hold: lives and answers afterwards: yes.');
    expect(text).not.toContain('keep so much load away');
    expect(text).not.toContain('process manager');
  });

  it('names stand-ins as such', () => {
    const [first] = judge([
      { ...ratio('a', 'supported', [figure('wait', 'x ÷ y', 10, 'supported')]), standIn: true },
    ]);
    expect(first).toBe(
      'Of 1 statement tested, 1 is supported. All were judged on stand-ins, not on the servers that it names.',
    );
  });

  it('takes 2 to 6 sentences for any constellation of claims', () => {
    const all = documentClaims();
    const verdicts = ['supported', 'refuted', 'depends', 'inconclusive', 'not-tested'] as const;
    const constellations = [
      all,
      ...all.map((one) => [one]),
      ...verdicts.map((verdict) => all.map((one) => ({ ...one, verdict }))),
    ];
    for (const claims of constellations) {
      const sentences = judge(claims);
      expect(sentences.length).toBeGreaterThanOrEqual(2);
      expect(sentences.length).toBeLessThanOrEqual(6);
      for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z0-9].*\.$/);
    }
  });
});
