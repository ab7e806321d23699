import type { CellSummary, Comparison } from '../model/estimate.ts';
import type { ObjectiveVerdict } from '../model/objective-verdict.ts';
import type { Plan } from '../model/plan.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';
import { collectCells } from './collect.ts';
import { compareCells } from './compare.ts';
import { judgeObjectives } from './objectives/judge.ts';
import { summariseCells } from './summarise.ts';

/** Summaries and comparisons of a run, with each histogram decoded once for both, and what its objectives came to. */
export function analyse(
  plan: Plan,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): { summaries: CellSummary[]; comparisons: Comparison[]; objectives: ObjectiveVerdict[] } {
  const cells = collectCells(plan, rounds, slices);
  const summaries = summariseCells(plan, rounds, cells);
  return {
    summaries,
    comparisons: compareCells(plan, cells),
    objectives: judgeObjectives(plan, cells, summaries),
  };
}
