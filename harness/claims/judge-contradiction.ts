import type { ClaimEvidence } from '../model/claim.ts';
import { claimMetrics } from '../model/claim-metric.ts';
import { measuredText, verdictOfBounds } from './bounds.ts';
import type { ClaimOf } from './claim.ts';
import { placed } from './judge-range.ts';
import type { Measurements } from './measurements.ts';
import type { Outcome } from './outcome.ts';
import { perScenario } from './per-scenario.ts';

/**
 * Which of several figures for the same thing the measured one fits. Supported: one of them holds the interval. Refuted:
 * it lies outside of all, so that each is wrong.
 */
export function judgeContradiction(
  claim: ClaimOf<'contradiction'>,
  variant: string,
  measurements: Measurements,
): Outcome[] {
  return perScenario(claim, [variant], measurements, (place) => {
    const interval = measurements.figure(variant, claim.metric, place);
    if (interval === null) return null;
    const { unit } = claimMetrics[claim.metric];
    const verdicts = Object.entries(claim.answers).map(([who, bounds]) => ({
      who,
      verdict: verdictOfBounds(interval, { bounds }),
    }));
    const fitting = verdicts.filter(({ verdict }) => verdict === 'supported').map(({ who }) => who);
    const none = verdicts.every(({ verdict }) => verdict === 'refuted');
    const verdict = fitting.length > 0 ? 'supported' : none ? 'refuted' : 'inconclusive';
    const { point, low, high } = interval;
    const evidence: ClaimEvidence = {
      ...placed(place),
      measured: { point, low, high, unit },
      seen: null,
      of: variant,
      verdict,
    };
    const answer = fitting.length > 0 ? fitting.join(' and ') : none ? 'neither' : undefined;
    const said =
      fitting.length > 0
        ? `fits ${answer}`
        : none
          ? 'fits none of them'
          : 'reaches across a bound and decides nothing';
    return {
      verdict,
      evidence: [evidence],
      words: `${measuredText(interval, unit)} ${said}`,
      ...(answer === undefined ? {} : { answer }),
    };
  });
}
