import { requestsDue } from '../../model/load.ts';
import { isPercentile, limitOf, type Objective, objectiveQuantiles } from '../../model/objective.ts';
import type { Plan } from '../../model/plan.ts';
import type { SliceResult } from '../../model/slice.ts';
import { clopperPearson } from '../clopper-pearson.ts';
import { TimeCounts } from '../time-counts.ts';
import { failedByServer } from '../validity/failures.ts';

/**
 * Whether a single slice shows an objective without a level to be missed: too many of its requests took too long, or
 * failed, to be so by chance. Only what grows worse with load is looked at, so not memory, CPU or throughput. It decides
 * what is measured next, and no verdict: for that requests of one slice are too much alike.
 */
export function clearlyMissed(plan: Plan, objective: Objective, { load }: SliceResult): boolean {
  const { metric, comparison, level } = objective;
  if (load === null || level !== null || comparison.startsWith('>')) return false;
  if (metric === 'failures') {
    const due = requestsDue(load);
    return isMore(failedByServer(plan, load), due, limitOf(objective), plan.confidence);
  }
  if (!isPercentile(metric)) return false;
  const times = new TimeCounts();
  times.add(load.responseTime);
  if (load.open !== undefined) times.add(load.open.censored);
  const slow = times.countAbove(limitOf(objective));
  return isMore(slow, times.total, 1 - objectiveQuantiles[metric], plan.confidence);
}

function isMore(hits: number, trials: number, share: number, confidence: number): boolean {
  return trials > 0 && clopperPearson(hits, trials, confidence).low > share;
}
