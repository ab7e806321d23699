import type { ClaimEvidence, Verdict } from '../model/claim.ts';
import { claimMetrics } from '../model/claim-metric.ts';
import type { ExperimentResult, FindingUnit } from '../model/experiment.ts';
import { levelKey } from '../model/level.ts';
import { type Ends, measuredText, type Spread, verdictOfBounds } from './bounds.ts';
import { type ClaimOf, unitOf } from './claim.ts';
import type { Measurements, Place } from './measurements.ts';
import type { Outcome } from './outcome.ts';
import { perScenario } from './per-scenario.ts';

type RangeClaim = ClaimOf<'range'>;

/** A figure of one server against the bounds that are stated for it. */
export function judgeRange(claim: RangeClaim, variant: string, measurements: Measurements): Outcome[] {
  const { metric } = claim;
  if (metric === undefined) return judgeFound(claim, variant, measurements);
  return perScenario({ ...claim, metric }, [variant], measurements, (place) => {
    const interval = measurements.figure(variant, metric, place);
    if (interval === null) return null;
    const { unit } = claimMetrics[metric];
    const verdict = verdictOfBounds(interval, claim);
    const { point, low, high } = interval;
    const evidence: ClaimEvidence = {
      ...placed(place),
      measured: { point, low, high, unit },
      seen: null,
      of: variant,
      verdict,
    };
    return {
      verdict,
      evidence: [evidence],
      words: `${measuredText(interval, unit)} ${rangeWords(verdict, point, low, claim)}`,
    };
  });
}

export function placed(place: Place | null): Pick<ClaimEvidence, 'scenario' | 'level'> {
  return { scenario: place?.scenario ?? null, level: place === null ? null : levelKey(place.level) };
}

/**
 * A figure that an experiment found. It was found once and has no interval, unless a second finding says what the true
 * figure lies below: users served well are at least those tried with success, and fewer than those tried in vain.
 */
function judgeFound(claim: RangeClaim, variant: string, measurements: Measurements): Outcome[] {
  const { experiment, act = '', finding = '', scenarios } = claim;
  if (experiment === undefined) return [];
  const results = measurements
    .results(experiment, act, variant)
    .filter(({ scenario }) => scenarios === undefined || scenario === null || scenarios.includes(scenario));
  return results.map((result): Outcome => {
    const { scenario } = result;
    const at = {
      scenario,
      level: null,
      experiment: { name: experiment, act, finding, variant },
      of: variant,
    };
    const unit = (unitOf(claim) ?? 'is') as FindingUnit;
    const found = foundIn(result, claim);
    if (found === null) {
      const evidence: ClaimEvidence = { ...at, measured: null, seen: null, verdict: 'inconclusive' };
      return { scenario, verdict: 'inconclusive', evidence: [evidence], words: whyNothing(result) };
    }
    const { value, ends } = found;
    const verdict = verdictOfBounds(ends, claim);
    const spread =
      claim.below === undefined ? { low: null, high: null } : { low: value, high: finite(ends.high) };
    const measured = { point: value, ...spread, unit };
    return {
      scenario,
      verdict,
      evidence: [{ ...at, measured, seen: { value, unit }, verdict }],
      words: `${foundText(measured, ends)} ${rangeWords(verdict, value, ends.low, claim)}`,
    };
  });
}

interface Found {
  readonly value: number;
  readonly ends: { readonly low: number; readonly high: number };
}

function foundIn({ outcome }: ExperimentResult, { finding = '', below }: RangeClaim): Found | null {
  if (outcome.kind !== 'done') return null;
  const value = outcome.findings[finding];
  if (below === undefined)
    return typeof value === 'number' ? { value, ends: { low: value, high: value } } : null;
  const limit = outcome.findings[below];
  // Not one was served well when none could be named and the first already failed.
  const low = typeof value === 'number' ? value : typeof limit === 'number' ? 0 : null;
  if (low === null) return null;
  const high = typeof limit === 'number' ? Math.max(low, limit - 1) : Number.POSITIVE_INFINITY;
  return { value: low, ends: { low, high } };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** `20 users`, `20 users or more`, `20 to 31 users`. */
function foundText(
  measured: Spread & { readonly point: number; readonly unit: string },
  ends: Found['ends'],
): string {
  if (measured.low === null) return measuredText(measured, measured.unit);
  if (!Number.isFinite(ends.high)) return `${measured.point} ${measured.unit} or more`;
  return ends.low === ends.high
    ? `${ends.low} ${measured.unit}`
    : `${ends.low} to ${ends.high} ${measured.unit}`;
}

/** Why a result says nothing, in a few words. */
export function whyNothing({ outcome }: ExperimentResult): string {
  switch (outcome.kind) {
    case 'not-applicable':
      return outcome.why.replace(/\.$/, '');
    case 'failed':
      return `the experiment failed (${outcome.failure.reason})`;
    default:
      return 'it could not be found out';
  }
}

/** What a figure does with stated bounds. */
export function rangeWords(
  verdict: Verdict,
  point: number,
  low: number | null,
  { bounds, widest }: { readonly bounds: Ends; readonly widest?: Ends | undefined },
): string {
  switch (verdict) {
    case 'supported':
      return 'is what is stated';
    case 'widest-reading':
      return 'fits the widest reading only';
    case 'refuted': {
      const [least] = widest ?? bounds;
      return least !== null && point < least ? 'is less than stated' : 'is more than stated';
    }
    default:
      return low === null
        ? 'has too few rounds to decide'
        : 'reaches across the stated bound and decides nothing';
  }
}
