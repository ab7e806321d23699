import type { CellSummary } from '../model/estimate.ts';
import { type Level, levelKey, levelValue } from '../model/level.ts';
import { groupBy } from './group.ts';

/** Throughputs that differ by less are taken as equal when levels are ranked: a longer queue that serves no more. */
export const SAME_THROUGHPUT = 0.05;

/** The one level at which a scenario is shown for all variants alike. */
export interface BestLevel {
  readonly scenario: string;
  readonly level: Level;
  /** Ids of the variants with a usable cell there, and of those whose cell is invalid or missing. */
  readonly usable: readonly string[];
  readonly left: readonly string[];
}

/**
 * For each scenario the level to show, in the order of the summaries. Among the levels at which the most variants have
 * a usable cell (not invalid, with a throughput; all of them if there is such a level), the one at which any variant
 * reaches the highest throughput; of levels within 5 % of that, the one with the lowest concurrency, since more
 * connections then only wait longer. A scenario without a usable cell is left out.
 */
export function bestLevels(summaries: readonly CellSummary[]): BestLevel[] {
  return [...groupBy(summaries, (summary) => summary.scenario)].flatMap(([scenario, cells]) => {
    const variants = [...new Set(cells.map((cell) => cell.variant))];
    const steps = stepsOf(cells);
    const most = Math.max(...steps.map((step) => step.usable.length));
    const fullest = steps.filter((step) => step.usable.length === most);
    const highest = Math.max(...fullest.map((step) => step.throughput));
    const best = fullest.find((step) => step.throughput >= highest * (1 - SAME_THROUGHPUT));
    if (!best || most === 0) return [];
    const left = variants.filter((variant) => !best.usable.includes(variant));
    return { scenario, level: best.level, usable: best.usable, left };
  });
}

interface Step {
  readonly level: Level;
  readonly usable: readonly string[];
  /** The highest of any usable variant, requests per second. */
  readonly throughput: number;
}

/** In rising order of level. */
function stepsOf(cells: readonly CellSummary[]): Step[] {
  const steps = [...groupBy(cells, (cell) => levelKey(cell.level)).values()].flatMap(([first, ...rest]) => {
    if (!first) return [];
    const usable = [first, ...rest].filter(isUsable);
    const throughput = Math.max(0, ...usable.map((cell) => cell.metrics.throughput?.point ?? 0));
    return { level: first.level, usable: usable.map((cell) => cell.variant), throughput };
  });
  return steps.sort((a, b) => levelValue(a.level) - levelValue(b.level));
}

/** Whether a cell may be ranked: only invalid cells, and those without a throughput, may not. */
export function isUsable(cell: CellSummary): boolean {
  return cell.validity.status !== 'invalid' && cell.metrics.throughput !== null;
}
