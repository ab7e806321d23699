import type { GateMetric, GateMetricName, GatePlan } from '../model/gate.ts';
import type {
  GateNoise,
  NoiseAlarms,
  NoiseNeed,
  NoisePower,
  NoiseRecord,
  NoiseSpread,
  NoiseTarget,
} from '../model/noise.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';
import { clopperPearson } from '../stats/clopper-pearson.ts';
import { thresholdOf } from '../stats/gate-tests.ts';
import { medianOf } from '../stats/median.ts';
import { hodgesLehmann } from '../stats/signed-rank.ts';
import { signedRankP } from '../stats/signed-rank-test.ts';
import { gateNoise } from './gate-noise.ts';
import type { Gated } from './gate-of.ts';
import { drawGates, drawPower } from './resample.ts';

/** Kept rounds below which nothing is drawn: what is seen so rarely cannot be drawn more often. */
export const roundsToDraw = 6;

/** Gates without a change: 10 alarms of them bound what there are to less than 2 % (Clopper & Pearson). */
const quietGates = 1000;

/** Gates for each size of each change; of many tests fewer, for each of them takes longer. A share is known to ± 4 points. */
const changedGates = (tests: number) => (tests > 6 ? 100 : 200);

/** Worsenings of which it is told how often they are found; of failures a tenth of it. */
const sizes = [0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.4, 0.8] as const;

/** Budgets of a gate that are tried, s. */
const budgets = [60, 90, 120, 180, 240, 300, 450, 600, 900, 1200, 1800, 3600] as const;

/** Makes a normal spread's median distance from its middle its standard deviation. */
const madToSd = 1.4826;

/** What rounds of equal sides come to: of what was measured, and of nothing else. */
export function noiseOf(
  gated: Gated,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): NoiseRecord {
  const noise = gateNoise(gated, rounds, slices);
  const kept = noise.worsening.length;
  const { gate, plan } = gated;
  const drawn = kept >= roundsToDraw && noise.tests.length > 0;
  return {
    rounds: { kept, discarded: rounds.length - kept },
    needed: roundsToDraw,
    noise,
    spreads: [...noise.tests.keys()].map((test) => spreadOf(noise, test)),
    alarms: drawn ? alarmsOf(noise, gate, plan.seed) : null,
    power: drawn ? [...noise.tests.keys()].map((test) => powerOf(noise, gate, test, plan.seed)) : [],
    needs: drawn ? needsOf(noise, gate, plan.noise?.targets ?? [], plan.seed) : [],
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

export function powerOf(noise: GateNoise, gate: GatePlan, test: number, seed: number): NoisePower {
  const gates = changedGates(noise.tests.length);
  const metric = noise.tests[test]?.metric ?? 'cpuPerRequest';
  const found: { worse: number; share: number }[] = [];
  for (const size of sizes) {
    // With the same noise, what is found always is found when it is greater.
    const share =
      (found.at(-1)?.share ?? 0) === 1
        ? 1
        : foundOf(noise, gate, { test, worse: sizeOf(metric, size) }, { gates, seed });
    found.push({ worse: sizeOf(metric, size), share });
  }
  return { test, gates, found, detectable: crossing(found, gate.power) };
}

/** Between the last size that is found less often and the first that is not, on a logarithmic scale. */
function crossing(found: NoisePower['found'], power: number): number | null {
  const at = found.findIndex(({ share }) => share >= power);
  const [below, above] = [found[at - 1], found[at]];
  if (above === undefined) return null;
  if (below === undefined) return above.worse;
  const way = (power - below.share) / (above.share - below.share);
  return below.worse * (above.worse / below.worse) ** way;
}

/** A worsening of one test, as a threshold would be written. */
interface Worse {
  readonly test: number;
  readonly worse: number;
}

export function foundOf(
  noise: GateNoise,
  gate: GatePlan,
  { test, worse }: Worse,
  { gates, seed }: { readonly gates: number; readonly seed: number },
): number {
  return drawnOf(noise, gate, { test, worse }, { gates, seed }).found / gates;
}

function drawnOf(
  noise: GateNoise,
  gate: GatePlan,
  { test, worse }: Worse,
  { gates, seed }: { readonly gates: number; readonly seed: number },
) {
  const metric = noise.tests[test]?.metric ?? 'cpuPerRequest';
  const worsening = thresholdOf({ metric, role: 'gating', threshold: worse });
  return drawPower(noise, gate, { runs: gates, seed, shift: { test, worsening } });
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

/** The shortest budget that is enough, by halving: a longer one finds more. */
export function needOf(
  noise: GateNoise,
  gate: GatePlan,
  worse: Worse,
  seed: number,
): Pick<NoiseNeed, 'seconds' | 'rounds'> {
  const gates = changedGates(noise.tests.length);
  let [low, high]: [number, number] = [0, budgets.length];
  let enough: { seconds: number; rounds: number } | null = null;
  while (low < high) {
    const middle = (low + high) >> 1;
    const seconds = budgets[middle] as number;
    const drawn = drawnOf(noise, { ...gate, budgetSeconds: seconds }, worse, { gates, seed });
    if (drawn.found >= gate.power * gates) {
      enough = { seconds, rounds: drawn.rounds };
      high = middle;
    } else low = middle + 1;
  }
  return enough ?? { seconds: null, rounds: null };
}

function sizeOf(metric: GateMetricName, size: number): number {
  return metric === 'failures' ? size / 10 : size;
}
