import type { ClaimEvidence, ClaimVerdict, Verdict } from '../model/claim.ts';
import { type Level, levelKey, levelValue } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import type { Claim, RatioClaim } from './claim-data.ts';
import type { ScenarioOutcome } from './outcome.ts';
import { type Ratio, type Results, ratioOf } from './ratio.ts';
import { nameOf, notMeasuredReason, statedRatio, subjectOf, verdictReason } from './reason.ts';
import { findStandIns, missingReason, type StandIns } from './stand-in.ts';

/**
 * Holds each claim against a run of the Node stack. A claim is judged in each of its scenarios that was measured, at
 * the highest level at which all the cells it needs are valid and have the figure, for the documents speak of servers
 * under load.
 */
export function judgeClaims(
  claims: readonly Claim[],
  record: Results & { readonly plan: Plan },
): ClaimVerdict[] {
  return claims.map((claim) => judgeClaim(claim, record));
}

function judgeClaim(claim: Claim, record: Results & { readonly plan: Plan }): ClaimVerdict {
  const standIns = findStandIns(claim, record.plan.variants);
  const measured = claim.scenarios.filter((name) => record.plan.scenarios.some((s) => s.name === name));
  const conclude = (verdict: Verdict, reason: string, evidence: readonly ClaimEvidence[] = []) => ({
    id: claim.id,
    document: claim.document,
    documentTitle: '',
    place: claim.place,
    kind: claim.kind,
    metric: claim.metric,
    bounds: null,
    blocking: null,
    baseline: claim.kind === 'ratio' ? (standIns.found[claim.over] ?? null) : null,
    subject: subjectOf(claim),
    about: nameOf(claim, claim.about),
    ...(claim.kind === 'ratio' ? { over: nameOf(claim, claim.over) } : {}),
    stated: claim.kind === 'ratio' ? statedRatio(claim) : claim.stated,
    ...(claim.reading === undefined ? {} : { reading: claim.reading }),
    standIn: true,
    candidate: standIns.found[claim.about] ?? null,
    verdict,
    reason,
    evidence: [...evidence],
  });

  if (standIns.missing.length > 0) {
    return conclude('not-tested', missingReason(claim, standIns.missing, record.plan.variants));
  }
  if (measured.length === 0) return conclude('not-tested', notMeasuredReason(claim));
  const outcomes = measured.map((scenario) => judgeScenario(claim, scenario, standIns, record));
  const verdict = combine(outcomes.map((outcome) => outcome.verdict));
  return conclude(
    verdict,
    verdictReason(claim, outcomes),
    outcomes.flatMap((outcome) => outcome.evidence),
  );
}

function judgeScenario(
  claim: Claim,
  scenario: string,
  standIns: StandIns,
  record: Results & { readonly plan: Plan },
): ScenarioOutcome {
  const levels = [...record.plan.levels].sort((a, b) => levelValue(b) - levelValue(a));
  for (const level of levels) {
    const evidence = evidenceAt(claim, scenario, level, standIns, record);
    if (evidence) return { scenario, verdict: together(evidence.map((e) => e.verdict)), evidence };
  }
  return { scenario, verdict: 'inconclusive', evidence: [] };
}

/** The figures of all pairs that the claim is about; null unless every one can be given at this level. */
function evidenceAt(
  claim: Claim,
  scenario: string,
  level: Level,
  { found }: StandIns,
  results: Results,
): ClaimEvidence[] | null {
  const evidence: ClaimEvidence[] = [];
  for (const [top, bottom] of dividedPairs(claim)) {
    const [candidate, baseline] = [found[top], found[bottom]];
    if (candidate === undefined || baseline === undefined) return null;
    const ratio = ratioOf(results, { candidate, baseline, scenario, level, metric: claim.metric });
    if (!ratio) return null;
    evidence.push({
      scenario,
      level: levelKey(level),
      measured: { point: ratio.point, low: ratio.low, high: ratio.high, unit: '×' },
      seen: null,
      of: `${candidate} ÷ ${baseline}`,
      verdict: claim.kind === 'ratio' ? verdictOfRange(ratio, claim) : verdictOfOrder(ratio),
    });
  }
  return evidence;
}

/** Keys of subjects, the first divided by the second. */
function dividedPairs(claim: Claim): [string, string][] {
  return claim.kind === 'ratio'
    ? [[claim.about, claim.over]]
    : claim.pairs.map(({ lower, higher }) => [higher, lower]);
}

/** Inside the paired ends; inside the widest reading only; outside of both; or across the outermost bound. */
export function verdictOfRange({ low, high }: Ratio, claim: RatioClaim): Verdict {
  if (low === null || high === null) return 'inconclusive';
  const widening = 1 + (claim.tolerance ?? 0);
  const paired = [claim.paired[0] / widening, claim.paired[1] * widening] as const;
  const widest = [Math.min(claim.widest[0], paired[0]), Math.max(claim.widest[1], paired[1])] as const;
  if (paired[0] <= low && high <= paired[1]) return 'supported';
  if (widest[0] <= low && high <= widest[1]) return 'widest-reading';
  return high < widest[0] || widest[1] < low ? 'refuted' : 'inconclusive';
}

/** Of the one said to be higher over the one said to be lower. That no difference was shown decides nothing. */
function verdictOfOrder({ low, high }: Ratio): Verdict {
  if (low === null || high === null) return 'inconclusive';
  if (low > 1) return 'supported';
  return high < 1 ? 'refuted' : 'inconclusive';
}

/** Of an order's pairs in one scenario: one pair the other way round breaks it. */
function together(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('refuted')) return 'refuted';
  return weakest(verdicts);
}

/** Of scenarios. Held in one and broken in another is an answer; undecided in any is none. */
export function combine(verdicts: readonly Verdict[]): Verdict {
  const holds = verdicts.some((v) => v === 'supported' || v === 'widest-reading');
  const broken = verdicts.includes('refuted');
  return holds && broken ? 'depends' : weakest(verdicts);
}

function weakest(verdicts: readonly Verdict[]): Verdict {
  const order: readonly Verdict[] = ['inconclusive', 'refuted', 'widest-reading', 'supported'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'inconclusive';
}
