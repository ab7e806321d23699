import { type ClaimMetric, claimMetrics, isLaunchMetric } from '../model/claim-metric.ts';
import { type Claim, scenariosOf } from './claim.ts';
import type { Measurements, Place } from './measurements.ts';
import type { Outcome } from './outcome.ts';

/**
 * Judges a claim about a metric in each of its scenarios in which all the variants were visited, at the level chosen
 * for them; figures of launches are judged once.
 */
export function perScenario(
  claim: Claim & { readonly metric: ClaimMetric },
  variants: readonly string[],
  measurements: Measurements,
  judge: (place: Place | null) => Omit<Outcome, 'scenario'> | null,
): Outcome[] {
  const { metric } = claim;
  const nothing = `no ${isLaunchMetric(metric) ? 'start' : 'level'} with valid figures of ${claimMetrics[metric].label}`;
  const orNothing = (scenario: string | null, outcome: Omit<Outcome, 'scenario'> | null): Outcome =>
    outcome === null
      ? { scenario, verdict: 'inconclusive', evidence: [], words: nothing }
      : { scenario, ...outcome };
  if (isLaunchMetric(metric)) return [orNothing(null, judge(null))];
  const measured = scenariosOf(claim).filter((name) => measurements.isMeasured(variants, name));
  return measured.map((scenario) => {
    const level = measurements.levelOf(variants, scenario, metric);
    return orNothing(scenario, level === null ? null : judge({ scenario, level }));
  });
}
