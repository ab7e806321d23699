import { type LoadReport, requestsDue } from '../../model/load.ts';
import { isPercentile, limitOf, type Objective, objectiveQuantiles } from '../../model/objective.ts';
import type { Plan } from '../../model/plan.ts';
import type { SliceResult } from '../../model/slice.ts';
import { TimeCounts } from '../time-counts.ts';
import { failedByServer } from '../validity/failures.ts';
import { failedRequests } from '../validity/finding.ts';
import type { SliceEvidence } from './run-state.ts';

/** What a slice shows of an objective of a search; its load must be known. */
export function evidenceOf(plan: Plan, objective: Objective, slice: SliceResult): SliceEvidence {
  const { metric, comparison } = objective;
  const limit = limitOf(objective);
  const { load } = slice;
  if (isPercentile(metric)) {
    const allowed = allowedShare(objective);
    return { kind: 'share', allowed, ...(load === null ? { beyond: 0, of: 0 } : lateOf(load, limit)) };
  }
  if (metric === 'failures') {
    const [beyond, of] = load === null ? [0, 0] : [failedByServer(plan, load), requestsDue(load)];
    return { kind: 'share', allowed: limit, beyond, of };
  }
  const inclusive = comparison === '<=';
  return { kind: 'value', limit, inclusive, value: metric === 'cpu' ? cpuOf(slice) : memoryOf(slice) };
}

/** Of all requests, those that may be beyond the limit of an objective of shares. */
export function allowedShare(objective: Objective): number {
  return isPercentile(objective.metric) ? 1 - objectiveQuantiles[objective.metric] : limitOf(objective);
}

/** All times of a slice, with the ages of what was left unfinished, ms. */
export function timesOf({ responseTime, open }: LoadReport): TimeCounts {
  const times = new TimeCounts();
  times.add(responseTime);
  if (open !== undefined) times.add(open.censored);
  return times;
}

/** Whoever got no answer has not got it in time. */
function lateOf(load: LoadReport, limitMs: number): { readonly beyond: number; readonly of: number } {
  const times = timesOf(load);
  const failed = failedRequests(load) - load.failed.exhausted;
  return { beyond: times.countAbove(limitMs) + failed, of: times.total + failed };
}

function cpuOf({ serverCpuMs, load }: SliceResult): number | null {
  return serverCpuMs === null || load === null || load.ok === 0 ? null : serverCpuMs / load.ok;
}

function memoryOf({ memory }: SliceResult): number | null {
  return memory === null ? null : (memory.footprint ?? memory.rss);
}
