import { describe, expect, it } from 'vitest';
import { sizeGate } from '../../harness/gate/size.ts';
import type { GateNoise } from '../../harness/model/noise.ts';
import { fabricateNoise } from '../helpers/gate-noise.ts';
import { gatePlan } from '../helpers/gating.ts';

const gate = gatePlan();

/** Of processes for their whole life: slices do not make it less. */
function ofLaunches(noise: GateNoise): GateNoise {
  return { ...noise, worsening: noise.worsening.map((round) => round.map(() => round.at(-1)!)) };
}

describe('sizeGate', () => {
  it('leaves a gate that finds everything as it is', () => {
    const quiet = fabricateNoise({ spread: { cpuPerRequest: 0.002, p50: 0.003, footprint: 0.001 } });
    expect(sizeGate(quiet, gate)).toEqual({ passes: null, doubts: [] });
  });

  it('makes fewer slices, and so more rounds, where slices do not make noise less', () => {
    const noise = ofLaunches(fabricateNoise({ scenarios: ['json', 'page', 'cpu'], rounds: 40 }));
    const { passes } = sizeGate(noise, gate);
    expect(passes).not.toBeNull();
    expect(passes).toBeLessThan(5);
  });

  it('says what is not found in the budget, and which budget or threshold would do', () => {
    const noise = fabricateNoise({ spread: { cpuPerRequest: 0.004, p50: 0.06, throughput: 0.5 } });
    const short = { ...gate, budgetSeconds: 90 };
    const { doubts } = sizeGate(noise, short);
    expect(doubts.map(({ test }) => noise.tests[test]?.metric)).toEqual(['p50']);
    const [doubt] = doubts;
    expect(doubt).toMatchObject({ worse: 0.05 });
    expect(doubt!.found).toBeLessThan(0.8);
    expect(doubt!.seconds).toBeGreaterThan(90);
    expect(doubt!.threshold).toBeGreaterThan(0.025);
    const wider = gate.metrics.map((one) =>
      one.metric === 'p50' ? { ...one, threshold: doubt!.threshold! } : one,
    );
    expect(sizeGate(noise, { ...short, metrics: wider }).doubts.every(({ found }) => found > 0.6)).toBe(true);
    expect(sizeGate(noise, { ...gate, budgetSeconds: 2 * doubt!.seconds! }).doubts).toEqual([]);
  });
});
