import { gammaln } from 'simple-statistics';

/** Bounds of a share; each is crossed by the true share with a probability of at most (1 − confidence) / 2. */
export interface ShareBounds {
  readonly low: number;
  readonly high: number;
}

/**
 * The exact interval of a share of which `hits` of `trials` were seen: the shares for which so many hits, or more, and
 * so many, or fewer, would not be too rare (C. J. Clopper & E. S. Pearson, Biometrika 26, 1934). It covers at least as
 * often as it says, for any share and any number of trials.
 */
export function clopperPearson(hits: number, trials: number, confidence: number): ShareBounds {
  const tail = (1 - confidence) / 2;
  return {
    low: hits === 0 ? 0 : bisect((share) => 1 - atMost(hits - 1, trials, share) < tail),
    high: hits === trials ? 1 : bisect((share) => atMost(hits, trials, share) > tail),
  };
}

/** The share at which a condition, true for small ones, ceases to hold. */
function bisect(holds: (share: number) => boolean): number {
  let low = 0;
  let high = 1;
  // Each step halves the range; after 60 nothing of a double is left to halve.
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Probability of at most `hits` in `trials`. Summed from whichever end is smaller, so that no small tail is lost. */
function atMost(hits: number, trials: number, share: number): number {
  return hits <= share * trials
    ? tailFrom(hits, trials, share)
    : 1 - tailFrom(trials - hits - 1, trials, 1 - share);
}

/** Sums the binomial distribution from `hits` down to 0, where its terms only shrink. */
function tailFrom(hits: number, trials: number, share: number): number {
  if (hits < 0) return 0;
  const odds = (1 - share) / share;
  let term = Math.exp(
    gammaln(trials + 1) -
      gammaln(hits + 1) -
      gammaln(trials - hits + 1) +
      hits * Math.log(share) +
      (trials - hits) * Math.log1p(-share),
  );
  let sum = 0;
  for (let count = hits; count >= 0 && term > sum * Number.EPSILON; count--) {
    sum += term;
    term *= (count / (trials - count + 1)) * odds;
  }
  return Math.min(1, sum);
}
