import {
  type GateMetric,
  type GatePlan,
  type GateSeries,
  type GateTrouble,
  isBetter,
} from '../model/gate.ts';
import { isLatencyMetric } from './figures.ts';
import { type SequentialOutcome, testSequentially } from './sequential.ts';
import { hodgesLehmann, signedRankInterval } from './signed-rank.ts';

/** A series and what the rounds so far say of it. */
export interface GateTestState {
  readonly series: GateSeries;
  readonly metric: GateMetric;
  readonly outcome: SequentialOutcome;
  /** Worse, beyond what chance would show. */
  readonly confirmed: boolean;
  /** So far off in every round that it is confirmed without the test. */
  readonly broken: boolean;
  /** Whether it needs more rounds. */
  readonly open: boolean;
  /** Share of α that it has for itself, before any other is rejected. */
  readonly alpha: number;
}

/**
 * What is broken, not slower, in every round: by so many of all requests more failures than the baseline's, or arrivals
 * that the baseline answers and the candidate leaves unanswered, so many times as slow. It needs no dozen of rounds, of
 * which each would take as long as requests may take.
 *
 * Of equal sides one goes wrong while the other does not in q(1 − q) ≤ 1/4 of rounds at most, where q is how often one
 * does, whatever it is by which it does: a difference of more than half needs one above a half and one below. So chance
 * shows k rounds on end with a probability of 4⁻ᵏ at most, and {@link roundsToBreak} keeps all series together within α.
 */
const BROKEN = { share: 0.5, factor: 10, chance: 1 / 4 } as const;

/**
 * Tests all series of a gate as far as rounds have come. Metrics that gate are one family and those that advise are
 * another, so that what may only warn costs what may fail nothing of α. Both ask for rounds: a warning is confirmed too.
 *
 * A candidate that is {@link BROKEN} is confirmed to be without the test.
 *
 * @param ended No more rounds will come.
 */
export function testGate(plan: GatePlan, all: readonly GateSeries[], ended: boolean): GateTestState[] {
  const metricOf = new Map(plan.metrics.map((metric) => [metric.metric, metric]));
  const known = all.flatMap((series) => {
    const metric = metricOf.get(series.metric);
    return metric === undefined ? [] : { series, metric };
  });
  const states = new Map<GateSeries, GateTestState>();
  for (const role of ['gating', 'advisory'] as const) {
    const family = known.filter(({ metric }) => metric.role === role);
    const outcomes = testSequentially(
      family.map(({ series }) => series.worsening),
      plan.looks,
      plan.alpha,
      ended,
    );
    const needed = roundsToBreak(plan.alpha, family.filter(({ series }) => canBreak(series)).length);
    for (const [index, { series, metric }] of family.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) continue;
      const broken = isBroken(series, needed);
      const confirmed = outcome.rejected || broken;
      const open = !ended && !confirmed && asksForMore(plan, metric, series, outcome);
      const alpha = plan.alpha / family.length;
      states.set(series, { series, metric, outcome, confirmed, broken, open, alpha });
    }
  }
  return known.flatMap(({ series }) => states.get(series) ?? []);
}

/** A threshold as it lies among worsenings: of ratios as a logarithm. */
export function thresholdOf({ metric, threshold }: GateMetric): number {
  if (metric === 'failures') return threshold;
  return isBetter(metric) === 'lower' ? Math.log1p(threshold) : -Math.log1p(-threshold);
}

/** A worsening as a share of the baseline, the other way round. */
export function shareOf({ metric }: Pick<GateMetric, 'metric'>, worsening: number): number {
  if (metric === 'failures') return worsening;
  return isBetter(metric) === 'lower' ? Math.expm1(worsening) : -Math.expm1(-worsening);
}

/** Whether the centre of the rounds lies at the threshold or beyond. */
export function isAtThreshold(metric: GateMetric, series: GateSeries): boolean {
  return hodgesLehmann(series.worsening) >= thresholdOf(metric);
}

/** The far end of the interval, where it lies at the threshold or beyond; null where worse by that much is ruled out. */
export function couldBe(plan: GatePlan, metric: GateMetric, { worsening }: GateSeries): number | null {
  const high = signedRankInterval(worsening, plan.confidence)?.high ?? Number.POSITIVE_INFINITY;
  return high >= thresholdOf(metric) ? high : null;
}

/** A disturbed machine may calm down; of a lower bound it can be confirmed that it is worse, though never that it is not. */
export function isConfirmable({ code }: GateTrouble): boolean {
  return code === 'disturbed' || code === 'lower-bound';
}

function asksForMore(
  plan: GatePlan,
  metric: GateMetric,
  series: GateSeries,
  outcome: SequentialOutcome,
): boolean {
  if (series.worsening.length >= plan.maxRounds) return false;
  // Of what cannot be told, or is not valid, more rounds tell no more.
  if (series.trouble !== null && !isConfirmable(series.trouble)) return false;
  const mustRuleOut = metric.role === 'gating' && plan.onInconclusive === 'fail';
  return outcome.open || (mustRuleOut && couldBe(plan, metric, series) !== null);
}

/** Rounds that so many series take to be found broken by chance with a probability of `alpha` at most, all together. */
export function roundsToBreak(alpha: number, series: number): number {
  return Math.max(1, Math.ceil(Math.log(alpha / Math.max(1, series)) / Math.log(BROKEN.chance)));
}

/** Failures, and what may be known by a lower bound. */
function canBreak({ metric }: GateSeries): boolean {
  return metric === 'failures' || isLatencyMetric(metric);
}

/** @param needed rounds on end, from the beginning */
function isBroken({ metric, worsening, trouble }: GateSeries, needed: number): boolean {
  if (trouble?.code === 'lower-bound') {
    const least = Math.log(BROKEN.factor);
    return worsening.length >= needed && worsening.every((log) => log >= least);
  }
  if (metric !== 'failures') return false;
  // The first round may lack the level at which requests fail: the rate is not known yet.
  const [first = 0, ...others] = worsening;
  return first >= 0 && others.length >= needed && others.every((difference) => difference > BROKEN.share);
}
