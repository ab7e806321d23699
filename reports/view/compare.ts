import type { Comparison } from '../../harness/model/estimate.ts';
import { type Level, levelKey } from '../../harness/model/level.ts';
import type { MetricName } from '../../harness/model/metric.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import type { RatioView } from './types.ts';

export interface Pair {
  readonly candidate: string;
  readonly baseline: string;
  readonly scenario: string;
  /** `levelKey` of the level. */
  readonly level: string;
  readonly metric: MetricName;
}

/** The record's comparison of two variants, in whichever direction it holds it; null when it holds none. */
export function findRatio(record: RunRecord, pair: Pair): RatioView | null {
  const same = record.comparisons.filter(
    (c) =>
      c.metric === pair.metric && c.scenario === pair.scenario && levelKey(c.level as Level) === pair.level,
  );
  const direct = same.find((c) => c.candidate === pair.candidate && c.baseline === pair.baseline);
  if (direct !== undefined) return ratioView(direct);
  const reverse = same.find((c) => c.candidate === pair.baseline && c.baseline === pair.candidate);
  return reverse === undefined ? null : inverse(ratioView(reverse));
}

function ratioView(comparison: Comparison): RatioView {
  const { point, low, high, rounds, fewRounds } = comparison.ratio;
  return { point, low, high, rounds, fewRounds, verdict: comparison.verdict };
}

/** The same comparison, told from the other side. */
export function inverse(ratio: RatioView): RatioView {
  const turned = { improved: 'regressed', regressed: 'improved' } as const;
  const { verdict } = ratio;
  return {
    ...ratio,
    point: 1 / ratio.point,
    low: ratio.high === null ? null : 1 / ratio.high,
    high: ratio.low === null ? null : 1 / ratio.low,
    verdict: verdict === 'improved' || verdict === 'regressed' ? turned[verdict] : verdict,
  };
}

/** Only an interval that excludes 1 shows a difference, whatever else is said about it. */
export function showsDifference(ratio: RatioView | null): boolean {
  if (ratio === null || ratio.low === null || ratio.high === null) return false;
  if (ratio.verdict !== 'improved' && ratio.verdict !== 'regressed') return false;
  return ratio.low > 1 || ratio.high < 1;
}
