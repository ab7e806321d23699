import type { ClaimEvidence, Verdict } from '../model/claim.ts';
import { type ClaimMetric, claimMetrics } from '../model/claim-metric.ts';
import { measuredText } from './bounds.ts';
import type { ClaimOf } from './claim.ts';
import { placed } from './judge-range.ts';
import type { Measurements, Place } from './measurements.ts';
import type { Outcome } from './outcome.ts';
import { perScenario } from './per-scenario.ts';

type SweepClaim = ClaimOf<'sweep'>;

/** One count of the sweep and who has it. */
export interface Step {
  readonly count: number;
  readonly variant: string;
}

/**
 * Where the best count lies. Refuted by a count outside the stated ones that serves more, by more than the interval of
 * the two; supported when the best lies within them; undecided when one outside looks best and it cannot be shown.
 */
export function judgeSweep(claim: SweepClaim, steps: readonly Step[], measurements: Measurements): Outcome[] {
  const variants = steps.map(({ variant }) => variant);
  return perScenario(claim, variants, measurements, (place) => {
    const known = steps.flatMap((step) => {
      const interval = measurements.figure(step.variant, claim.metric, place);
      return interval === null ? [] : [{ ...step, point: interval.point }];
    });
    const isWithin = ({ count }: Step) => within(claim, count, measurements.cores);
    const best = bestOf(known);
    const inside = bestOf(known.filter(isWithin));
    if (best === null || inside === null || known.length < steps.length) return null;
    const rivals = known.filter((step) => !isWithin(step));
    const evidence = rivals.flatMap((rival) => against(claim, rival, inside, place, measurements) ?? []);
    if (evidence.length < rivals.length) return null;
    const verdict = verdictOf(evidence, isWithin(best));
    const counts = `${claim.option} ${known.map((step) => stepText(step, claim.metric)).join(', ')}`;
    return { verdict, evidence, words: `${counts}; ${words[verdict]} (best: ${best.count})` };
  });
}

function stepText({ count, point }: Known, metric: ClaimMetric): string {
  return `${count}: ${measuredText({ point, low: null, high: null }, claimMetrics[metric].unit)}`;
}

const words: Partial<Record<Verdict, string>> = {
  supported: 'the best is one of those stated',
  refuted: 'one that is not stated serves more',
  inconclusive: 'one that is not stated looks best, and it cannot be shown',
};

function within({ best: [low, high] }: SweepClaim, count: number, cores: number): boolean {
  return low * cores <= count && count <= high * cores;
}

interface Known extends Step {
  readonly point: number;
}

function bestOf(known: readonly Known[]): Known | null {
  return known.reduce<Known | null>(
    (best, step) => (best === null || step.point > best.point ? step : best),
    null,
  );
}

function verdictOf(evidence: readonly ClaimEvidence[], bestIsWithin: boolean): Verdict {
  if (evidence.some(({ verdict }) => verdict === 'refuted')) return 'refuted';
  if (!bestIsWithin || evidence.some(({ measured }) => measured?.low === null)) return 'inconclusive';
  return 'supported';
}

/** A count outside, divided by the best of those stated. */
function against(
  { metric }: SweepClaim,
  rival: Step,
  inside: Step,
  place: Place | null,
  measurements: Measurements,
): ClaimEvidence | null {
  const ratio = measurements.ratio(rival.variant, inside.variant, metric, place);
  if (ratio === null) return null;
  const { point, low, high } = ratio;
  const isMore = low !== null && low > 1;
  const verdict = isMore ? 'refuted' : high !== null && high < 1 ? 'supported' : 'inconclusive';
  const of = `${rival.variant} ÷ ${inside.variant}`;
  return { ...placed(place), measured: { point, low, high, unit: '×' }, seen: null, of, verdict };
}
