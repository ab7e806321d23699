import type { Interval } from '../../model/estimate.ts';
import type { ComparisonSign } from '../../model/objective.ts';
import type { ObjectiveCell, ObjectiveOutcome, ObjectiveReason } from '../../model/objective-verdict.ts';

type Measured = NonNullable<ObjectiveCell['measured']>;
export type Bound = Measured['bound'];

/** What is known of a figure, and where the truth lies: from `low` to `high`. */
export interface Reach {
  readonly measured: Measured;
  readonly low: number;
  readonly high: number;
}

/** What is known of a figure, and what was lacking to know it as it was asked for. */
export interface KnownFigure {
  readonly reach: Reach | null;
  readonly lack: ObjectiveReason | null;
}

/** A bound leaves one side of the interval open. Null where there is no interval. */
export function reachOf(figure: Interval, bound: Bound, of?: string): Reach | null {
  if (figure.low === null || figure.high === null) return null;
  return {
    measured: { ...figure, bound, ...(of === undefined ? {} : { of }) },
    low: bound === 'at-most' ? 0 : figure.low,
    high: bound === 'at-least' ? Number.POSITIVE_INFINITY : figure.high,
  };
}

/** Met or missed when all that may be true lies on that side of the limit. */
export function decide(
  sign: ComparisonSign,
  limit: number,
  { low, high }: Pick<Reach, 'low' | 'high'>,
): ObjectiveOutcome {
  switch (sign) {
    case '<':
      return high < limit ? 'met' : low >= limit ? 'missed' : 'cannot-tell';
    case '<=':
      return high <= limit ? 'met' : low > limit ? 'missed' : 'cannot-tell';
    case '>':
      return low > limit ? 'met' : high <= limit ? 'missed' : 'cannot-tell';
    case '>=':
      return low >= limit ? 'met' : high < limit ? 'missed' : 'cannot-tell';
  }
}
