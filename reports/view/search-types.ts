import type { SearchOutcome } from '../../harness/model/search.ts';

/** What a search for the highest rate came to, in words. */
export interface SearchView {
  /** What was to hold. */
  readonly objectives: readonly string[];
  readonly results: readonly SearchResultView[];
  /** How it was found. */
  readonly rules: readonly string[];
  readonly ended: string;
}

/** Of a run that ends with another code than 0: `missed`, where some objective holds at no rate, and `no-answer`. */
export type SearchVerdict = 'told' | 'unconfirmed' | 'no-answer' | 'missed';

/** Of one mode in one scenario. Rates in requests per second. */
export interface SearchResultView {
  readonly scenario: string;
  readonly mode: string;
  readonly label: string;
  readonly outcome: SearchOutcome;
  /** `182`, `≥ 182`, `none`, or a dash where it cannot be told. */
  readonly carries: string;
  /** `184–196`: where the limit lies, at 95 %. */
  readonly between: string;
  /** `p99 212 ms`, at the rate that is carried. */
  readonly there: string;
  /** What is missed above. */
  readonly limit: string;
  readonly verdict: SearchVerdict;
  readonly runs: number;
  readonly sentence: string;
}
