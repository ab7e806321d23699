import type { RunEvent } from '../model/event.ts';
import { isSearching, type Plan } from '../model/plan.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';
import { liveProgress, type ProgressView, plainProgress, silent } from '../progress/progress.ts';
import { runningRatios } from './running-ratios.ts';
import { runningSearch } from './running-search.ts';
import { runningSuspects } from './running-suspects.ts';

/** Live on a terminal, plain lines otherwise, nothing when asked to be quiet. Always on stderr. */
export function chooseProgress(quiet: boolean): ProgressView {
  if (quiet) return silent;
  let view = silent;
  const rounds: RoundResult[] = [];
  const slices: SliceResult[] = [];
  const follow = (event: RunEvent) => {
    if (event.type === 'slice') slices.push(event.slice);
    if (event.type === 'round') rounds.push(event.round);
    if (event.type !== 'run-started') return;
    rounds.push(...event.earlier.rounds);
    slices.push(...event.earlier.slices);
    const { plan } = event;
    view = onStderr(plan, () => runningText(plan, rounds, slices));
  };
  const close = () => {
    view.close();
    view = silent;
  };
  return {
    onEvent(event) {
      follow(event);
      // What comes then is for others to show, on a tidy screen.
      if (event.type === 'ended') close();
      else view.onEvent(event);
    },
    close,
  };
}

/** What the figures so far say, as far as such a plan has something to tell before its end: of two that are the same nothing. */
function runningText(
  plan: Plan,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): readonly string[] {
  if (isSearching(plan)) return runningSearch(plan, rounds, slices);
  if (plan.noise !== undefined) return [];
  if (plan.gate !== undefined) return runningSuspects(plan, plan.gate, rounds, slices);
  return runningRatios(plan, rounds, slices);
}

function onStderr(plan: Plan, ratios: () => readonly string[]): ProgressView {
  const { stderr } = process;
  return stderr.isTTY ? liveProgress(plan, stderr, ratios) : plainProgress(plan, stderr, ratios);
}
