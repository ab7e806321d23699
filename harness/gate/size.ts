import type { GatePlan } from '../model/gate.ts';
import type { GateNoise } from '../model/noise.ts';
import { fewestPasses, mostPasses } from '../stats/gate-course.ts';
import { foundOf, needOf, powerOf } from './noise-power.ts';

/** A change of the size of a threshold is found half the time at most; one of twice that size is what it is for. */
const timesThreshold = 2;

/** Gates drawn for each metric and number of passes; of many metrics fewer, for each takes longer. */
const sizingGates = (tests: number) => (tests > 6 ? 50 : 100);

/** Share of gates by which another number of passes must find more of each metric in doubt: less may be chance. */
const worthwhile = 0.05;

/** Of what is found more often than this there is nothing to gain. */
const foundAnyway = 0.95;

/** The same noise is drawn for the same gate. */
const seed = 1;

/** A metric that can fail a gate, of which it would not find enough within its budget. */
export interface SizingDoubt {
  /** Its place among the tests of the noise. */
  readonly test: number;
  /** Twice its threshold. */
  readonly worse: number;
  /** Share of gates that would find a worsening of that size. */
  readonly found: number;
  /** Budget that would be enough, s; null: none up to an hour. */
  readonly seconds: number | null;
  /** Least threshold that the budget can hold; null: none. */
  readonly threshold: number | null;
}

export interface GateSizing {
  /** Slices of each side in a visit; null: as a gate chooses them without knowing the noise. */
  readonly passes: number | null;
  readonly doubts: readonly SizingDoubt[];
}

/** How a gate is best made where this is the noise, and what it will not find in its budget. Of failures nothing is told. */
export function sizeGate(noise: GateNoise, gate: GatePlan): GateSizing {
  const thresholds = new Map(
    gate.metrics.map(({ metric, role, threshold }) => [metric, { role, threshold }]),
  );
  const asked = noise.tests.flatMap(({ metric }, test) => {
    const { role, threshold } = thresholds.get(metric) ?? {};
    if (role !== 'gating' || threshold === undefined || metric === 'failures') return [];
    return { test, worse: Math.min(0.99, timesThreshold * threshold) };
  });
  const gates = sizingGates(noise.tests.length);
  const foundBy = (sized: GatePlan) => asked.map((one) => foundOf(noise, sized, one, { gates, seed }));
  const usual = foundBy(gate);
  const improvable = usual.filter((found) => found < foundAnyway).length;
  let best: { passes: number | null; found: readonly number[] } = { passes: null, found: usual };
  let most = sum(usual) + worthwhile * improvable;
  for (let passes = fewestPasses; improvable > 0 && passes <= mostPasses; passes++) {
    const found = foundBy({ ...gate, passes });
    if (sum(found) <= most) continue;
    best = { passes, found };
    most = sum(found);
  }
  const sized = best.passes === null ? gate : { ...gate, passes: best.passes };
  return {
    passes: best.passes,
    doubts: asked.flatMap((one, index) => {
      const found = best.found[index] ?? 0;
      return found >= gate.power ? [] : { ...one, found, ...remedyOf(noise, sized, one) };
    }),
  };
}

function remedyOf(
  noise: GateNoise,
  gate: GatePlan,
  worse: { readonly test: number; readonly worse: number },
): Pick<SizingDoubt, 'seconds' | 'threshold'> {
  // More time lets it make as many slices as it likes.
  const { passes: _fixed, ...free } = gate;
  const { detectable } = powerOf(noise, gate, worse.test, seed);
  const half = detectable === null ? null : detectable / timesThreshold;
  return { seconds: needOf(noise, free, worse, seed).seconds, threshold: half };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
