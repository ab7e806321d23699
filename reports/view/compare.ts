import type { CellSummary, Comparison } from '../../harness/model/estimate.ts';
import { type Level, levelKey } from '../../harness/model/level.ts';
import { type LatencyMetric, type MetricName, metrics } from '../../harness/model/metric.ts';
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
  const between = (candidate: string, baseline: string) =>
    record.comparisons.find(
      (one) =>
        one.candidate === candidate &&
        one.baseline === baseline &&
        one.scenario === pair.scenario &&
        one.metric === pair.metric &&
        // Last, for its key is made anew each time.
        levelKey(one.level as Level) === pair.level,
    );
  const direct = between(pair.candidate, pair.baseline);
  if (direct !== undefined) return ratioView(direct);
  const reverse = between(pair.baseline, pair.candidate);
  return reverse === undefined ? null : inverse(ratioView(reverse));
}

function ratioView(comparison: Comparison): RatioView {
  const { point, low, high, rounds, fewRounds } = comparison.ratio;
  return { point, low, high, rounds, fewRounds, metric: comparison.metric, verdict: comparison.verdict };
}

/** From the tail inwards: the tail is what an arrival rate is chosen by. */
const percentilesTold: readonly LatencyMetric[] = ['p99', 'p95', 'p50'];

/**
 * What two variants are compared by at a level. Closed: throughput. Open: where both keep up, the highest percentile of
 * the response time that both support, or a lower one that shows a difference where it does not; where neither does,
 * throughput, for each then serves what it can. Where one is overloaded there is no ratio: its response times are as
 * long as the slice.
 */
export function mainRatio(record: RunRecord, candidate: CellSummary, baseline: string): RatioView | null {
  const { scenario, level } = candidate;
  const pair = { candidate: candidate.variant, baseline, scenario, level: levelKey(level) };
  const throughput = () => findRatio(record, { ...pair, metric: 'throughput' });
  if (level.kind === 'closed') return throughput();
  const other = record.summaries.find(
    (one) => one.variant === baseline && one.scenario === scenario && levelKey(one.level) === pair.level,
  );
  if (other === undefined) return null;
  if (isOverloaded(candidate) !== isOverloaded(other)) return null;
  if (isOverloaded(candidate)) return throughput();
  const found = percentilesTold.flatMap((metric) => findRatio(record, { ...pair, metric }) ?? []);
  const [highest = null] = found;
  return highest?.verdict === 'inconclusive' ? (found.find(showsDifference) ?? highest) : highest;
}

export function isOverloaded({ validity }: CellSummary): boolean {
  return validity.reasons.some(({ code }) => code === 'overloaded');
}

/** Whether the ratio is on the better side of 1; says nothing of whether a difference is shown. */
export function favours(ratio: RatioView): boolean {
  return metrics[ratio.metric].better === 'higher' ? ratio.point > 1 : ratio.point < 1;
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
