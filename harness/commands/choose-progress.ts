import type { RunEvent } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';
import { liveProgress, type ProgressView, plainProgress, silent } from '../progress/progress.ts';
import { runningRatios } from './running-ratios.ts';
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
    view = onStderr(plan, () => runningFigures(plan, rounds, slices));
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

/** Of two that are the same none: what looks worse there is noise. */
function runningFigures(
  plan: Plan,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): readonly string[] {
  if (plan.noise !== undefined) return [];
  if (plan.gate === undefined) return runningRatios(plan, rounds, slices);
  return runningSuspects(plan, plan.gate, rounds, slices);
}

function onStderr(plan: Plan, ratios: () => readonly string[]): ProgressView {
  const { stderr } = process;
  return stderr.isTTY ? liveProgress(plan, stderr, ratios) : plainProgress(plan, stderr, ratios);
}
