import { describe, expect, it } from 'vitest';
import { failing, judge } from '../helpers/judging.ts';

describe('a question that a document leaves open', () => {
  const ask = (rates: Record<'json' | 'wait', readonly [gunicorn: number, uwsgi: number]>) =>
    judge({
      rates: {
        'flask/prefork': { json: rates.json[0], wait: rates.wait[0] },
        'flask/uwsgi': { json: rates.json[1], wait: rates.wait[1] },
      },
    })['D2-gunicorn-uwsgi'];

  it('is answered with an interval, and says which is more', () => {
    const judged = ask({ json: [1000, 1200], wait: [70, 80] });
    expect(judged).toMatchObject({
      verdict: 'supported',
      kind: 'question',
      stated: 'Gunicorn or uWSGI?',
      about: 'uWSGI with 4 processes',
      over: 'Gunicorn with 4 workers',
      candidate: 'flask/uwsgi',
      baseline: 'flask/prefork',
    });
    expect(judged?.reason).toMatch(
      /^json: flask\/uwsgi ÷ flask\/prefork 1\.\d+ × \(1\.\d+–1\.\d+\), the higher throughput with uWSGI with 4 processes; /,
    );
  });

  it('depends when the answers differ, and stays open without a difference', () => {
    expect(ask({ json: [1000, 1200], wait: [80, 70] })?.verdict).toBe('depends');
    expect(ask({ json: [1000, 1000], wait: [80, 80] })).toMatchObject({ verdict: 'inconclusive' });
    expect(ask({ json: [1000, 1000], wait: [80, 80] })?.reason).toContain('shows no difference');
  });
});

describe('a contradiction', () => {
  const dev = 'flask/dev-threaded';
  const fits = (rates: Record<string, number>) => judge({ rates: { [dev]: rates } })['D0-D1-contradict'];

  it('is settled by the figure that fits', () => {
    expect(fits({ json: 15, wait: 12 })).toMatchObject({ verdict: 'supported', kind: 'question' });
    expect(fits({ json: 15, wait: 12 })?.reason).toMatch(
      /^json: 1\d\.?\d* req\/s \(.*\) fits D0; wait: .* fits D0; /,
    );
    expect(fits({ json: 300, wait: 200 })?.reason).toContain('fits D1');
  });

  it('depends when each fits somewhere, and is refuted when none fits anywhere', () => {
    expect(fits({ json: 300, wait: 15 })?.verdict).toBe('depends');
    expect(fits({ json: 3000, wait: 1500 })?.verdict).toBe('refuted');
    expect(fits({ json: 3000, wait: 1500 })?.reason).toContain('fits none of them');
    expect(fits({ json: 3000, wait: 300 })?.verdict).toBe('depends');
    expect(fits({ json: 100 })?.verdict).toBe('inconclusive');
  });
});

describe('the rule for the count of workers', () => {
  const sweep = (rates: readonly number[], cores = 2) =>
    judge({
      cores,
      rates: Object.fromEntries(
        [1, 2, 4, 8].map((count, index) => [`flask/prefork:workers=${count}`, { json: rates[index]! }]),
      ),
    })['D1-workers-rule'];

  it('holds when the best count lies within 2–4 × the cores', () => {
    const judged = sweep([100, 200, 300, 290]);
    expect(judged).toMatchObject({ verdict: 'supported', kind: 'ordering' });
    expect(judged?.evidence.map(({ of }) => of)).toEqual([
      'flask/prefork:workers=1 ÷ flask/prefork:workers=4',
      'flask/prefork:workers=2 ÷ flask/prefork:workers=4',
    ]);
    expect(judged?.reason).toMatch(
      /^json: workers 1: [\d.]+ req\/s, 2: .*; the best is one of those stated \(best: 4\)/,
    );
  });

  it('is refuted by a count outside that serves more by more than the interval', () => {
    expect(sweep([100, 300, 200, 150])?.verdict).toBe('refuted');
    expect(sweep([100, 300, 200, 150])?.reason).toContain('one that is not stated serves more (best: 2)');
  });

  it('is not tested on a machine whose cores the sweep does not fit', () => {
    const judged = sweep([100, 200, 300, 290], 8);
    expect(judged?.verdict).toBe('not-tested');
    expect(judged?.reason).toContain('this run has no Gunicorn with 16 workers (flask, prefork:workers=16)');
  });

  it('is undecided when a cell of the sweep is invalid', () => {
    const judged = judge({
      rates: Object.fromEntries([1, 2, 4, 8].map((n) => [`flask/prefork:workers=${n}`, { json: 100 * n }])),
      slices: failing((slice) => slice.variant.endsWith('=1')),
    })['D1-workers-rule'];
    expect(judged?.verdict).toBe('inconclusive');
  });
});
