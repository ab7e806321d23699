import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GateMetric, type GateSeries, gateMetricNames } from '../../harness/model/gate.ts';
import {
  couldBe,
  isAtThreshold,
  roundsToBreak,
  shareOf,
  testGate,
  thresholdOf,
} from '../../harness/stats/gate-tests.ts';
import { createRandom, type Random } from '../../harness/stats/random.ts';
import { cauchy, normal, share } from '../helpers/draws.ts';
import { gatePlan, noisyRounds, rounds, series } from '../helpers/gating.ts';

const plan = gatePlan();
const openOf = (all: readonly GateSeries[], given = plan) =>
  testGate(given, all, false).map(({ open }) => open);

describe('testGate', () => {
  it('asks for rounds until the first look, and then for those of what is suspect', () => {
    expect(openOf([series('p50', rounds(5, -0.1))])).toEqual([true]);
    expect(openOf([series('p50', rounds(6, -0.1)), series('cpuPerRequest', rounds(6, 0.1))])).toEqual([
      false,
      true,
    ]);
  });

  it('asks for no more of what is confirmed, or cannot be told, or has all its rounds', () => {
    expect(openOf([series('p50', rounds(12, 0.1))])).toEqual([false]);
    const open = { open: true, confirmed: false };
    expect(testGate(plan, [series('p50', rounds(7, 0.1))], false)).toMatchObject([open]);
    expect(openOf([series('p50', [], { trouble: { code: 'no-figure' } })])).toEqual([false]);
    expect(
      openOf([series('p50', rounds(7, 0.1), { trouble: { code: 'disturbed', discarded: 3, rounds: 10 } })]),
    ).toEqual([true]);
    const vague = [1, 2, -3, 4, 5, 6, 7, 8, 9, 10];
    expect(openOf([series('p50', vague)])).toEqual([true]);
    expect(openOf([series('p50', vague)], gatePlan({ maxRounds: 10 }))).toEqual([false]);
  });

  it('asks until it is ruled out, where a gate is to fail of what is not', () => {
    const even = [0.2, -0.2001, 0.1, -0.11, 0.3, -0.31];
    expect(openOf([series('p50', even)])).toEqual([false]);
    const strict = gatePlan({ onInconclusive: 'fail' });
    expect(openOf([series('p50', even)], strict)).toEqual([true]);
    expect(openOf([series('p99', even)], strict)).toEqual([false]);
    expect(openOf([series('p50', rounds(6, 0))], strict)).toEqual([false]);
  });

  it('keeps what may only warn out of the family that may fail', () => {
    const gating = series('cpuPerRequest', rounds(12, 0.05));
    const advisory = Array.from({ length: 9 }, () => series('p99', rounds(12, 0)));
    const [state] = testGate(plan, [gating, ...advisory], true);
    expect(state).toMatchObject({ alpha: plan.alpha, confirmed: true });
  });

  it('leaves metrics out that the gate is not of', () => {
    const only = gatePlan({ metrics: plan.metrics.filter(({ metric }) => metric === 'p50') });
    expect(
      testGate(only, [series('cpuPerRequest', rounds(12, 1)), series('p50', rounds(12, 0))], true),
    ).toHaveLength(1);
  });

  it('confirms a broken candidate where it is in every round, but for the first, which may lack a level', () => {
    const broken = (worsening: readonly number[]) =>
      testGate(plan, [series('failures', worsening)], false)[0]!;
    expect(broken([0, 1, 0.9, 0.6, 0.8])).toMatchObject({ confirmed: true, broken: true, open: false });
    expect(broken([0, 1, 0.9, 0.6])).toMatchObject({ confirmed: false, open: true });
    expect(broken([-0.1, 1, 1, 1, 1])).toMatchObject({ confirmed: false, open: true });
    expect(broken([0, 1, 0, 1, 1, 1])).toMatchObject({ confirmed: false, open: true });
    expect(broken([1, 1, 1, 0.4, 1])).toMatchObject({ confirmed: false, open: true });
  });

  it('takes more rounds to call something broken, the more could be', () => {
    expect([1, 2, 3, 10, 11].map((count) => roundsToBreak(0.01, count))).toEqual([4, 4, 5, 5, 6]);
    const broken = series('failures', [0, 1, 1, 1, 1]);
    const whole = ['a', 'b', 'c'].map((scenario) => series('failures', rounds(5, 0, 0), { scenario }));
    expect(testGate(plan, [broken, ...whole], false)[0]).toMatchObject({ broken: false });
    const longer = { ...broken, worsening: [...broken.worsening, 1] };
    expect(testGate(plan, [longer, ...whole], false)[0]).toMatchObject({ broken: true });
  });

  const noises: [string, (random: Random, round: number) => number][] = [
    ['normal', normal],
    ['heavy-tailed', (random) => cauchy(random)],
    ['growing, one side slower by turns', (r, round) => (1 + round) * normal(r) + (r.below(2) ? 2 : -2)],
  ];
  it.each(noises)('confirms something in no more gates without a change than α, %s noise', (_, draw) => {
    const random = createRandom(77);
    // With α = 5 %, for which fewer draws tell; the rule is the same.
    const loose = gatePlan({ alpha: 0.05 });
    const wrong = share(1500, () => {
      const all = ['a', 'b'].flatMap((scenario) => {
        const shared = Array.from({ length: 18 }, (_, round) => draw(random, round));
        return (['cpuPerRequest', 'p50', 'footprint'] as const).map((metric) =>
          series(
            metric,
            shared.map((common, round) => common + draw(random, round)),
            { scenario },
          ),
        );
      });
      return testGate(loose, all, true).some(({ confirmed }) => confirmed);
    });
    // 5 % and three standard errors of it in 1,500 draws.
    expect(wrong).toBeLessThan(0.067);
  });

  it('finds 5 % more CPU per request among eleven tests in eighteen rounds that differ by 3 %', () => {
    const random = createRandom(5);
    const found = share(300, () => {
      const others = Array.from({ length: 11 }, () => series('p50', noisyRounds(random, 18, 0, 0.05)));
      const changed = series('cpuPerRequest', noisyRounds(random, 18, Math.log(1.05), 0.031));
      const [state] = testGate(plan, [changed, ...others], true);
      return state!.confirmed && isAtThreshold(state!.metric, changed);
    });
    expect(found).toBeGreaterThan(0.95);
  });
});

