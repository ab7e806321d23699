import type { CellView, LevelView } from './types.ts';

/**
 * The level that a scenario's answer stands on: one level for all modes, so that figures beside each other are
 * comparable.
 *
 * 1. Only levels count at which every mode of the scenario has a usable cell (not invalid, with a throughput). Where
 *    there is none, those with the most usable cells count.
 * 2. Of these, the level at which any mode reaches the highest throughput is the peak.
 * 3. A higher level whose best throughput cannot be told from the peak (their intervals overlap, or they are within
 *    2 %) is preferred: it serves more connections at once for the same throughput.
 *
 * Null when no cell is usable at all.
 */
export function bestLevel(levels: readonly LevelView[], cells: readonly CellView[]): LevelView | null {
  const usableAt = (level: LevelView) => cells.filter((cell) => cell.level.key === level.key && usable(cell));
  const most = Math.max(0, ...levels.map((level) => usableAt(level).length));
  if (most === 0) return null;
  const tops = levels
    .filter((level) => usableAt(level).length === most)
    .map((level) => ({ level, top: topThroughput(usableAt(level)) }));
  const peak = tops.reduce((best, one) => (one.top.point > best.top.point ? one : best));
  const ties = tops.filter((one) => one.level.value >= peak.level.value && reaches(one.top, peak.top));
  return ties.reduce((best, one) => (one.level.value > best.level.value ? one : best)).level;
}

/** Fit for rankings: only invalid cells are kept out. */
export function usable(cell: CellView): boolean {
  return cell.status !== 'invalid' && cell.metrics.throughput !== null;
}

interface Top {
  readonly point: number;
  readonly low: number | null;
  readonly high: number | null;
}

function topThroughput(cells: readonly CellView[]): Top {
  const figures = cells.flatMap((cell) =>
    cell.metrics.throughput === null ? [] : [cell.metrics.throughput],
  );
  return figures.reduce((best, one) => (one.point > best.point ? one : best));
}

function reaches(one: Top, peak: Top): boolean {
  return one.point >= 0.98 * peak.point || (one.high !== null && peak.low !== null && one.high >= peak.low);
}
