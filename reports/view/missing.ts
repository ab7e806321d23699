import type { CellSummary } from '../../harness/model/estimate.ts';
import { levelKey } from '../../harness/model/level.ts';
import { type LatencyMetric, latencyQuantiles } from '../../harness/model/metric.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import type { Cell } from '../../harness/model/slice.ts';
import {
  requestsNeeded,
  requestsNeededPerRound,
  supportsQuantile,
} from '../../harness/stats/quantile-support.ts';
import type { CellView, MissingView } from './types.ts';

/** What each percentile that is not given would need. */
export function missingPercentiles(record: RunRecord, summary: CellSummary): CellView['missing'] {
  const metrics = (Object.keys(latencyQuantiles) as LatencyMetric[]).filter(
    (metric) => summary.metrics[metric] === null,
  );
  if (metrics.length === 0) return {};
  const timed = timedPerRound(record, summary);
  const fewest = Math.min(...timed);
  // One is allowed for: the answer that ends a slice has no successor.
  const { level } = summary;
  const onlyLuckiest = level.kind === 'closed' && Number.isFinite(fewest) && fewest < level.concurrency - 1;
  const isCensored = summary.validity.reasons.some(({ code }) => code === 'censored');
  const lack = (metric: LatencyMetric): MissingView => {
    if (onlyLuckiest) return { lack: 'time' };
    const q = latencyQuantiles[metric];
    if (isCensored && supportsQuantile(q, timed, 1)) return { lack: 'finish' };
    return { lack: 'answers', needed: requestsNeeded(q), perRound: requestsNeededPerRound(q) };
  };
  return Object.fromEntries(metrics.map((metric) => [metric, lack(metric)]));
}

/** Times that each round gave for a cell, with the ages of an open workload; a connection's first answer is not timed. */
function timedPerRound(record: RunRecord, summary: CellSummary): readonly number[] {
  const kept = new Set(record.rounds.filter((r) => r.discarded.length === 0).map((r) => r.round));
  const timed = new Map<number, number>();
  for (const slice of record.slices) {
    if (slice.load === null || !kept.has(slice.round) || !isOf(slice, summary)) continue;
    const { responses, unfinished, open } = slice.load;
    const times = responses + (open === undefined ? 0 : unfinished);
    timed.set(slice.round, (timed.get(slice.round) ?? 0) + times);
  }
  return [...timed.values()];
}

/** The level last, for its key is made anew each time. */
function isOf(slice: Cell, { variant, scenario, level }: Cell): boolean {
  return (
    slice.variant === variant && slice.scenario === scenario && levelKey(slice.level) === levelKey(level)
  );
}
