import { describe, expect, it } from 'vitest';
import { type Comparison, comparisonSchema, type Interval } from '../../harness/model/estimate.ts';
import { type MetricName, metricNames } from '../../harness/model/metric.ts';
import { analyse } from '../../harness/stats/analyse.ts';
import { compare, verdictOf } from '../../harness/stats/compare.ts';
import { summarise } from '../../harness/stats/summarise.ts';
import { share } from '../helpers/draws.ts';
import {
  type CellTruth,
  type Noise,
  type SyntheticRun,
  syntheticPlan,
  syntheticRun,
  truth,
} from '../helpers/slices.ts';

const mb = 1e6;
const servers: Record<string, CellTruth> = {
  dev: truth({ throughput: 2_000, cpuMsPerRequest: 0.31, footprint: 61 * mb }),
  prefork: truth({ throughput: 5_000, cpuMsPerRequest: 0.33, footprint: 212 * mb }),
  threaded: truth({ throughput: 1_500, cpuMsPerRequest: 0.42, footprint: 96 * mb }),
};

function runOf(given: {
  rounds?: number;
  passes?: number;
  noise?: Noise;
  seed?: number;
  variants?: string[];
}): SyntheticRun {
  const { variants = ['dev', 'prefork', 'threaded'], ...rest } = given;
  const plan = syntheticPlan({ variants });
  return syntheticRun({ plan, truth: ({ variant }) => servers[variant]!, ...rest });
}

const comparisonsOf = ({ plan, rounds, slices }: SyntheticRun) => compare(plan, rounds, slices);

function find(comparisons: readonly Comparison[], candidate: string, metric: MetricName): Comparison {
  return comparisons.find((c) => c.baseline === 'dev' && c.candidate === candidate && c.metric === metric)!;
}

