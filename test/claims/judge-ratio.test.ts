import { describe, expect, it } from 'vitest';
import { judgeClaims } from '../../harness/claims/judge.ts';
import { combine } from '../../harness/claims/outcome.ts';
import type { Verdict } from '../../harness/model/claim.ts';
import { levelValue } from '../../harness/model/level.ts';
import type { SliceResult } from '../../harness/model/slice.ts';
import { bundled, failing, type Given, judge, recordOf, small } from '../helpers/judging.ts';
import { fabricateOpenRecord } from '../helpers/record-open.ts';
import type { Noise } from '../helpers/slices.ts';

const ratesOf = (dev: number, prefork: number, threaded: number) => ({
  'node/dev': { json: dev },
  'node/prefork': { json: prefork },
  'node/threaded': { json: threaded },
});

describe('a ratio', () => {
  it.each([
    [10, 'supported'],
    [11.5, 'supported'],
    [4, 'widest-reading'],
    [30, 'widest-reading'],
    [1.5, 'refuted'],
    [70, 'refuted'],
    [2, 'inconclusive'],
    [50, 'inconclusive'],
  ] as const)('of %f against 10 × (2–50) is %s', (ratio, verdict) => {
    expect(judge({ rates: ratesOf(100, 100 * ratio, 200) })['D1-ratio-gunicorn']?.verdict).toBe(verdict);
  });

  it.each([
    [15, 'supported'],
    [6, 'widest-reading'],
    [3, 'refuted'],
  ] as const)('of %f with two workers against 10–25 × (5–50) is %s', (ratio, verdict) => {
    const rates = { 'node/dev': { json: 100 }, 'node/prefork:workers=2': { json: 100 * ratio } };
    expect(judge({ rates })['D0-ratio']?.verdict).toBe(verdict);
  });

  it('is not tested by an open workload, of which no server serves more than it offers', () => {
    const verdicts = judgeClaims(bundled, fabricateOpenRecord());
    expect(verdicts.find(({ id }) => id === 'D1-ratio-gunicorn')?.verdict).toBe('not-tested');
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['not-tested']));
  });

  it('keeps the figure it was judged by', () => {
    const { 'D1-ratio-gunicorn': verdict } = judge({ rates: ratesOf(20, 80, 80), noise: small });
    expect(verdict).toMatchObject({
      document: 'D1',
      subject: 'Gunicorn with 4 workers against the development server: throughput',
      stated: '10 × (2–50)',
      candidate: 'node/prefork',
      baseline: 'node/dev',
      standIn: true,
      kind: 'ratio',
      documentTitle: 'Production servers for a Flask app',
      about: 'Gunicorn with 4 workers',
      over: 'the development server',
      metric: 'throughput',
      bounds: { low: 10, high: 10, widest: { low: 2, high: 50 }, unit: '×' },
      evidence: [{ scenario: 'json', level: 'c8', of: 'node/prefork ÷ node/dev', measured: { unit: '×' } }],
    });
    const { point, low, high } = verdict!.evidence[0]!.measured!;
    expect(point).toBeCloseTo(4, 1);
    expect(low!).toBeLessThan(point);
    expect(high!).toBeGreaterThan(point);
    expect(verdict?.reason).toMatch(
      /^json: node\/prefork ÷ node\/dev [34]\.\d\d × \(3\.\d\d–4\.\d\d\) fits the widest reading only; page and wait: not measured\.$/,
    );
  });

  it('is found whichever of the two was named first, and when neither was', () => {
    for (const order of [
      ['node/prefork', 'node/dev', 'node/threaded'],
      ['node/threaded', 'node/dev', 'node/prefork'],
    ]) {
      const all: Record<string, Record<string, number>> = ratesOf(100, 400, 300);
      const verdict = judge({ rates: Object.fromEntries(order.map((id) => [id, all[id]!])) })[
        'D1-ratio-gunicorn'
      ];
      expect(verdict?.verdict).toBe('widest-reading');
      expect(verdict?.evidence[0]?.measured?.point).toBeCloseTo(4, 1);
    }
  });

  it('depends when it holds in one scenario and not in another, and names them', () => {
    const rates = {
      'node/dev': { json: 2000, wait: 20, page: 100 },
      'node/prefork': { json: 2200, wait: 80, page: 400 },
    };
    const verdict = judge({ rates })['D1-ratio-gunicorn']!;
    expect(verdict.verdict).toBe('depends');
    expect(verdict.evidence.map((e) => [e.scenario, e.verdict])).toEqual([
      ['json', 'refuted'],
      ['page', 'widest-reading'],
      ['wait', 'widest-reading'],
    ]);
    expect(verdict.reason).toMatch(/^json: .* is less than stated; page: .* only; wait: .* only\.$/);
  });

  it('is judged at the level that the tables show, or else at the best that its own cells have', () => {
    const rates = ratesOf(100, 400, 300);
    const level = (slices: NonNullable<Given['slices']>) =>
      judge({ rates, concurrency: [1, 8, 32], slices })['D1-ratio-gunicorn']?.evidence[0]?.level;
    const slower = (slice: SliceResult, share: number): SliceResult => {
      const { answers, elapsedMs } = slice.load!.busy;
      const busy = { answers: answers * share, elapsedMs };
      return { ...slice, load: { ...slice.load!, busy } };
    };
    const rising = (slice: SliceResult) => slower(slice, { 1: 0.5, 8: 1, 32: 0.8 }[levelValue(slice.level)]!);
    expect(level(rising)).toBe('c8');
    const without = failing((s) => s.variant === 'node/prefork' && levelValue(s.level) === 8);
    expect(level((slice) => without(rising(slice)))).toBe('c32');
    const other = failing((s) => s.variant === 'node/threaded');
    expect(level((slice) => other(rising(slice)))).toBe('c8');
  });

  it('is never supported by invalid cells', () => {
    const verdict = judge({
      rates: ratesOf(100, 1000, 700),
      slices: failing((s) => s.variant === 'node/dev'),
    })['D1-ratio-gunicorn'];
    expect(verdict).toMatchObject({ verdict: 'inconclusive', evidence: [] });
    expect(verdict?.reason).toContain('json: no level with valid figures of throughput;');
  });

  it('is never supported by one round, nor when too many rounds were discarded', () => {
    const one = judge({ rates: ratesOf(100, 1000, 700), rounds: 1 });
    expect(one['D1-ratio-gunicorn']?.verdict).toBe('inconclusive');
    expect(one['D1-ratio-gunicorn']?.reason).toMatch(
      /^json: node\/prefork ÷ node\/dev \d+\.\d+ × has too few rounds/,
    );
    const disturbed = judge({ rates: ratesOf(100, 1000, 700), rounds: 12, discarded: 5 });
    expect(disturbed['D1-ratio-gunicorn']?.verdict).toBe('inconclusive');
  });

  it('is not refuted by noise that hides it', () => {
    const noise: Noise = { machine: 0, process: 0, slice: 1.5 };
    expect(judge({ rates: ratesOf(100, 200, 300), noise })['D1-ratio-gunicorn']?.verdict).toBe(
      'inconclusive',
    );
  });
});