describe('shares and worsenings', () => {
  it('are each other’s inverse, whichever way is worse', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...gateMetricNames),
        fc.double({ min: 0.001, max: 0.9, noNaN: true }),
        (metric, threshold) => {
          const of: GateMetric = { metric, threshold, role: 'gating' };
          expect(shareOf(of, thresholdOf(of))).toBeCloseTo(threshold, 10);
        },
      ),
    );
  });

  it('are logarithms of ratios, and differences of failures', () => {
    const of = (metric: GateMetric['metric']): GateMetric => ({ metric, threshold: 0.1, role: 'gating' });
    expect(thresholdOf(of('p50'))).toBeCloseTo(Math.log(1.1), 12);
    expect(thresholdOf(of('throughput'))).toBeCloseTo(-Math.log(0.9), 12);
    expect(thresholdOf(of('failures'))).toBe(0.1);
  });
});

describe('couldBe', () => {
  const p50: GateMetric = { metric: 'p50', threshold: 0.025, role: 'gating' };

  it('is the far end of the interval, or nothing where that is below the threshold', () => {
    expect(couldBe(plan, p50, series('p50', rounds(8, 0.03)))).toBeCloseTo(0.03, 2);
    expect(couldBe(plan, p50, series('p50', rounds(8, 0)))).toBeNull();
  });

  it('is anything with too few rounds', () => {
    expect(couldBe(plan, p50, series('p50', rounds(3, 0)))).toBe(Number.POSITIVE_INFINITY);
  });
});
