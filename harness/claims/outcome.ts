import type { ClaimEvidence, Verdict } from '../model/claim.ts';

/** What a claim comes to in one scenario: the figures at the level judged, and what they say together. */
export interface ScenarioOutcome {
  readonly scenario: string;
  readonly verdict: Verdict;
  /** One per ratio that the claim is about; empty when no level has valid cells for all of them. */
  readonly evidence: readonly ClaimEvidence[];
}
