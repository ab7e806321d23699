import type { CellSummary } from '../model/estimate.ts';
import { type Level, levelKey, levelValue } from '../model/level.ts';
import { groupBy } from './group.ts';

/** Throughputs that differ by less are taken as equal when levels are ranked: a longer queue that serves no more. */
export const SAME_THROUGHPUT = 0.05;

/** What of a cell decides how it ranks. */
export interface RankedCell extends Pick<CellSummary, 'variant' | 'scenario' | 'level'> {
  readonly validity: {
    readonly status: CellSummary['validity']['status'];
    readonly reasons: readonly { readonly code: string }[];
  };
  readonly metrics: { readonly throughput: { readonly point: number } | null };
}

/** The one level at which a scenario is shown for all variants alike. */
export interface BestLevel {
  readonly scenario: string;
  readonly level: Level;
  /** Ids of the variants with a usable cell there, and of those whose cell is invalid or missing. */
  readonly usable: readonly string[];
  readonly left: readonly string[];
}

/**
 * For each scenario the level to show, in the order of the summaries, from those at which the most variants have a
 * usable cell (not invalid, with a throughput; all of them if there is such a level). A scenario without a usable cell
 * is left out.
 *
 * Closed workload: where any variant reaches the highest throughput; of levels within 5 % of that, the one with the
 * lowest concurrency, since more connections then only wait longer.
 *
 * Open workload: where the most variants keep up; of those the highest rate. Readers ask for response times "at 400
 * req/s", and those of an overloaded server are that of the slice's length, not the server's: so where all keep up, all
 * figures are steady and may be compared. Where none keeps up at any rate,
 * the lowest, which comes nearest to it.
 */
export function bestLevels(summaries: readonly RankedCell[]): BestLevel[] {
  return [...groupBy(summaries, (summary) => summary.scenario)].flatMap(([scenario, cells]) => {
    const variants = [...new Set(cells.map((cell) => cell.variant))];
    const steps = stepsOf(cells);
    const most = Math.max(...steps.map((step) => step.usable.length));
    const fullest = steps.filter((step) => step.usable.length === most);
    const best = fullest[0]?.level.kind === 'open' ? bestOpen(fullest) : bestClosed(fullest);
    if (!best || most === 0) return [];
    const left = variants.filter((variant) => !best.usable.includes(variant));
    return { scenario, level: best.level, usable: best.usable, left };
  });
}

/** Steps in rising order, here and below. */
function bestClosed(steps: readonly Step[]): Step | undefined {
  const highest = Math.max(...steps.map((step) => step.throughput));
  return steps.find((step) => step.throughput >= highest * (1 - SAME_THROUGHPUT));
}

function bestOpen(steps: readonly Step[]): Step | undefined {
  const most = Math.max(...steps.map((step) => step.keepingUp));
  return most === 0 ? steps[0] : steps.findLast((step) => step.keepingUp === most);
}

interface Step {
  readonly level: Level;
  readonly usable: readonly string[];
  /** The highest of any usable variant, requests per second. */
  readonly throughput: number;
  /** Usable variants that are not overloaded. */
  readonly keepingUp: number;
}

/** In rising order of level. */
function stepsOf(cells: readonly RankedCell[]): Step[] {
  const steps = [...groupBy(cells, (cell) => levelKey(cell.level)).values()].flatMap(([first, ...rest]) => {
    if (!first) return [];
    const usable = [first, ...rest].filter(isUsable);
    return {
      level: first.level,
      usable: usable.map((cell) => cell.variant),
      throughput: Math.max(0, ...usable.map((cell) => cell.metrics.throughput?.point ?? 0)),
      keepingUp: usable.filter(keepsUp).length,
    };
  });
  return steps.sort((a, b) => levelValue(a.level) - levelValue(b.level));
}

/** Whether the server serves what is offered, as far as was seen. */
export function keepsUp(cell: Pick<RankedCell, 'validity'>): boolean {
  return cell.validity.reasons.every(({ code }) => code !== 'overloaded');
}

/** Whether a cell may be ranked: only invalid cells, and those without a throughput, may not. */
export function isUsable(cell: Pick<RankedCell, 'validity' | 'metrics'>): boolean {
  return cell.validity.status !== 'invalid' && cell.metrics.throughput !== null;
}
