import type { GateMetric, GatePlan } from '../model/gate.ts';
import type {
  GateNoise,
  NoiseAlarms,
  NoiseNeed,
  NoiseRecord,
  NoiseSpread,
  NoiseTarget,
} from '../model/noise.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';
import { clopperPearson } from '../stats/clopper-pearson.ts';
import { medianOf } from '../stats/median.ts';
import { hodgesLehmann } from '../stats/signed-rank.ts';
import { signedRankP } from '../stats/signed-rank-test.ts';
import { gateNoise } from './gate-noise.ts';
import type { Gated } from './gate-of.ts';
import { needOf, powerOf } from './noise-power.ts';
import { drawGates } from './resample.ts';

/** Kept rounds below which nothing is drawn: what is seen so rarely cannot be drawn more often. */
export const roundsToDraw = 6;

/** Gates without a change: 10 alarms of them bound what there are to less than 2 % (Clopper & Pearson). */
const quietGates = 1000;

/** Makes a normal spread's median distance from its middle its standard deviation. */
const madToSd = 1.4826;

/** What rounds of equal sides come to: of what was measured, and of nothing else. */
export function noiseOf(
  gated: Gated,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): NoiseRecord {
  const { gate, plan } = gated;
  const kept = rounds.filter(({ discarded }) => discarded.length === 0).length;
  return {
    rounds: { kept, discarded: rounds.length - kept },
    needed: roundsToDraw,
    ...tellNoise(gateNoise(gated, rounds, slices), gate, plan.noise?.targets ?? [], plan.seed),
  };
}

/** How noisy what is, and what that means for a gate. */
export function tellNoise(
  noise: GateNoise,
  gate: GatePlan,
  targets: readonly NoiseTarget[],
  seed: number,
): Omit<NoiseRecord, 'rounds' | 'needed'> {
  const tests = [...noise.tests.keys()];
  const drawn = noise.worsening.length >= roundsToDraw && tests.length > 0;
  return {
    noise,
    spreads: tests.map((test) => spreadOf(noise, test)),
    alarms: drawn ? alarmsOf(noise, gate, seed) : null,
    power: drawn ? tests.map((test) => powerOf(noise, gate, test, seed)) : [],
    needs: drawn ? needsOf(noise, gate, targets, seed) : [],
  };
}

/** Of whole rounds, as many passes as were measured. */
function spreadOf({ worsening }: GateNoise, test: number): NoiseSpread {
  const values = worsening.flatMap((byPasses) => byPasses.at(-1)?.[test] ?? []);
  const squares = values.reduce((sum, value) => sum + value ** 2, 0);
  const p = Math.min(signedRankP(values), signedRankP(values.map((value) => -value)));
  return {
    test,
    rounds: values.length,
    robustSd: madToSd * (medianOf(values.map(Math.abs)) ?? 0),
    sd: values.length === 0 ? 0 : Math.sqrt(squares / values.length),
    lean: values.length === 0 ? 0 : hodgesLehmann(values),
    leanP: values.length === 0 ? 1 : Math.min(1, 2 * p),
  };
}

function alarmsOf(noise: GateNoise, gate: GatePlan, seed: number): NoiseAlarms {
  const drawn = drawGates(noise, gate, { runs: quietGates, seed });
  const share = (count: number) => ({
    share: count / drawn.runs,
    high: clopperPearson(count, drawn.runs, 0.95).high,
  });
  return {
    gates: drawn.runs,
    fail: share(drawn.fail),
    warn: share(drawn.warn),
    invalid: share(drawn.invalid),
    meanSeconds: drawn.seconds,
  };
}

function needsOf(
  noise: GateNoise,
  gate: GatePlan,
  targets: readonly NoiseTarget[],
  seed: number,
): NoiseNeed[] {
  return targets.flatMap(({ metric, share }) => {
    const sharper = {
      ...gate,
      metrics: gate.metrics.map((one) => (one.metric === metric ? sharpened(one, share) : one)),
    };
    const threshold = sharper.metrics.find((one) => one.metric === metric)?.threshold ?? share;
    return noise.tests.flatMap((one, test) =>
      one.metric === metric
        ? { test, worse: share, threshold, ...needOf(noise, sharper, { test, worse: share }, seed) }
        : [],
    );
  });
}

/** One of just the size of the threshold is found half the time at most. */
function sharpened(metric: GateMetric, target: number): GateMetric {
  return { ...metric, threshold: Math.min(metric.threshold, target / 2) };
}