describe('a claim that the run does not speak to', () => {
  it('is not tested with another number of workers, and says which run would', () => {
    const { 'D0-ratio': verdict } = judge({ rates: ratesOf(100, 1500, 700) });
    expect(verdict).toMatchObject({ verdict: 'not-tested', candidate: null, evidence: [] });
    expect(verdict?.reason).toBe(
      'this run has no Gunicorn with 2 workers (flask, prefork:workers=2); ' +
        'this run has no the development server (flask, dev-debug); ' +
        'measure it with: bench claims --claims D0-ratio',
    );
  });

  it('names what is not installed, with the line that installs it', () => {
    const absent = [
      {
        stack: 'flask',
        mode: 'dev-debug',
        layers: [],
        missing: 'Flask',
        install: 'apt-get install python3-flask',
      },
    ];
    const { 'D0-rps-dev': verdict } = judge({ rates: ratesOf(100, 1500, 700), absent });
    expect(verdict?.verdict).toBe('not-tested');
    expect(verdict?.reason).toContain(
      'the development server needs Flask, which is not installed (apt-get install python3-flask)',
    );
  });

  it('is not tested when none of its scenarios was measured', () => {
    const rates = { 'node/dev': { cpu: 100 }, 'node/prefork': { cpu: 400 } };
    const { 'D1-ratio-gunicorn': verdict } = judge({ rates });
    expect(verdict).toMatchObject({ verdict: 'not-tested', candidate: 'node/prefork' });
    expect(verdict?.reason).toBe(
      'None of json, page, wait was measured; do so with: bench claims --claims D1-ratio-gunicorn',
    );
  });

  it('is never judged by people’s own commands, whatever they are called', () => {
    const rates = { 'cmd/dev': { json: 100 }, 'cmd/prefork': { json: 400 } };
    const verdicts = new Set(Object.values(judge({ rates })).map(({ verdict }) => verdict));
    expect(verdicts).toEqual(new Set(['not-tested']));
  });
});