describe('compare', () => {
  it('gives back the true ratios, when nothing disturbs', () => {
    const comparisons = comparisonsOf(runOf({}));
    expect(find(comparisons, 'prefork', 'throughput').ratio.point).toBeCloseTo(2.5, 2);
    expect(find(comparisons, 'threaded', 'cpuPerRequest').ratio.point).toBeCloseTo(0.42 / 0.31, 2);
    expect(find(comparisons, 'prefork', 'footprint').ratio.point).toBeCloseTo(212 / 61, 2);
    expect(find(comparisons, 'prefork', 'p50').ratio.point).toBeCloseTo(0.4, 2);
    // a round of dev holds 500 requests, so that its p99 is one of five values
    expect(find(comparisons, 'prefork', 'p99').ratio.point).toBeCloseTo(0.4, 1.5);
    for (const comparison of comparisons) expect(() => comparisonSchema.parse(comparison)).not.toThrow();
  });

  it('compares all metrics with the baseline and throughput between the others', () => {
    const comparisons = comparisonsOf(runOf({}));
    const names = comparisons.map((c) => `${c.baseline} ${c.candidate} ${c.metric}`);
    expect(names).toEqual([
      ...metricNames.map((metric) => `dev prefork ${metric}`),
      ...metricNames.map((metric) => `dev threaded ${metric}`),
      'prefork threaded throughput',
    ]);
  });

  it('stops comparing the others among each other above five variants', () => {
    const variants = Array.from({ length: 6 }, (_, i) => `prefork:workers=${i + 1}`);
    const plan = syntheticPlan({ variants });
    const run = syntheticRun({ plan, truth: () => servers.dev!, rounds: 2 });
    expect(comparisonsOf(run).every((c) => c.baseline === variants[0])).toBe(true);
  });

  it('compares only the metrics asked for', () => {
    const { plan, rounds, slices } = runOf({});
    const comparisons = compare(plan, rounds, slices, ['throughput']);
    expect(comparisons.map((c) => c.metric)).toEqual(['throughput', 'throughput', 'throughput']);
    expect(compare(plan, rounds, slices, ['rss'])).toHaveLength(2);
  });

  it('says improved or regressed by what is better for the metric', () => {
    const comparisons = comparisonsOf(runOf({}));
    const verdict = (candidate: string, metric: MetricName) => find(comparisons, candidate, metric).verdict;
    expect(verdict('prefork', 'throughput')).toBe('improved');
    expect(verdict('threaded', 'throughput')).toBe('regressed');
    expect(verdict('prefork', 'p50')).toBe('improved');
    expect(verdict('threaded', 'p50')).toBe('regressed');
    expect(verdict('prefork', 'footprint')).toBe('regressed');
  });

  it('holds the true ratio as often as it says, while the machine’s speed doubles and halves', () => {
    let seed = 0;
    const noise: Noise = { machine: 0.5, process: 0.05, slice: 0.05 };
    const coverage = share(300, () => {
      const { plan, rounds, slices } = runOf({
        rounds: 8,
        passes: 2,
        noise,
        seed: seed++,
        variants: ['dev', 'threaded'],
      });
      const { ratio } = compare(plan, rounds, slices, ['throughput'])[0]!;
      return ratio.low! <= 0.75 && 0.75 <= ratio.high!;
    });
    // exact 96.1 % for 8 rounds; three standard errors of 300 draws are 3.4 points
    expect(coverage).toBeGreaterThan(0.92);
  });

  it('is far narrower than the figures themselves, for it pairs slices that met the same weather', () => {
    const run = runOf({ rounds: 10, passes: 2, noise: { machine: 0.5, process: 0.02, slice: 0.02 } });
    const { ratio } = find(comparisonsOf(run), 'threaded', 'throughput');
    const own = summarise(run.plan, run.rounds, run.slices).find((s) => s.variant === 'threaded')!;
    const width = ({ low, high }: Pick<Interval, 'low' | 'high'>) => Math.log(high! / low!);
    expect(width(ratio)).toBeLessThan(width(own.metrics.throughput!) / 4);
  });

  it('divides slices of the same pass, whatever order they came in', () => {
    const run = runOf({ rounds: 6, passes: 3, noise: { machine: 1, process: 0, slice: 0 } });
    const shuffled = { ...run, slices: [...run.slices].reverse() };
    const { ratio } = find(comparisonsOf(shuffled), 'prefork', 'throughput');
    expect(ratio.high! - ratio.low!).toBeLessThan(0.02);
  });

  it('uses only rounds that show both, and passes that show both', () => {
    const run = runOf({ rounds: 8, passes: 2, noise: { machine: 1, process: 0, slice: 0 } });
    const slices = run.slices
      .filter((s) => !(s.variant === 'prefork' && s.round === 2))
      .filter((s) => !(s.variant === 'dev' && s.pass === 1));
    const { ratio } = find(comparisonsOf({ ...run, slices }), 'prefork', 'throughput');
    expect(ratio.rounds).toBe(7);
    expect(ratio.low).toBeCloseTo(2.5, 2);
    expect(ratio.high).toBeCloseTo(2.5, 2);
  });

  it('falls back on the whole round when a pass shows nothing to divide', () => {
    const run = runOf({ rounds: 6, passes: 2 });
    const slices = run.slices.map((s) =>
      s.pass === 1 && s.variant === 'dev' ? { ...s, serverCpuMs: 0 } : s,
    );
    const { ratio } = find(comparisonsOf({ ...run, slices }), 'prefork', 'cpuPerRequest');
    expect(ratio.point).toBeCloseTo(0.33 / 0.155, 1);
  });

  it('leaves invalid cells and discarded rounds out', () => {
    const run = runOf({ rounds: 8 });
    const failing = run.slices.map((s) =>
      s.variant === 'prefork'
        ? { ...s, load: { ...s.load!, ok: 0, failed: { ...s.load!.failed, status: s.load!.ok } } }
        : s,
    );
    const left = comparisonsOf({ ...run, slices: failing });
    expect(left.length).toBeGreaterThan(0);
    expect(left.every((c) => c.candidate !== 'prefork' && c.baseline !== 'prefork')).toBe(true);

    const rounds = run.rounds.map((r) => (r.round === 1 ? { ...r, discarded: ['steal'] } : r));
    expect(find(comparisonsOf({ ...run, rounds }), 'prefork', 'throughput').ratio.rounds).toBe(7);
  });

  it('concludes nothing when too many rounds were discarded', () => {
    const run = runOf({ rounds: 10 });
    const rounds = run.rounds.map((r) => (r.round <= 4 ? { ...r, discarded: ['steal'] } : r));
    const { ratio, verdict } = find(comparisonsOf({ ...run, rounds }), 'prefork', 'throughput');
    expect(ratio.point).toBeCloseTo(2.5, 2);
    expect(verdict).toBe('inconclusive');
  });

  it('gives one round a ratio without a verdict', () => {
    const comparison = find(comparisonsOf(runOf({ rounds: 1 })), 'prefork', 'throughput');
    expect(comparison).toMatchObject({ ratio: { low: null, high: null }, verdict: 'inconclusive' });
  });

  it('finds a difference between equal servers no more often than its confidence allows', () => {
    let seed = 0;
    const plan = syntheticPlan({ variants: ['dev', 'threaded'] });
    const noise: Noise = { machine: 0.3, process: 0.05, slice: 0.1 };
    const alarms = share(400, () => {
      const run = syntheticRun({ plan, truth: () => servers.dev!, noise, seed: seed++, rounds: 6 });
      const [comparison] = compare(plan, run.rounds, run.slices, ['throughput']);
      return comparison!.verdict === 'improved' || comparison!.verdict === 'regressed';
    });
    // exact 3.1 % for 6 rounds; three standard errors of 400 draws are 2.6 points
    expect(alarms).toBeLessThan(0.058);
  });

  it('agrees with the analysis that does both at once', () => {
    const { plan, rounds, slices } = runOf({
      rounds: 7,
      noise: { machine: 0.2, process: 0.05, slice: 0.05 },
    });
    expect(analyse(plan, rounds, slices)).toEqual({
      summaries: summarise(plan, rounds, slices),
      comparisons: compare(plan, rounds, slices),
      objectives: [],
    });
  });
});

describe('verdictOf', () => {
  const ratio = (low: number | null, high: number | null): Interval => ({
    point: 1,
    low,
    high,
    confidence: 0.95,
    rounds: 6,
    fewRounds: false,
  });

  it.each([
    [1.01, 1.2, 0.05, 'improved'],
    [0.8, 0.99, 0.05, 'regressed'],
    [0.92, 1.09, 0.05, 'no-difference'],
    [0.9, 1.05, 0.05, 'inconclusive'],
    [0.95, 1.11, 0.05, 'inconclusive'],
    [0.97, 1.03, 0.01, 'inconclusive'],
    [0.985, 1.015, 0.01, 'no-difference'],
    [0.7, 1.3, 0.5, 'inconclusive'],
    [null, null, 0.05, 'inconclusive'],
  ] as const)('of throughput, %s to %s at precision %f, is %s', (low, high, precision, verdict) => {
    expect(verdictOf('throughput', ratio(low, high), precision)).toBe(verdict);
  });

  it('turns round where lower is better', () => {
    expect(verdictOf('p99', ratio(1.1, 1.2), 0.05)).toBe('regressed');
    expect(verdictOf('cpuPerRequest', ratio(0.8, 0.9), 0.05)).toBe('improved');
  });
});
