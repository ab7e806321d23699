import { describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import { gatedPairs, planSchema } from '../../harness/model/plan.ts';
import { makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import type { NoiseRequest } from '../../harness/plan/parse-noise.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

const plan = (noise: NoiseRequest = {}, more: RunRequest = {}) =>
  makePlan(
    { cmd: ['a=node a.js {port}', 'b=node b.js {port}'], gate: { thresholds: [] }, noise, ...more },
    smallCatalogue,
    1,
  );

function problemsOf(noise: NoiseRequest, more: RunRequest = {}): string[] {
  try {
    plan(noise, more);
  } catch (error) {
    if (error instanceof UsageError)
      return error.problems.map((p) => `${p.where}: ${p.message} | ${p.hint ?? ''}`);
    throw error;
  }
  return [];
}

describe('the plan of a measurement of noise', () => {
  it('starts everything twice, for five minutes, and draws a gate as it is', () => {
    const made = plan();
    expect(planSchema.parse(made)).toEqual(made);
    expect(made.variants.map(({ id, again }) => [id, again])).toEqual([
      ['a', undefined],
      ['a (again)', 'a'],
      ['b', undefined],
      ['b (again)', 'b'],
    ]);
    expect(gatedPairs(made)).toEqual([
      { baseline: 'a', candidate: 'a (again)' },
      { baseline: 'b', candidate: 'b (again)' },
    ]);
    expect(made.budgetSeconds).toBe(300);
    expect(made.gate).toMatchObject({ budgetSeconds: 180, findRate: { share: 0.5 } });
    expect(made.noise?.targets.map(({ metric, share }) => [metric, share])).toEqual([
      ['cpuPerRequest', 0.04],
      ['p50', 0.05],
      ['footprint', 0.04],
      ['failures', 0.002],
      ['throughput', 0.08],
      ['p99', 0.2],
    ]);
  });

  it('takes modes of the reference app too', () => {
    expect(plan({}, { cmd: undefined, modes: 'dev' }).variants.map(({ id }) => id)).toEqual([
      'dev',
      'dev (again)',
    ]);
  });

  it('has a budget of its own, beside that of the gate', () => {
    const made = plan({ gateBudget: '10m' }, { budget: '90s' });
    expect([made.budgetSeconds, made.gate?.budgetSeconds]).toEqual([90, 600]);
    const counted = plan({}, { rounds: '12' });
    expect([counted.budgetSeconds, counted.rounds.max]).toEqual([null, 12]);
  });

  it('takes a target for all metrics but failures, or for those that are named', () => {
    const targets = (...target: string[]) =>
      plan({ target }).noise?.targets.map(({ metric, share }) => `${metric} ${share}`);
    expect(targets('5%')).toEqual([
      'cpuPerRequest 0.05',
      'p50 0.05',
      'footprint 0.05',
      'throughput 0.05',
      'p99 0.05',
    ]);
    expect(targets('p50=3%, failures=0.5%', 'p50=4%')).toEqual(['p50 0.04', 'failures 0.005']);
  });

  it('says all that is wrong with what was written', () => {
    expect(problemsOf({ target: ['speed=5%', 'p50=fast', '0%'], gateBudget: 'long' })).toEqual([
      '--gate-budget: "long" is not a length of time | write 90s, 3m or 1h',
      expect.stringMatching(/^--target: a gate is not of "speed" \| /),
      '--target: "fast" is not a share between 0 and 1 | write 5% or 0.05',
      '--target: "0%" is not a share between 0 and 1 | write 5% or 0.05',
    ]);
    expect(problemsOf({ target: ['cpu=99.5%'] })).toEqual([
      '--target: "99.5%" is out of bounds | allowed: up to 99%',
    ]);
  });

  it('refuses servers that run already, for noise is of fresh starts', () => {
    expect(problemsOf({}, { cmd: undefined, url: ['a=http://127.0.0.1:3000/'] })).toContain(
      '--modes: a runs already, and noise is of fresh starts | name the command that starts it: --cmd',
    );
  });
});
