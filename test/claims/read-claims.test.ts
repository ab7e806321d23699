import { describe, expect, it } from 'vitest';
import { ClaimFileError, parseClaims, readClaims } from '../../harness/claims/read-claims.ts';
import { statedRatio } from '../../harness/claims/reason.ts';

const valid = `
document: D7
subjects:
  dev: { name: dev server, standIn: { stack: node, mode: dev } }
  fast: { name: fast server, standIn: { stack: node, mode: prefork, options: { workers: 3 } } }
claims:
  - { id: D7-a, kind: ratio, place: top, about: fast, over: dev, metric: throughput, paired: [2, 3], widest: [1, 4], scenarios: [json] }
`;

const messageOf = (text: string): string => {
  try {
    parseClaims(text, 'd7.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(ClaimFileError);
    return (error as Error).message;
  }
  throw new Error('was accepted');
};

describe('readClaims', () => {
  const claims = readClaims();

  it('reads the claims that come with the harness, each under its own name', () => {
    const ids = claims.map((claim) => claim.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining([
        'D0-ratio',
        'D1-ratio-gunicorn',
        'D1-ratio-waitress',
        'D1-order-rps',
        'D1-mem-order',
        'D1-mem-times4-rss',
        'D1-mem-times4-pss',
        'D1-mem-times4-footprint',
        'D1-cpu-order',
        'D3-waitress-tuning',
      ]),
    );
  });

  it.each([
    ['D0-ratio', [100, 500], [10, 20], '10–25 × (5–50)'],
    ['D1-ratio-gunicorn', [1000, 5000], [100, 500], '10 × (2–50)'],
    ['D1-ratio-waitress', [800, 3000], [100, 500], '6–8 × (1.6–30)'],
  ] as const)('%s holds the quotients of the stated rates %j and %j', (id, top, bottom, stated) => {
    const claim = claims.find((c) => c.id === id)!;
    if (claim.kind !== 'ratio') throw new Error('not a ratio');
    const ends = [top[0] / bottom[0], top[1] / bottom[1]].sort((a, b) => a - b);
    expect([...claim.paired].sort((a, b) => a - b)).toEqual(ends);
    expect(claim.widest).toEqual([top[0] / bottom[1], top[1] / bottom[0]]);
    expect(statedRatio(claim)).toBe(stated);
  });

  it('speaks of two workers in D0 and of four in D1', () => {
    const options = (id: string) => {
      const claim = claims.find((c) => c.id === id)!;
      return claim.subjects[claim.about]?.standIn.options;
    };
    expect(options('D0-ratio')).toEqual({ workers: 2 });
    expect(options('D1-ratio-gunicorn')).toEqual({ workers: 4 });
    expect(options('D1-ratio-waitress')).toEqual({ threads: 4 });
  });
});

describe('parseClaims', () => {
  it('gives each claim its document and its subjects', () => {
    const [claim] = parseClaims(valid, 'd7.yaml');
    expect(claim).toMatchObject({ id: 'D7-a', document: 'D7', paired: [2, 3] });
    expect(claim?.subjects.fast?.standIn.options).toEqual({ workers: 3 });
    expect(claim?.subjects.dev?.standIn.options).toEqual({});
  });

  it.each([
    ['an unknown subject', valid.replace('over: dev', 'over: devel'), 'no subject is called "devel"'],
    ['an unknown metric', valid.replace('metric: throughput', 'metric: speed'), 'claims[0].metric'],
    ['an id of another document', valid.replace('D7-a', 'D1-a'), 'must begin with D7-'],
    ['ends the wrong way round', valid.replace('[2, 3]', '[3, 2]'), 'the lower end comes first'],
    [
      'a widest reading that is narrower',
      valid.replace('[1, 4]', '[2.5, 4]'),
      'the widest reading holds the paired ends',
    ],
    ['a single figure without a tolerance', valid.replace('[2, 3]', '[2, 2]'), 'need a tolerance'],
    ['a misspelt field', valid.replace('over: dev', 'over: dev, tolerence: 1'), 'tolerence'],
    ['an unknown kind', valid.replace('kind: ratio', 'kind: rumour'), 'claims[0].kind'],
    ['no claims', valid.replace(/claims:[\s\S]*/, 'claims: []'), 'claims'],
    ['text that is no YAML', 'claims: [', 'd7.yaml'],
    ['an empty file', '', 'd7.yaml'],
  ])('refuses %s and says where', (_, text, message) => {
    expect(messageOf(text)).toContain(message);
    expect(messageOf(text)).toContain('d7.yaml');
  });

  it('refuses two claims of one name', () => {
    const line = valid.split('\n').find((l) => l.includes('D7-a'));
    expect(messageOf(`${valid}${line}\n`)).toContain('two claims are called "D7-a"');
  });
});
