import type { RunRecord } from '../../harness/model/record.ts';
import { cellKey, type SliceResult } from '../../harness/model/slice.ts';
import { groupBy } from '../../harness/stats/group.ts';
import { TimeCounts } from '../../harness/stats/time-counts.ts';
import type { CellView, PercentileCurve } from './types.ts';

/** The steps of a percentile curve; p50 to p99.99. */
export const curveQuantiles = [0.5, 0.9, 0.95, 0.99, 0.999, 0.9999] as const;

/**
 * Response time by percentile for each of the cells: histograms of all rounds merged, as far as the answers support a
 * percentile (10/(1−q) of them), with the least and the greatest of the rounds that support it by themselves. The
 * opening answers of connections are not in the histograms. Requests of an open workload that were unfinished at the
 * end count with their age, as in the record's own percentiles: without them overload would look fast.
 */
export function percentileCurves(record: RunRecord, cells: readonly CellView[]): readonly PercentileCurve[] {
  const kept = new Set(record.rounds.filter((r) => r.discarded.length === 0).map((r) => r.round));
  const scenarios = new Set(cells.map(({ scenario }) => scenario));
  const slices = groupBy(
    record.slices.filter(({ round, scenario }) => kept.has(round) && scenarios.has(scenario)),
    cellKey,
  );
  return cells
    .filter((cell) => cell.status !== 'invalid' && timed(cell))
    .flatMap(({ mode, scenario, level }) => {
      const points = curve(roundsOf(slices.get(`${mode}|${scenario}|${level.key}`) ?? []));
      return points.length === 0 ? [] : [{ mode, level: level.key, points }];
    });
}

/** The histograms of each round's slices, merged; rounds without one are left out. */
function roundsOf(slices: readonly SliceResult[]): readonly TimeCounts[] {
  const rounds = new Map<number, TimeCounts>();
  for (const { round, load } of slices) {
    for (const text of [load?.responseTime, load?.open?.censored]) {
      if (text === undefined || text === '') continue;
      const counts = rounds.get(round) ?? new TimeCounts();
      if (isAdded(counts, text)) rounds.set(round, counts);
    }
  }
  return [...rounds.values()];
}

/** A histogram that cannot be read is left out of the curve; every other figure of the record stands without it. */
function isAdded(counts: TimeCounts, text: string): boolean {
  try {
    counts.add(text);
    return true;
  } catch {
    return false;
  }
}

/** Where slices were too short for all connections to be timed, the histograms hold the luckiest ones only. */
function timed(cell: CellView): boolean {
  return cell.missing.p50?.lack !== 'time';
}

function curve(rounds: readonly TimeCounts[]): PercentileCurve['points'] {
  const pool = new TimeCounts();
  for (const round of rounds) pool.addAll(round);
  return curveQuantiles
    .filter((q) => supports(pool, q))
    .map((q) => {
      const own = rounds.filter((round) => supports(round, q)).map((round) => round.quantileMs(q));
      const [least, most] = own.length < 2 ? [null, null] : [Math.min(...own), Math.max(...own)];
      return { q, ms: pool.quantileMs(q), least, most };
    });
}

function supports(counts: TimeCounts, q: number): boolean {
  return counts.total >= Math.round(10 / (1 - q));
}
