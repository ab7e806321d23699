import type { CellSummary, Comparison } from '../model/estimate.ts';
import type { Plan } from '../model/plan.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';
import { collectCells } from './collect.ts';
import { compareCells } from './compare.ts';
import { summariseCells } from './summarise.ts';

/** Summaries and comparisons of a run, with each histogram decoded once for both. */
export function analyse(
  plan: Plan,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): { summaries: CellSummary[]; comparisons: Comparison[] } {
  const cells = collectCells(plan, rounds, slices);
  return { summaries: summariseCells(plan, rounds, cells), comparisons: compareCells(plan, cells) };
}