const asWritten = 'flask/prefork:preload=1:max-requests=1000:max-requests-jitter=100:timeout=120';

describe('the document’s own servers', () => {
  const own = { 'flask/dev-threaded': { json: 100 }, [asWritten]: { json: 1000 } };

  it('are judged where they were measured', () => {
    expect(judge({ rates: own })['D1-ratio-gunicorn']).toMatchObject({
      verdict: 'supported',
      standIn: false,
      candidate: asWritten,
      baseline: 'flask/dev-threaded',
    });
  });

  it('come before the stand-ins, which get a verdict of their own', () => {
    const verdicts = judge({ rates: { ...own, ...ratesOf(100, 150, 100) } });
    expect(verdicts['D1-ratio-gunicorn']).toMatchObject({ verdict: 'supported', standIn: false });
    expect(verdicts['D1-ratio-gunicorn@node']).toMatchObject({ verdict: 'refuted', standIn: true });
  });

  it('are not those with other options, nor those of another stack', () => {
    const plain = { 'flask/dev-threaded': { json: 100 }, 'flask/prefork': { json: 1000 } };
    const verdicts = judge({ rates: plain });
    expect(verdicts['D1-ratio-gunicorn']?.verdict).toBe('not-tested');
    expect(verdicts['D1-ratio-gunicorn-plain']?.verdict).toBe('supported');
  });

  it('are known by an older record that had fewer options', () => {
    const record = recordOf({
      rates: { 'flask/dev-threaded': { json: 100 }, 'flask/prefork': { json: 1000 } },
    });
    for (const variant of record.plan.variants) delete variant.options['access-log'];
    const verdicts = judgeClaims(bundled, record);
    expect(verdicts.find(({ id }) => id === 'D1-ratio-gunicorn-plain')?.verdict).toBe('supported');
  });
});

describe('an order', () => {
  it.each([
    [[100, 400, 200], 'supported'],
    [[100, 400, 90], 'refuted'],
    [[100, 150, 200], 'refuted'],
    [[100, 400, 400], 'inconclusive'],
    [[100, 400, 100], 'inconclusive'],
  ] as const)(
    'of dev, prefork and threaded at %j requests per second is %s',
    ([dev, prefork, threaded], verdict) => {
      const judged = judge({ rates: ratesOf(dev, prefork, threaded) })['D1-order-rps']!;
      expect(judged.verdict).toBe(verdict);
      expect(judged.subject).toBe(
        'the development server, Waitress with 4 threads and Gunicorn with 4 workers: throughput',
      );
      expect(judged.evidence.map((e) => e.of)).toEqual([
        'node/threaded ÷ node/dev',
        'node/prefork ÷ node/threaded',
      ]);
    },
  );

  it('gives both pairs in its reason', () => {
    expect(judge({ rates: ratesOf(100, 400, 90) })['D1-order-rps']?.reason).toMatch(
      /^json: node\/threaded ÷ node\/dev 0\.\d+ × \(.*\) and node\/prefork ÷ node\/threaded 4\.\d+ × \(.*\) is not the order stated; /,
    );
  });

  it('judges Waitress against Gunicorn, which neither may be the baseline for', () => {
    const judged = judge({ rates: ratesOf(100, 400, 200) })['D3-waitress-tuning'];
    expect(judged).toMatchObject({ verdict: 'supported', candidate: 'node/threaded' });
  });

  it('calls the least CPU per request the most efficient', () => {
    const cpu = (dev: number, prefork: number, threaded: number) =>
      judge({
        rates: ratesOf(100, 400, 200),
        cells: {
          'node/dev': { cpuMsPerRequest: dev },
          'node/prefork': { cpuMsPerRequest: prefork },
          'node/threaded': { cpuMsPerRequest: threaded },
        },
      })['D1-cpu-order']?.verdict;
    expect(cpu(0.4, 0.3, 0.5)).toBe('supported');
    expect(cpu(0.2, 0.3, 0.5)).toBe('refuted');
    expect(cpu(0.3, 0.3, 0.5)).toBe('inconclusive');
  });
});

