import { describe, expect, it } from 'vitest';
import { combine, judgeClaims } from '../../harness/claims/judge.ts';
import { readClaims } from '../../harness/claims/read-claims.ts';
import { type ClaimVerdict, claimVerdictSchema, type Verdict } from '../../harness/model/claim.ts';
import type { Plan } from '../../harness/model/plan.ts';
import type { SliceResult } from '../../harness/model/slice.ts';
import type { Variant } from '../../harness/model/variant.ts';
import { analyse } from '../../harness/stats/analyse.ts';
import {
  type CellTruth,
  commandVariant,
  type Noise,
  nodeVariant,
  syntheticPlan,
  syntheticRun,
  truth,
} from '../helpers/slices.ts';

const claims = readClaims();
const small: Noise = { machine: 0.1, process: 0.005, slice: 0.005 };

interface Given {
  /** Requests per second of each variant in each scenario; the first variant is the baseline. */
  readonly rates: Record<string, Record<string, number>>;
  readonly cells?: Record<string, Partial<CellTruth>>;
  readonly concurrency?: readonly number[];
  readonly rounds?: number;
  readonly noise?: Noise;
  readonly overrides?: Partial<Plan>;
  readonly slices?: (slice: SliceResult) => SliceResult;
  readonly discarded?: number;
}

/** Every verdict on a synthetic run, by id. */
function judge(given: Given): Record<string, ClaimVerdict> {
  const variants = Object.keys(given.rates);
  const scenarios = [...new Set(Object.values(given.rates).flatMap(Object.keys))];
  const plan = syntheticPlan({
    variants,
    scenarios,
    concurrency: given.concurrency ?? [8],
    ...(given.overrides ? { overrides: given.overrides } : {}),
  });
  const run = syntheticRun({
    plan,
    rounds: given.rounds ?? 6,
    noise: given.noise ?? small,
    truth: ({ variant, scenario }) =>
      truth({ throughput: given.rates[variant]![scenario]!, ...given.cells?.[variant] }),
  });
  const slices = run.slices.map((slice) => given.slices?.(slice) ?? slice);
  const rounds = run.rounds.map((r) =>
    r.round <= (given.discarded ?? 0) ? { ...r, discarded: ['steal'] } : r,
  );
  const verdicts = judgeClaims(claims, { plan, ...analyse(plan, rounds, slices) });
  expect(verdicts.map((v) => v.id)).toEqual(claims.map((c) => c.id));
  for (const verdict of verdicts) {
    expect(() => claimVerdictSchema.parse(verdict)).not.toThrow();
    expect(verdict.standIn).toBe(true);
    expect(verdict.reason).not.toMatch(/%|undefined|NaN|null/);
  }
  return Object.fromEntries(verdicts.map((v) => [v.id, v]));
}

