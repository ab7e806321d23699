import type { GateMetricName, GatePair, GatePlan, GateSeries } from '../../harness/model/gate.ts';
import type { Plan } from '../../harness/model/plan.ts';
import { gateDefaults } from '../../harness/plan/gate-defaults.ts';
import type { Random } from '../../harness/stats/random.ts';
import { normal } from './draws.ts';
import { closed, commandVariant, syntheticPlan } from './slices.ts';

export function gatePlan(overrides: Partial<GatePlan> = {}): GatePlan {
  return { ...gateDefaults, ...overrides };
}

/** Two variants, `old` and `new`, of one app. */
export function gatedPlan(scenarios: readonly string[] = ['json'], overrides: Partial<Plan> = {}): Plan {
  return syntheticPlan({ variants: [commandVariant('old'), commandVariant('new')], scenarios, overrides });
}

export function gatePair(scenario = 'json', level = closed(8)): GatePair {
  return { baseline: 'old', candidate: 'new', scenario, level };
}

export function series(
  metric: GateMetricName,
  worsening: readonly number[],
  given: Partial<GateSeries> = {},
): GateSeries {
  return { ...gatePair(), metric, worsening, trouble: null, ...given };
}

/** Rounds around a centre that are told apart by little, so that what they say is certain. */
export function rounds(count: number, centre: number, spread = 0.002): number[] {
  return Array.from({ length: count }, (_, i) => centre + spread * Math.sin(7 * i + 1));
}

export function noisyRounds(random: Random, count: number, centre: number, spread: number): number[] {
  return Array.from({ length: count }, () => centre + spread * normal(random));
}
