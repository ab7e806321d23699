import type { Plan } from '../model/plan.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';
import { liveProgress, type ProgressView, plainProgress, silent } from '../progress/progress.ts';
import { runningRatios } from './running-ratios.ts';

/** Live on a terminal, plain lines otherwise, nothing when asked to be quiet. Always on stderr. */
export function chooseProgress(
  plan: Plan,
  quiet: boolean,
  seen: { readonly rounds: RoundResult[]; readonly slices: SliceResult[] },
): ProgressView {
  if (quiet) return silent;
  const ratios = () => runningRatios(plan, seen.rounds, seen.slices);
  return process.stderr.isTTY
    ? liveProgress(plan, process.stderr, ratios)
    : plainProgress(plan, process.stderr, ratios);
}
