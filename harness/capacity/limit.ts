import type { ComparisonSign, ObjectiveMetric } from '../model/objective.ts';

/** What must hold, in the record's units. */
export interface Limit {
  /** As it may be typed: `p99<250ms`. */
  readonly text: string;
  readonly metric: ObjectiveMetric;
  readonly comparison: ComparisonSign;
  readonly limit: number;
}

/** Whether the same must hold, however it is written: `p99<0.25s` is `p99<250ms`. */
export function sameLimits(one: readonly Limit[], other: readonly Limit[]): boolean {
  return impliesAll(one, other) && impliesAll(other, one);
}

/** Whether all of `asked` hold wherever all of `held` do. */
export function impliesAll(held: readonly Limit[], asked: readonly Limit[]): boolean {
  return asked.every((limit) => held.some((one) => implies(one, limit)));
}

/** A p99 below a limit is a p95 below it, and below every higher one. */
function implies(held: Limit, asked: Limit): boolean {
  const isUpper = asked.comparison.startsWith('<');
  if (held.comparison.startsWith('<') !== isUpper) return false;
  if (held.metric !== asked.metric) {
    const [quantile, wanted] = [percentileOf(held.metric), percentileOf(asked.metric)];
    if (quantile === null || wanted === null || quantile > wanted !== isUpper) return false;
  }
  // A unit's factor is off in the last digits.
  const ratio = held.limit / asked.limit;
  return isUpper ? ratio <= 1 + 1e-9 : ratio >= 1 - 1e-9;
}

function percentileOf(metric: ObjectiveMetric): number | null {
  const [, percent] = /^p([\d.]+)$/.exec(metric) ?? [];
  return percent === undefined ? null : Number(percent);
}
