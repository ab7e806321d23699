import type { GateMetricName, GatePlan } from '../model/gate.ts';
import type { GateNoise, NoiseNeed, NoisePower } from '../model/noise.ts';
import { thresholdOf } from '../stats/gate-tests.ts';
import { drawPower } from './resample.ts';

/** Gates for each size of each change; of many tests fewer, for each of them takes longer. A share is known to ± 4 points. */
const changedGates = (tests: number) => (tests > 6 ? 100 : 200);

/** Worsenings of which it is told how often they are found; of failures a tenth of it. */
const sizes = [0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.4, 0.8] as const;

/** Budgets of a gate that are tried, s. */
const budgets = [60, 90, 120, 180, 240, 300, 450, 600, 900, 1200, 1800, 3600] as const;

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
