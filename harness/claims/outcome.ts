import type { ClaimEvidence, Verdict } from '../model/claim.ts';

/** What a claim comes to in one scenario, or without load: the figures judged, and what they say together. */
export interface Outcome {
  /** Null where nothing was loaded, or the experiment's own load is meant. */
  readonly scenario: string | null;
  readonly verdict: Verdict;
  readonly evidence: readonly ClaimEvidence[];
  /** What was measured and what that says: "prefork ÷ dev 4.00 × (3.90–4.10) fits the widest reading only". */
  readonly words: string;
  /** What a question is answered with here; outcomes with different answers make it depend on the scenario. */
  readonly answer?: string;
}

/** Held in one scenario and broken in another, or answered differently, is an answer; undecided in any is none. */
export function combine(outcomes: readonly Pick<Outcome, 'verdict' | 'answer'>[]): Verdict {
  const verdicts = outcomes.map(({ verdict }) => verdict);
  const answers = new Set(outcomes.flatMap(({ answer }) => answer ?? []));
  const holds = verdicts.some((verdict) => verdict === 'supported' || verdict === 'widest-reading');
  if (answers.size > 1 || (holds && verdicts.includes('refuted'))) return 'depends';
  return weakest(verdicts);
}

/** Of things that must all hold: one that is broken breaks them all. */
export function together(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes('refuted') ? 'refuted' : weakest(verdicts);
}

function weakest(verdicts: readonly Verdict[]): Verdict {
  const order: readonly Verdict[] = ['not-tested', 'inconclusive', 'refuted', 'widest-reading', 'supported'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'inconclusive';
}
