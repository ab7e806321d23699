import type { GateMetricName } from '../../harness/model/gate.ts';
import type { GateNoise } from '../../harness/model/noise.ts';
import { createRandom, type Random } from '../../harness/stats/random.ts';
import { normal } from './draws.ts';
import { closed } from './slices.ts';

/** Standard deviations of ln(candidate ÷ baseline) between rounds of equal servers; of failures of the difference. */
export const usualNoise = {
  ...{ cpuPerRequest: 0.023, p50: 0.04, footprint: 0.012, failures: 0, throughput: 0.06, p99: 0.15 },
} as const satisfies Record<GateMetricName, number>;

export interface GivenNoise {
  readonly scenarios?: readonly string[];
  readonly rounds?: number;
  readonly spread?: Readonly<Partial<Record<GateMetricName, number>>>;
  readonly draw?: (random: Random) => number;
  readonly discardedShare?: number;
}

/** Rounds of equal servers, invented: a closed level in each scenario, of which all is told. */
export function fabricateNoise({
  scenarios = ['json'],
  rounds = 30,
  spread = usualNoise,
  draw = normal,
  discardedShare = 0,
}: GivenNoise = {}): GateNoise {
  const random = createRandom(7);
  const pairs = scenarios.map((scenario) => ({
    ...{ baseline: 'old', candidate: 'new', scenario, level: closed(16) },
  }));
  const metrics = Object.entries(spread) as [GateMetricName, number][];
  const passes = [2, 3, 4, 5];
  return {
    pairs,
    tests: pairs.flatMap((_, pair) => metrics.map(([metric]) => ({ pair, metric }))),
    passes,
    worsening: Array.from({ length: rounds }, () => {
      const whole = pairs.flatMap(() => metrics.map(([, sd]) => sd * draw(random)));
      return passes.map((some) => whole.map((value) => value * Math.sqrt(0.5 + 2.5 / some)));
    }),
    startSeconds: 2,
    visits: pairs.map(() => ({ overheadSeconds: 0.75, passSeconds: 0.45 })),
    discardedShare,
    findsRates: false,
  };
}
