import type { SearchPlan } from '../../model/search.ts';

/** Of one slice: requests beyond a limit, or failed, of all that were due. */
export interface ShareCount {
  readonly beyond: number;
  readonly of: number;
}

/** What is tested: that no more than this share is beyond. */
export interface ShareTest extends Pick<SearchPlan['test'], 'odds' | 'risk' | 'alike'> {
  readonly allowed: number;
}

/** `open`: more requests would tell. `likelier` is what to say where none come. */
export interface ShareOutcome {
  readonly state: 'met' | 'missed' | 'open';
  readonly likelier: 'met' | 'missed';
}

/**
 * Wald's sequential probability ratio test of a share (Sequential Analysis, 1947), over the slices of one run: odds of a
 * request to be beyond the limit of half those allowed against twice those, both errors with the same risk (method §4:
 * 0.5 % against 2 % for a p99).
 *
 * Requests are too much alike to be counted as independent: those that wait in the same queue are late together. So their
 * number is divided by how much more the slices differ than independent requests would (Pearson's dispersion), and by
 * `alike` at least: where none was late yet, nothing shows how many would have been late together.
 */
export function testShare(
  slices: readonly ShareCount[],
  { allowed, odds, risk, alike }: ShareTest,
): ShareOutcome {
  const beyond = sum(slices, (slice) => slice.beyond);
  const of = sum(slices, (slice) => slice.of);
  const [good, bad] = [withOdds(allowed, 1 / odds), withOdds(allowed, odds)];
  const ratio = beyond * Math.log(bad / good) + (of - beyond) * Math.log((1 - bad) / (1 - good));
  const evidence = ratio / Math.max(alike, dispersionOf(slices));
  const enough = Math.log((1 - risk) / risk);
  const state = evidence >= enough ? 'missed' : evidence <= -enough ? 'met' : 'open';
  return { state, likelier: ratio > 0 ? 'missed' : 'met' };
}

/** Requests without any beyond the limit from which a share is told to be met. */
export function requestsToMeet({ allowed, odds, risk, alike }: ShareTest): number {
  const [good, bad] = [withOdds(allowed, 1 / odds), withOdds(allowed, odds)];
  return Math.ceil((alike * Math.log((1 - risk) / risk)) / Math.log((1 - good) / (1 - bad)));
}

/** The share whose odds are so many times those of another. */
export function withOdds(share: number, times: number): number {
  const odds = (times * share) / (1 - share);
  return odds / (1 + odds);
}

/** Variance between slices as a multiple of that of independent requests; 1 where it cannot be told. */
function dispersionOf(slices: readonly ShareCount[]): number {
  const counted = slices.filter(({ of }) => of > 0);
  const share = sum(counted, ({ beyond }) => beyond) / sum(counted, ({ of }) => of);
  if (counted.length < 2 || !(share > 0 && share < 1)) return 1;
  const squares = sum(counted, ({ beyond, of }) => (beyond - share * of) ** 2 / (share * (1 - share) * of));
  return squares / (counted.length - 1);
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
