import { build, decodeFromCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { levelKey } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import type { CellView, LevelView, PercentileCurve } from './types.ts';

/** The steps of a percentile curve; p50 to p99.99. */
export const curveQuantiles = [0.5, 0.9, 0.95, 0.99, 0.999, 0.9999] as const;

/**
 * Response time by percentile for each mode at one level: histograms of all rounds merged, as far as the answers
 * support a percentile (10/(1−q) of them), with the least and the greatest of the rounds that support it by themselves.
 * The opening answers of connections are not in the histograms. Requests of an open workload that were unfinished at
 * the end count with their age, as in the record's own percentiles: without them overload would look fast.
 */
export function percentileCurves(
  record: RunRecord,
  level: LevelView,
  cells: readonly CellView[],
): readonly PercentileCurve[] {
  const kept = new Set(record.rounds.filter((r) => r.discarded.length === 0).map((r) => r.round));
  return cells
    .filter((cell) => cell.level.key === level.key && cell.status !== 'invalid' && timed(cell))
    .flatMap((cell) => {
      const slices = record.slices.filter(
        (slice) =>
          slice.variant === cell.mode &&
          slice.scenario === cell.scenario &&
          levelKey(slice.level) === level.key &&
          kept.has(slice.round),
      );
      const rounds = new Map<number, Histogram>();
      for (const slice of slices) {
        for (const text of [slice.load?.responseTime, slice.load?.open?.censored]) {
          const decoded = decode(text ?? '');
          if (decoded === null) continue;
          const before = rounds.get(slice.round);
          if (before === undefined) rounds.set(slice.round, decoded);
          else before.add(decoded);
        }
      }
      const points = curve([...rounds.values()]);
      return points.length === 0 ? [] : [{ mode: cell.mode, points }];
    });
}

/** Where slices were too short for all connections to be timed, the histograms hold the luckiest ones only. */
function timed(cell: CellView): boolean {
  return cell.missing.p50?.lack !== 'time';
}

function curve(rounds: readonly Histogram[]): PercentileCurve['points'] {
  const pool = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: Math.max(2, ...rounds.map((round) => round.maxValue)),
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });
  for (const round of rounds) pool.add(round);
  return curveQuantiles
    .filter((q) => supports(pool, q))
    .map((q) => {
      const own = rounds.filter((round) => supports(round, q)).map((round) => milliseconds(round, q));
      const [least, most] = own.length < 2 ? [null, null] : [Math.min(...own), Math.max(...own)];
      return { q, ms: milliseconds(pool, q), least, most };
    });
}

function supports(histogram: Histogram, q: number): boolean {
  return histogram.totalCount >= Math.round(10 / (1 - q));
}

/** Histograms hold µs. */
function milliseconds(histogram: Histogram, q: number): number {
  return histogram.getValueAtPercentile(q * 100) / 1000;
}

/** A histogram that cannot be read is left out of the curve; every other figure of the record stands without it. */
function decode(text: string): Histogram | null {
  if (text === '') return null;
  try {
    return decodeFromCompressedBase64(text, 32, false);
  } catch {
    return null;
  }
}
