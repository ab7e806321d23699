import { type LatencyMetric, latencyQuantiles } from '../model/metric.ts';
import type { CellData } from './cell-data.ts';
import { supportsQuantile } from './quantile-support.ts';
import { TimeCounts } from './time-counts.ts';

/**
 * By round, the least that a percentile can be, in ms: what stayed unanswered counts with its age, for it took longer than
 * that; what timed out or was dropped would only raise it, and is left out. Of rounds without any answer too. Null where too few requests were due, and of closed workloads, where nobody
 * knows what was not sent meanwhile.
 */
export function latencyBounds(data: CellData, metric: LatencyMetric): ReadonlyMap<number, number> | null {
  if (data.cell.level.kind === 'closed') return null;
  const q = latencyQuantiles[metric];
  const silent = data.lost.flatMap(({ round, code }) => (code === 'no-answers' ? [round] : []));
  const read = [...data.rounds.map(({ round }) => round), ...silent].map((round) => {
    const times = new TimeCounts();
    for (const { responseTime, open } of data.reportsByRound.get(round) ?? []) {
      times.add(responseTime);
      if (open !== undefined) times.add(open.censored);
    }
    return { round, times };
  });
  const counts = read.map(({ times }) => times.total);
  if (!supportsQuantile(q, counts, 1)) return null;
  return new Map(
    read.sort((a, b) => a.round - b.round).map(({ round, times }) => [round, times.quantileMs(q)]),
  );
}