describe('memory', () => {
  const mb = 1e6;
  const cells = {
    'node/dev': { footprint: 60 * mb, pss: 70 * mb, rss: 80 * mb },
    'node/prefork': { footprint: 200 * mb, pss: 150 * mb, rss: 500 * mb },
    'node/threaded': { footprint: 95 * mb, pss: 100 * mb, rss: 110 * mb },
  };
  const judged = judge({ rates: ratesOf(100, 400, 300), cells });

  it('four times the app’s is judged by each way of counting', () => {
    expect(judged['D1-mem-times4-footprint']).toMatchObject({ verdict: 'inconclusive', stated: '4 ×' });
    expect(judged['D1-mem-times4-pss']?.verdict).toBe('refuted');
    expect(judged['D1-mem-times4-pss']?.reason).toContain('is less than stated');
    expect(judged['D1-mem-times4-rss']?.verdict).toBe('refuted');
    expect(judged['D1-mem-times4-rss']?.reason).toContain('is more than stated');
    expect(judged['D1-mem-times4-rss']?.reading).toContain('within a fifth');
    const close = judge({
      rates: ratesOf(100, 400, 300),
      cells: { ...cells, 'node/prefork': { footprint: 230 * mb } },
    });
    expect(close['D1-mem-times4-footprint']?.verdict).toBe('supported');
  });

  it('is ordered also between two variants that the record compares in nothing but throughput', () => {
    expect(judged['D1-mem-order']?.verdict).toBe('supported');
    expect(judged['D1-mem-order']?.evidence[1]?.of).toBe('node/prefork ÷ node/threaded');
    expect(judged['D1-mem-order']?.evidence[1]?.measured?.point).toBeCloseTo(200 / 95, 1);
  });

  it('is undecided where the system does not tell the footprint', () => {
    const rssOnly = judge({
      rates: ratesOf(100, 400, 300),
      cells,
      slices: (slice) => ({
        ...slice,
        memory: { ...slice.memory!, method: 'rss-only', footprint: null, pss: null, uss: null },
      }),
    });
    expect(rssOnly['D1-mem-order']).toMatchObject({ verdict: 'inconclusive', evidence: [] });
    expect(rssOnly['D1-mem-times4-rss']?.verdict).toBe('refuted');
  });
});

describe('combine', () => {
  it.each([
    [['supported', 'supported'], 'supported'],
    [['supported', 'widest-reading'], 'widest-reading'],
    [['refuted', 'refuted'], 'refuted'],
    [['supported', 'refuted'], 'depends'],
    [['widest-reading', 'refuted', 'inconclusive'], 'depends'],
    [['supported', 'inconclusive'], 'inconclusive'],
    [['refuted', 'inconclusive'], 'inconclusive'],
    [[], 'inconclusive'],
  ] as [Verdict[], Verdict][])('%j make %s', (verdicts, together) => {
    expect(combine(verdicts.map((verdict) => ({ verdict })))).toBe(together);
  });
});
