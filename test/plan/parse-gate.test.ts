import { describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import { planSchema } from '../../harness/model/plan.ts';
import { gateDefaults } from '../../harness/plan/gate-defaults.ts';
import { makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import type { GateRequest } from '../../harness/plan/parse-gate.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

const plan = (gate: Partial<GateRequest> = {}, more: RunRequest = {}) =>
  makePlan(
    { cmd: ['a=node a.js {port}', 'b=node b.js {port}'], gate: { thresholds: [], ...gate }, ...more },
    smallCatalogue,
    1,
  );
const gateOf = (gate: Partial<GateRequest>) => plan(gate).gate;
const flag = (text: string, where = '--threshold') => ({ text, where });

function problemsOf(gate: Partial<GateRequest>, more: RunRequest = {}): string[] {
  try {
    plan(gate, more);
  } catch (error) {
    if (error instanceof UsageError)
      return error.problems.map((p) => `${p.where}: ${p.message} | ${p.hint ?? ''}`);
    throw error;
  }
  return [];
}

describe('the plan of a gate', () => {
  it('loads by 16 connections and at half of what the baseline serves, unless told otherwise', () => {
    const made = plan();
    expect(planSchema.parse(made)).toEqual(made);
    expect(made.levels).toEqual([{ kind: 'closed', concurrency: 16 }]);
    expect(made.gate?.findRate).toMatchObject({ share: 0.5, arrivals: 'constant' });
    expect(made.budgetSeconds).toBe(180);
    const { findRate: _found, ...gate } = made.gate ?? {};
    expect(gate).toEqual(gateDefaults);
  });

  it('takes both kinds of levels, and finds no rate where rates are given', () => {
    const made = plan({ budget: '5m' }, { concurrency: '8', rate: '200', arrivals: 'poisson' });
    expect(made.levels).toMatchObject([
      { kind: 'closed', concurrency: 8 },
      { kind: 'open', rate: 200, arrivals: 'poisson' },
    ]);
    expect(made.gate?.findRate).toBeNull();
    expect(made.budgetSeconds).toBe(300);
  });

  it('has thresholds by metric, of which the last holds, and roles', () => {
    const gate = gateOf({
      thresholds: [flag('p50=4%', 'gate.thresholds.p50'), flag('p50=5%, cpu=0.03')],
      gating: flag('cpu,p99', '--gating'),
      onInconclusive: flag('fail', '--on-inconclusive'),
    });
    expect(gate?.onInconclusive).toBe('fail');
    expect(gate?.metrics.map(({ metric, role, threshold }) => [metric, role, threshold])).toEqual([
      ['cpuPerRequest', 'gating', 0.03],
      ['p50', 'advisory', 0.05],
      ['footprint', 'advisory', 0.02],
      ['failures', 'advisory', 0.001],
      ['throughput', 'advisory', 0.04],
      ['p99', 'gating', 0.1],
    ]);
  });

  it('says everything that is wrong with it, and where', () => {
    const wrong: Partial<GateRequest> = {
      thresholds: [
        flag('p50'),
        flag('latency=5%', 'gate.thresholds.latency'),
        flag('cpu=0%'),
        flag('cpu=99.5%'),
      ],
      gating: flag('cpu,memory', '--gating'),
      onInconclusive: flag('maybe', '--on-inconclusive'),
      budget: 'long',
    };
    expect(problemsOf(wrong, { concurrency: '0', rate: 'fast' })).toEqual([
      '--concurrency: "0" is not a whole number from 1 to 10000 | ',
      expect.stringContaining('--rate: "fast"'),
      '--threshold: "p50" is no threshold | write p50=5% or cpu=3%; of cpu, p50, footprint, failures, throughput, p99',
      'gate.thresholds.latency: a gate is not of "latency" | allowed: cpu, p50, footprint, failures, throughput, p99',
      '--threshold: "0%" is not a share between 0 and 1 | write 5% or 0.05',
      '--threshold: "99.5%" is out of bounds | allowed: up to 99%',
      '--gating: a gate is not of "memory" | allowed: cpu, p50, footprint, failures, throughput, p99',
      expect.stringMatching(
        /^--on-inconclusive: "maybe" is neither pass nor fail \| pass: what is not confirmed/,
      ),
      '--budget: "long" is not a length of time | write 90s, 3m or 1h',
    ]);
  });
});
