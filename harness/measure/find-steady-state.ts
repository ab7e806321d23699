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
 * state must fill half of it. What is looked at is CPU per request: a runtime that compiles as it goes shows there at
 * once, and what else the machine does shows little, where throughput would follow it up and down. `minAnswers`
 * guards against the plateau of several workers that are all still cold. Ends after `mostMs` in any case.
 */
export async function findSteadyState(mostMs: number, minAnswers: number, look: Look): Promise<Found> {
  const seen: Warmed[] = [];
  const mostSlices = Math.max(firstSlices, Math.floor(mostMs / sliceMs));
  for (let goal = firstSlices; ; goal = Math.min(2 * seen.length, mostSlices)) {
    while (seen.length < mostSlices && (seen.length < goal || answersOf(seen) < minAnswers)) {
      seen.push(await look(slice));
      const tookMs = seen.reduce((sum, { tookMs }) => sum + tookMs, 0);
      if (tookMs > patience * Math.max(firstSlices, seen.length) * sliceMs)
        return found(seen, seen.length, null);
    }
    const costs = seen.flatMap(({ cost }) => cost ?? []);
    // The CPU of a server that we did not start may not be known: there is nothing to look at.
    if (costs.length === 0 && answersOf(seen) > 0) return found(seen, seen.length, null);
    const { cut, atEdge } = mser(costs);
    if (!atEdge) return found(seen, cut, true);
    if (seen.length >= mostSlices) return found(seen, Math.floor(mostSlices / 2), false);
  }
}

/**
 * Answers of each worker below which nothing is taken for warm, whatever a look says: V8 was seen to be done with a
 * small handler after four to eight thousand, and a busy machine can make cold workers look settled.
 */
const fewestAnswers = 4000;
/** Where answers come too slowly for that, so long must do. */
const longEnoughMs = 1500;

/**
 * Goes as far as the first round found: by answers, since a runtime compiles by calls, however long they take today.
 */
export async function repeat(earlier: Found, workers: number, mostMs: number, look: Look): Promise<Found> {
  const goal = Math.max(earlier.answers, fewestAnswers * workers);
  const patienceMs = Math.min(mostMs, Math.max(2 * earlier.ms, longEnoughMs));
  let answers = 0;
  let tookMs = 0;
  while (answers < goal && tookMs < patienceMs) {
    const warmed = await look(slice);
    answers += warmed.answers;
    tookMs += Math.max(sliceMs, warmed.tookMs);
  }
  return { ms: tookMs, answers, steady: null };
}

function found(seen: readonly Warmed[], cut: number, steady: boolean | null): Found {
  return { ms: cut * sliceMs, answers: answersOf(seen.slice(0, cut)), steady };
}

function answersOf(seen: readonly Warmed[]): number {
  return seen.reduce((sum, { answers }) => sum + answers, 0);
}
