import type { SliceWindow } from '../model/load.ts';
import { mser } from '../stats/steady-state.ts';

/** What loading a variant for a short while came to; `cost` is CPU ms per request, null when none was answered. */
export interface Warmed {
  readonly tookMs: number;
  readonly answers: number;
  readonly cost: number | null;
}

/** When a variant was warm: after so long and so many answers. `steady`: whether that was seen; null, not looked for. */
export interface Found {
  readonly ms: number;
  readonly answers: number;
  readonly steady: boolean | null;
}

type Look = (window: SliceWindow) => Promise<Warmed>;

/** A look is made of slices so long, each one value of CPU time per request. */
const sliceMs = 100;
const slice: SliceWindow = { minMs: sliceMs, maxMs: sliceMs, minAnswers: 0 };
const firstSlices = 10;

/** A server so slow that its slices take so much longer than they should is not looked at any longer. */
const patience = 4;

/**
 * Looks until `minAnswers` were seen, and then as long again while the cut lies at the edge of what was seen: a steady
 * state must fill half of it, so up to twice the cap is looked at. What is looked at is CPU per request: a runtime that
 * compiles as it goes shows there at once, and what else the machine does shows little, where throughput would follow
 * it up and down. `minAnswers` guards against the plateau of several workers that are all still cold.
 */
export async function findSteadyState(capMs: number, minAnswers: number, look: Look): Promise<Found> {
  const seen: Warmed[] = [];
  const mostSlices = (2 * capMs) / sliceMs;
  for (let goal = firstSlices; ; goal = Math.min(2 * seen.length, mostSlices)) {
    while (seen.length < mostSlices && (seen.length < goal || answersOf(seen) < minAnswers)) {
      seen.push(await look(slice));
      const tookMs = seen.reduce((sum, { tookMs }) => sum + tookMs, 0);
      if (tookMs > patience * Math.max(firstSlices, seen.length) * sliceMs)
        return found(seen, seen.length, null);
    }
    const { cut, atEdge } = mser(seen.flatMap(({ cost }) => cost ?? []));
    if (!atEdge) return found(seen, cut, true);
    if (seen.length >= mostSlices) return found(seen, capMs / sliceMs, false);
  }
}

/** As many answers as it took in the first round: a runtime compiles by calls, however long they take today. */
export async function repeat(earlier: Found, capMs: number, look: Look): Promise<Found> {
  let answers = 0;
  for (let tookMs = 0; answers < earlier.answers && tookMs < 2 * capMs; ) {
    const warmed = await look(slice);
    answers += warmed.answers;
    tookMs += Math.max(sliceMs, warmed.tookMs);
  }
  return { ...earlier, steady: null };
}

function found(seen: readonly Warmed[], cut: number, steady: boolean | null): Found {
  return { ms: cut * sliceMs, answers: answersOf(seen.slice(0, cut)), steady };
}

function answersOf(seen: readonly Warmed[]): number {
  return seen.reduce((sum, { answers }) => sum + answers, 0);
}