const ratesOf = (dev: number, prefork: number, threaded: number) => ({
  dev: { json: dev },
  prefork: { json: prefork },
  threaded: { json: threaded },
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
    const rates = { dev: { json: 100 }, 'prefork:workers=2': { json: 100 * ratio } };
    expect(judge({ rates })['D0-ratio']?.verdict).toBe(verdict);
  });

  it('keeps the figure it was judged by', () => {
    const { 'D1-ratio-gunicorn': verdict } = judge({ rates: ratesOf(20, 80, 80), noise: small });
    expect(verdict).toMatchObject({
      document: 'D1',
      subject: 'Gunicorn with 4 workers against the development server: throughput',
      stated: '10 × (2–50)',
      candidate: 'prefork',
      evidence: [{ scenario: 'json', level: 'c8', of: 'prefork ÷ dev', measured: { unit: '×' } }],
    });
    const { point, low, high } = verdict!.evidence[0]!.measured!;
    expect(point).toBeCloseTo(4, 1);
    expect(low!).toBeLessThan(point);
    expect(high!).toBeGreaterThan(point);
    expect(verdict?.reason).toMatch(
      /^json: prefork ÷ dev [34]\.\d\d × \(3\.\d\d–4\.\d\d\) fits the widest reading only; page and wait: not measured\.$/,
    );
  });

  it('is found whichever of the two was named first, and when neither was', () => {
    for (const order of [
      ['prefork', 'dev', 'threaded'],
      ['threaded', 'dev', 'prefork'],
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
      dev: { json: 2000, wait: 20, page: 100 },
      prefork: { json: 2200, wait: 80, page: 400 },
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

  it('is judged at the highest level whose cells are valid', () => {
    const rates = ratesOf(100, 400, 300);
    const concurrency = [1, 8, 32];
    const level = (slices?: Given['slices']) =>
      judge({ rates, concurrency, ...(slices ? { slices } : {}) })['D1-ratio-gunicorn']?.evidence[0]?.level;
    expect(level()).toBe('c32');
    expect(level(failing((s) => s.variant === 'prefork' && s.level.concurrency === 32))).toBe('c8');
    expect(level(failing((s) => s.variant === 'threaded'))).toBe('c32');
  });

  it('is never supported by invalid cells', () => {
    const verdict = judge({ rates: ratesOf(100, 1000, 700), slices: failing((s) => s.variant === 'dev') })[
      'D1-ratio-gunicorn'
    ];
    expect(verdict).toMatchObject({ verdict: 'inconclusive', evidence: [] });
    expect(verdict?.reason).toContain('json: no level with valid figures of throughput to compare');
  });

  it('is never supported by one round, nor when too many rounds were discarded', () => {
    const one = judge({ rates: ratesOf(100, 1000, 700), rounds: 1 });
    expect(one['D1-ratio-gunicorn']?.verdict).toBe('inconclusive');
    expect(one['D1-ratio-gunicorn']?.reason).toMatch(/^json: prefork ÷ dev \d+\.\d+ × has too few rounds/);
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
      'This run has no prefork with 2 workers (only prefork ×4); measure it with: ' +
        'bench run --modes dev,prefork:workers=2',
    );
  });

  it('is not tested without the mode', () => {
    const { 'D1-order-rps': verdict } = judge({ rates: { dev: { json: 100 }, prefork: { json: 400 } } });
    expect(verdict?.verdict).toBe('not-tested');
    expect(verdict?.reason).toBe(
      'This run has no threaded with 4 threads; measure it with: ' +
        'bench run --modes dev,prefork:workers=4,threaded:threads=4',
    );
  });

  it('is not tested when none of its scenarios was measured', () => {
    const rates = { dev: { cpu: 100 }, prefork: { cpu: 400 } };
    const { 'D1-ratio-gunicorn': verdict } = judge({ rates });
    expect(verdict).toMatchObject({ verdict: 'not-tested', candidate: 'prefork' });
    expect(verdict?.reason).toBe(
      'None of json, page, wait was measured; do so with: ' +
        'bench run --modes dev,prefork:workers=4 --scenarios json,page,wait',
    );
  });

  it('is never judged by a mode of the same name on another stack', () => {
    const python = (mode: string): Variant => {
      const variant = nodeVariant(mode);
      return { ...variant, source: { kind: 'reference', stack: 'flask', mode, layers: [] } };
    };
    const plan = syntheticPlan({ variants: ['dev', 'prefork', 'threaded'].map(python) });
    const run = syntheticRun({ plan, truth: () => truth({ throughput: 100 }) });
    const verdicts = judgeClaims(claims, { plan, ...analyse(plan, run.rounds, run.slices) });
    expect(new Set(verdicts.map((v) => v.verdict))).toEqual(new Set(['not-tested']));
  });

  it('is never judged by people’s own commands, whatever they are called', () => {
    const plan = syntheticPlan({ variants: [commandVariant('dev'), commandVariant('prefork')] });
    const run = syntheticRun({ plan, truth: () => truth({ throughput: 100 }) });
    const verdicts = judgeClaims(claims, { plan, ...analyse(plan, run.rounds, run.slices) });
    expect(new Set(verdicts.map((v) => v.verdict))).toEqual(new Set(['not-tested']));
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
        'the development server, Gunicorn with 4 workers and Waitress with 4 threads: throughput',
      );
      expect(judged.evidence.map((e) => e.of)).toEqual(['threaded ÷ dev', 'prefork ÷ threaded']);
    },
  );

  it('gives both pairs in its reason', () => {
    expect(judge({ rates: ratesOf(100, 400, 90) })['D1-order-rps']?.reason).toMatch(
      /^json: threaded ÷ dev 0\.\d+ × \(.*\) and prefork ÷ threaded 4\.\d+ × \(.*\) is not the order stated; /,
    );
  });

  it('judges Waitress against Gunicorn, which neither may be the baseline for', () => {
    const judged = judge({ rates: ratesOf(100, 400, 200) })['D3-waitress-tuning'];
    expect(judged).toMatchObject({ verdict: 'supported', candidate: 'threaded' });
  });

  it('calls the least CPU per request the most efficient', () => {
    const cpu = (dev: number, prefork: number, threaded: number) =>
      judge({
        rates: ratesOf(100, 400, 200),
        cells: {
          dev: { cpuMsPerRequest: dev },
          prefork: { cpuMsPerRequest: prefork },
          threaded: { cpuMsPerRequest: threaded },
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
    dev: { footprint: 60 * mb, pss: 70 * mb, rss: 80 * mb },
    prefork: { footprint: 200 * mb, pss: 150 * mb, rss: 500 * mb },
    threaded: { footprint: 95 * mb, pss: 100 * mb, rss: 110 * mb },
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
      cells: { ...cells, prefork: { footprint: 230 * mb } },
    });
    expect(close['D1-mem-times4-footprint']?.verdict).toBe('supported');
  });

  it('is ordered also between two variants that the record compares in nothing but throughput', () => {
    expect(judged['D1-mem-order']?.verdict).toBe('supported');
    expect(judged['D1-mem-order']?.evidence[1]?.of).toBe('prefork ÷ threaded');
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
    expect(combine(verdicts)).toBe(together);
  });
});

/** Turns the answers of some slices into wrong ones, which makes their cells invalid. */
function failing(where: (slice: SliceResult) => boolean): NonNullable<Given['slices']> {
  return (slice) => {
    const load = slice.load;
    if (load === null || !where(slice)) return slice;
    return { ...slice, load: { ...load, ok: 0, failed: { ...load.failed, status: load.ok } } };
  };
}
