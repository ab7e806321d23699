import { describe, expect, it } from 'vitest';
import { gateNoise } from '../../harness/gate/gate-noise.ts';
import { tellNoise } from '../../harness/gate/noise-record.ts';
import { type GateNoise, gateNoiseSchema } from '../../harness/model/noise.ts';
import { fabricateNoise } from '../helpers/gate-noise.ts';
import { gatedPlan, gatePair, gatePlan } from '../helpers/gating.ts';
import { type Noise, syntheticRun, truth } from '../helpers/slices.ts';

const gate = gatePlan();
const wild: Noise = { machine: 0.1, process: 0.02, slice: 0.02 };

/** Equal servers, in five passes of six rounds. */
const run = (rounds = 6) =>
  syntheticRun({
    ...{ plan: gatedPlan(), passes: 5, rounds, noise: wild },
    truth: () => truth({ throughput: 2000 }),
  });
const measured = (given = run()) =>
  gateNoise({ plan: given.plan, gate, pairs: [gatePair()] }, given.rounds, given.slices);

describe('the noise of recorded rounds', () => {
  it('keeps what each round showed together, by how many of its passes it is taken from', () => {
    const noise = measured();
    expect(gateNoiseSchema.parse(noise)).toEqual(noise);
    expect(noise.passes).toEqual([2, 3, 4, 5]);
    expect(noise.tests.map(({ metric }) => metric)).toEqual(gate.metrics.map(({ metric }) => metric));
    expect(noise.worsening).toHaveLength(6);
    for (const round of noise.worsening) {
      expect(round).toHaveLength(4);
      for (const figures of round) expect(figures).toHaveLength(noise.tests.length);
    }
    const throughput = noise.tests.findIndex(({ metric }) => metric === 'throughput');
    const [two, , , five] = noise.worsening[0]!;
    expect(two![throughput]).not.toBe(five![throughput]);
    expect(Math.abs(five![throughput]!)).toBeLessThan(0.2);
  });

  it('knows how long a round takes, and how many were left out', () => {
    const given = run(8);
    given.rounds[3] = { ...given.rounds[3]!, discarded: ['steal'] };
    const noise = measured(given);
    expect(noise.worsening).toHaveLength(7);
    expect(noise.discardedShare).toBe(1 / 8);
    const [{ overheadSeconds, passSeconds } = { overheadSeconds: 0, passSeconds: 0 }] = noise.visits;
    const whole = noise.startSeconds + overheadSeconds + 5 * passSeconds;
    const last = given.rounds.at(-1)!;
    const windows = given.slices
      .filter(({ round }) => round === 8)
      .reduce((sum, { load }) => sum + (load?.windowMs ?? 0), 0);
    expect(5 * passSeconds).toBeCloseTo(windows / 1000, 1);
    expect(whole).toBeCloseTo(Math.max(windows, last.endedMs - last.startedMs) / 1000, 0);
  });

  it('leaves out what no round tells', () => {
    const given = run();
    const slices = given.slices.map((slice) => ({ ...slice, serverCpuMs: null }));
    expect(measured({ ...given, slices }).tests.map(({ metric }) => metric)).not.toContain('cpuPerRequest');
    expect(measured({ ...given, slices: [] })).toMatchObject({ tests: [], worsening: { length: 6 } });
  });
});

const told = (noise: GateNoise, targets: Parameters<typeof tellNoise>[2] = []) =>
  tellNoise(noise, gate, targets, 1);
const ofCpu = { spread: { cpuPerRequest: 0.023 }, rounds: 40 };

describe('what noise is told to be', () => {
  it('has the spread of most rounds, and of all', () => {
    const [calm] = told(fabricateNoise({ ...ofCpu, rounds: 200 })).spreads;
    expect(calm).toMatchObject({
      rounds: 200,
      robustSd: expect.closeTo(0.023, 2),
      sd: expect.closeTo(0.023, 2),
    });
    const wildOnes = fabricateNoise({
      ...{ ...ofCpu, rounds: 200, draw: (random) => (random.next() < 0.1 ? 10 : 1) * (random.next() - 0.5) },
    });
    const [stormy] = told(wildOnes).spreads;
    expect(stormy!.sd).toBeGreaterThan(2 * stormy!.robustSd);
  });

  it('knows sides that are not treated alike', () => {
    const noise = fabricateNoise(ofCpu);
    const leaning = noise.worsening.map((round) =>
      round.map((all) => all.map((value) => (value ?? 0) + 0.05)),
    );
    expect(told(noise).spreads[0]!.leanP).toBeGreaterThan(0.01);
    const [lean] = told({ ...noise, worsening: leaning }).spreads;
    expect(lean!.lean).toBeCloseTo(0.05, 1);
    expect(lean!.leanP).toBeLessThan(1e-6);
  });

  it('is drawn into gates that rarely alarm, and the more often find what is worse', () => {
    const { alarms, power } = told(fabricateNoise(ofCpu));
    expect(alarms).toMatchObject({ gates: 1000, invalid: { share: 0 } });
    expect(alarms!.fail.share).toBeLessThanOrEqual(0.015);
    expect(alarms!.fail.high).toBeGreaterThan(alarms!.fail.share);
    const [{ found, detectable } = { found: [], detectable: null }] = power;
    expect(found.map(({ worse }) => worse).slice(0, 4)).toEqual([0.01, 0.02, 0.03, 0.05]);
    const shares = found.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(detectable).toBeGreaterThan(0.02);
    expect(detectable).toBeLessThan(0.06);
  });

  it('tells the time that it takes to find a size, the longer the smaller it is', () => {
    const { needs } = told(fabricateNoise(ofCpu), [
      { metric: 'cpuPerRequest', share: 0.1 },
      { metric: 'cpuPerRequest', share: 0.01 },
    ]);
    expect(needs.map(({ worse, threshold }) => [worse, threshold])).toEqual([
      [0.1, 0.02],
      [0.01, 0.005],
    ]);
    const [great, small] = needs;
    expect(great!.seconds).toBeLessThanOrEqual(120);
    expect(great!.rounds).toBeGreaterThan(6);
    expect(small!.seconds ?? Number.POSITIVE_INFINITY).toBeGreaterThan(great!.seconds!);
  });

  it('is not drawn from fewer than six rounds, or from none', () => {
    for (const rounds of [0, 5]) {
      const { alarms, power, needs, spreads } = told(fabricateNoise({ rounds }));
      expect({ alarms, power, needs }).toEqual({ alarms: null, power: [], needs: [] });
      expect(spreads[0]!.rounds).toBe(rounds);
    }
  });
});
