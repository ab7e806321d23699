import { describe, expect, it } from 'vitest';
import { decideGate } from '../../harness/gate/decide.ts';
import { type GateSeries, gateMetricNames, gateVerdictSchema } from '../../harness/model/gate.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { gatePlan, noisyRounds, rounds, series } from '../helpers/gating.ts';

const plan = gatePlan();
const reach = 24;
const verdictOf = (all: readonly GateSeries[], given = plan) => decideGate(given, all, reach);
const first = (all: readonly GateSeries[], given = plan) => verdictOf(all, given).tests[0]!;
const quiet = (metric: GateSeries['metric']) => series(metric, rounds(12, 0));

describe('decideGate', () => {
  it('passes what shows no change, and says what it would have found', () => {
    const verdict = verdictOf(gateMetricNames.map(quiet));
    expect(gateVerdictSchema.parse(verdict)).toEqual(verdict);
    expect(verdict.outcome).toBe('pass');
    expect(verdict.tests.map(({ metric, outcome, reason }) => [metric, outcome, reason])).toEqual([
      ['cpuPerRequest', 'pass', null],
      ['p50', 'pass', null],
      ['footprint', 'pass', null],
      ['failures', 'pass', 'not-ruled-out'],
      ['throughput', 'pass', null],
      ['p99', 'pass', null],
    ]);
    for (const { metric, threshold, detectable } of verdict.tests) {
      // Noise of a fifth of a percent leaves the thresholds as what decides; of failures it is the noise itself.
      if (metric !== 'failures') expect(detectable! / threshold).toBeGreaterThan(0.99);
      expect(detectable).toBeLessThan(1.25 * Math.max(threshold, 0.003));
    }
  });

  it('fails a gating metric that is worse by its threshold or more, with the figures behind it', () => {
    const worse = first([series('cpuPerRequest', rounds(12, Math.log(1.05)))]);
    expect(worse).toMatchObject({ outcome: 'fail', reason: 'worse', p: 2 ** -12, trouble: null });
    expect(worse.bound).toBeGreaterThan(worse.p!);
    expect(worse.change!.point).toBeCloseTo(1.05, 2);
    expect(worse.change!.low).toBeGreaterThan(1.04);
    expect(worse.couldBe).toBeCloseTo(0.052, 2);
  });

  it('warns when it is worse for certain, but by less', () => {
    const verdict = verdictOf([series('cpuPerRequest', rounds(12, 0.01)), quiet('p50')]);
    expect(verdict.tests[0]).toMatchObject({ outcome: 'warn', reason: 'worse-by-less', couldBe: null });
    expect(verdict.outcome).toBe('warn');
  });

  it('passes what is better, however much', () => {
    expect(first([series('footprint', rounds(12, -0.5))])).toMatchObject({
      outcome: 'pass',
      change: { point: expect.closeTo(Math.exp(-0.5), 2) },
    });
  });

  it('only warns of an advisory metric, and of nothing below its threshold', () => {
    const verdict = verdictOf([series('throughput', rounds(12, -Math.log(0.9))), quiet('p50')]);
    expect(verdict.outcome).toBe('warn');
    expect(verdict.tests[0]).toMatchObject({ role: 'advisory', outcome: 'warn', reason: 'worse' });
    expect(verdict.tests[0]!.change!.point).toBeCloseTo(0.9, 2);
    const slight = first([series('throughput', rounds(12, 0.02))]);
    expect(slight).toMatchObject({ outcome: 'pass', reason: 'worse-by-less' });
  });

  it('tells a worsening of throughput as the share that is lost', () => {
    const vague = first([series('throughput', rounds(12, 0.1, 0.4))]);
    expect(vague.couldBe).toBeGreaterThan(0.1);
    expect(vague.couldBe).toBeLessThan(1);
    expect(vague.detectable).toBeLessThan(1);
  });

  it('does not conclude from six rounds, and says what it cannot rule out', () => {
    const few = first([series('p50', [0.05, -0.01, 0.07, -0.02, -0.08, -0.06])]);
    expect(few).toMatchObject({ outcome: 'pass', reason: 'not-ruled-out' });
    expect(few.couldBe).toBeGreaterThan(0.025);
  });

  it('does not pass what was worse in every round when it ended before enough of them could confirm it', () => {
    expect(first([series('p50', rounds(6, 0.05, 0.04))])).toMatchObject({
      ...{ outcome: 'invalid', p: 2 ** -6, detectable: null },
      trouble: { code: 'few-rounds', rounds: 6, needed: 7 },
    });
  });

  it('fails what is not ruled out where that was asked for', () => {
    const strict = gatePlan({ onInconclusive: 'fail' });
    const wide = [0.05, 0.01, 0.07, -0.02, 0.04, -0.06, 0.02, -0.03, 0.06];
    expect(first([series('p50', wide)], strict)).toMatchObject({ outcome: 'fail', reason: 'not-ruled-out' });
    expect(first([series('p50', rounds(6, 0, 0.004))], strict)).toMatchObject({
      outcome: 'pass',
      reason: null,
    });
    expect(first([series('p99', rounds(6, 0, 0.4))], strict)).toMatchObject({ outcome: 'pass' });
  });

  it('is invalid where a gating metric cannot be judged, but a failure outweighs it', () => {
    const trouble = { code: 'not-valid', variant: 'new' } as const;
    const unknown = series('p50', rounds(12, 0), { trouble });
    expect(verdictOf([quiet('cpuPerRequest'), unknown])).toMatchObject({
      outcome: 'invalid',
      tests: [{ outcome: 'pass' }, { outcome: 'invalid', trouble }],
    });
    const failing = series('cpuPerRequest', rounds(12, 0.1));
    expect(verdictOf([failing, unknown]).outcome).toBe('fail');
    expect(verdictOf([quiet('cpuPerRequest'), { ...unknown, metric: 'p99' }]).outcome).toBe('pass');
  });

  it('does not judge before the first look, but for a candidate that is broken', () => {
    expect(first([series('p50', rounds(5, 0.5))])).toMatchObject({
      outcome: 'invalid',
      trouble: { code: 'few-rounds', rounds: 5, needed: 6 },
    });
    expect(first([series('p50', [])])).toMatchObject({ outcome: 'invalid', change: null, detectable: null });
    const broken = first([series('failures', [1, 1, 1, 1, 1])]);
    expect(broken).toMatchObject({ outcome: 'fail', reason: 'worse', change: { point: 1 } });
    expect(first([series('failures', [1, 1, -0.1, 1, 1, 1])]).outcome).toBe('pass');
  });

  it('takes failures by rounds: one heap of them is chance, some in every round are not', () => {
    expect(first([series('failures', [0, 0, 0.4, 0, 0, 0, 0, 0, 0, 0, 0, 0])])).toMatchObject({
      outcome: 'pass',
      p: 0.5,
    });
    const each = first([series('failures', rounds(12, 0.004, 0.001))]);
    expect(each).toMatchObject({ outcome: 'fail', change: { point: expect.closeTo(0.004, 3) } });
  });

  it('has not passed what could not have failed: so few rounds confirm nothing, however worse each is', () => {
    const six = series('p50', rounds(6, 0));
    expect(decideGate(plan, [six], 6).tests[0]).toMatchObject({
      ...{ outcome: 'invalid', detectable: null },
      trouble: { code: 'few-rounds', rounds: 6, needed: 7 },
    });
    expect(decideGate(plan, [six], 7).tests[0]).toMatchObject({ outcome: 'pass', trouble: null });
  });

  it('lets stand what is confirmed by the rounds that were not left out', () => {
    const trouble = { code: 'disturbed', discarded: 9, rounds: 21 } as const;
    const worse = series('cpuPerRequest', rounds(12, 0.1), { trouble });
    expect(first([worse])).toMatchObject({ outcome: 'fail', trouble: null });
    expect(first([{ ...worse, worsening: rounds(12, 0) }])).toMatchObject({ outcome: 'invalid', trouble });
  });

  it('is the same for the same rounds', () => {
    const all = gateMetricNames.map((metric, i) =>
      series(metric, noisyRounds(createRandom(i), 14, 0.02, 0.03)),
    );
    expect(verdictOf(all)).toEqual(verdictOf(all));
  });
});
