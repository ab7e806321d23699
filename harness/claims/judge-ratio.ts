import type { ClaimEvidence, Verdict } from '../model/claim.ts';
import { type ClaimMetric, claimMetrics } from '../model/claim-metric.ts';
import { measuredText, type Spread, verdictOfBounds } from './bounds.ts';
import type { Players } from './cast.ts';
import type { Claim, ClaimOf } from './claim.ts';
import { placed, rangeWords } from './judge-range.ts';
import type { Measurements, Place } from './measurements.ts';
import { type Outcome, together } from './outcome.ts';
import { perScenario } from './per-scenario.ts';

type Ratio = Spread & { readonly point: number };

export function judgeRatio(claim: ClaimOf<'ratio'>, players: Players, measurements: Measurements): Outcome[] {
  return judgePairs(claim, [[claim.about, claim.over]], players, measurements, (ratio) =>
    verdictOfBounds(ratio, claim),
  ).map((outcome) => {
    const [one] = outcome.evidence;
    if (one === undefined || one.measured === null) return outcome;
    const { point, low } = one.measured;
    return { ...outcome, words: `${outcome.words} ${rangeWords(outcome.verdict, point, low, claim)}` };
  });
}

export function judgeOrdering(
  claim: ClaimOf<'ordering'>,
  players: Players,
  measurements: Measurements,
): Outcome[] {
  const pairs = claim.pairs.map(({ lower, higher }) => [higher, lower] as const);
  return judgePairs(claim, pairs, players, measurements, verdictOfOrder).map((outcome) =>
    outcome.evidence.length === 0
      ? outcome
      : { ...outcome, words: `${outcome.words} ${orderWords(outcome)}` },
  );
}

/** Of the one said to be higher over the one said to be lower. That no difference was shown decides nothing. */
function verdictOfOrder({ low, high }: Ratio): Verdict {
  if (low === null || high === null) return 'inconclusive';
  if (low > 1) return 'supported';
  return high < 1 ? 'refuted' : 'inconclusive';
}

function orderWords({ verdict, evidence }: Outcome): string {
  if (verdict === 'supported') return 'is the order stated';
  if (verdict === 'refuted') return 'is not the order stated';
  return evidence.some(({ measured }) => measured?.low === null)
    ? 'has too few rounds to decide'
    : 'does not decide the order';
}

/** Which of two has more, where the document asks: an answer that the interval supports is called supported. */
export function judgeQuestion(
  claim: ClaimOf<'question'>,
  players: Players,
  measurements: Measurements,
): Outcome[] {
  const name = (key: string) => claim.subjects[key]?.name ?? key;
  const verdict = ({ low, high }: Ratio): Verdict =>
    low !== null && high !== null && (low > 1 || high < 1) ? 'supported' : 'inconclusive';
  return judgePairs(claim, [[claim.about, claim.over]], players, measurements, verdict).map((outcome) => {
    const [one] = outcome.evidence;
    if (one === undefined || one.measured === null) return outcome;
    if (outcome.verdict !== 'supported') {
      const open = one.measured.low === null ? 'has too few rounds to decide' : 'shows no difference';
      return { ...outcome, words: `${outcome.words} ${open}` };
    }
    const more = one.measured.point > 1 ? claim.about : claim.over;
    const { label } = claimMetrics[claim.metric];
    return { ...outcome, answer: more, words: `${outcome.words}, the higher ${label} with ${name(more)}` };
  });
}

/** Each pair's first over its second, in each scenario; all figures of a scenario stand at one level. */
function judgePairs(
  claim: Claim & { readonly metric: ClaimMetric },
  pairs: readonly (readonly [top: string, bottom: string])[],
  players: Players,
  measurements: Measurements,
  verdictOf: (ratio: Ratio) => Verdict,
): Outcome[] {
  const variants = [...new Set(pairs.flat().flatMap((key) => players[key] ?? []))];
  return perScenario(claim, variants, measurements, (place) => {
    const evidence = pairs.flatMap(([top, bottom]) => {
      const one = evidenceOf(players[top], players[bottom], claim.metric, place, measurements, verdictOf);
      return one ?? [];
    });
    if (evidence.length < pairs.length) return null;
    return {
      verdict: together(evidence.map((one) => one.verdict)),
      evidence,
      words: evidence.map(ratioText).join(' and '),
    };
  });
}

function evidenceOf(
  top: string | undefined,
  bottom: string | undefined,
  metric: ClaimMetric,
  place: Place | null,
  measurements: Measurements,
  verdictOf: (ratio: Ratio) => Verdict,
): ClaimEvidence | null {
  if (top === undefined || bottom === undefined) return null;
  const ratio = measurements.ratio(top, bottom, metric, place);
  if (ratio === null) return null;
  const { point, low, high } = ratio;
  const of = `${top} ÷ ${bottom}`;
  return {
    ...placed(place),
    measured: { point, low, high, unit: '×' },
    seen: null,
    of,
    verdict: verdictOf(ratio),
  };
}

/** `prefork ÷ dev 4.00 × (3.90–4.10)` */
function ratioText({ of, measured }: ClaimEvidence): string {
  return measured === null ? '' : `${of ?? ''} ${measuredText(measured, measured.unit)}`;
}
