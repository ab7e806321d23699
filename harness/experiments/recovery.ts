import type { Course } from '../model/experiment.ts';
import type { LoadReport } from '../model/load.ts';
import { medianOf } from '../stats/median.ts';

export type Timeline = NonNullable<LoadReport['timeline']>;

/** Steps of the timeline that experiments ask for: short against any restart, long enough to hold some answers. */
export const timelineMs = 50;

/** Throughput is looked at in windows so long. */
const windowMs = 250;
/** Full throughput is when most of so many windows in a row have this share of what there was before. */
const windowsLooked = 4;
const windowsFull = 3;
const fullShare = 0.9;
/** The first window of a slice has its opening in it. */
const openingMs = 250;

/** What became of the answers after something was done to the server. */
export interface Recovery {
  /** req/s, median of windows; null where nothing was seen. */
  readonly before: number | null;
  /** The same once there was full throughput again, or of the last second where there never was. */
  readonly after: number | null;
  /** Longest time without an answer that an answer ended, ms; null when no answer came any more. */
  readonly gapMs: number | null;
  /** From what was done to full throughput, ms; null when that was not seen. */
  readonly recoveredMs: number | null;
}

/** Reads a timeline in which something was done `doneMs` after its start. */
export function recoveryOf({ stepMs, ok }: Timeline, doneMs: number): Recovery {
  const perWindow = Math.max(1, Math.round(windowMs / stepMs));
  const rateFrom = (step: number) => rate(ok.slice(step, step + perWindow), stepMs);
  const doneStep = Math.min(ok.length, Math.floor(doneMs / stepMs));
  // The last step was cut short by the end.
  const lastWindow = ok.length - 1 - perWindow;
  const windows = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => from + index * perWindow)
      .filter((step) => step <= lastWindow)
      .map(rateFrom);

  const firstStep = Math.min(doneStep, Math.ceil(openingMs / stepMs));
  const before = medianOf(windows(firstStep, Math.floor((doneStep - firstStep) / perWindow)));
  const isFullRate = (rate: number) => rate > 0 && rate >= fullShare * (before ?? Number.POSITIVE_INFINITY);
  // The first of them too, from its first step: else a gap before much better service would count as served.
  const isFull = (step: number) => {
    const [first = 0, ...others] = windows(step, windowsLooked);
    const full = others.filter(isFullRate).length + 1;
    return ok[step] !== 0 && isFullRate(first) && others.length === windowsLooked - 1 && full >= windowsFull;
  };
  let recovered = doneStep;
  while (recovered <= lastWindow && !isFull(recovered)) recovered += 1;
  const isRecovered = recovered <= lastWindow;
  const lastSecond = Math.max(doneStep, ok.length - 1 - windowsLooked * perWindow);
  return {
    before,
    after: medianOf(windows(isRecovered ? recovered : lastSecond, ok.length)),
    gapMs: gapAfter(ok, doneStep, stepMs),
    recoveredMs: isRecovered ? Math.max(0, recovered * stepMs - doneMs) : null,
  };
}

/**
 * Whole steps without an answer, the longest row of them. Looking begins two steps early: between the harness's clock and
 * the start of the slice lie some milliseconds.
 */
function gapAfter(ok: readonly number[], doneStep: number, stepMs: number): number | null {
  let longest = 0;
  let empty = 0;
  let answered = false;
  for (const [step, answers] of ok.entries()) {
    if (step < doneStep - 2) continue;
    if (answers === 0) {
      empty += 1;
      continue;
    }
    longest = Math.max(longest, empty);
    empty = 0;
    if (step > doneStep) answered = true;
  }
  return answered ? longest * stepMs : null;
}

/** Answers per second over the course of a slice, for a chart. */
export function answersCourse({ stepMs, ok }: Timeline, marks: Course['marks']): Course {
  const perWindow = Math.max(1, Math.round(windowMs / stepMs));
  const points: Course['points'] = [];
  for (let step = 0; step + perWindow <= ok.length; step += perWindow) {
    points.push({ atMs: step * stepMs, value: rate(ok.slice(step, step + perWindow), stepMs) });
  }
  return { name: 'answers per second', unit: 'req/s', points, marks };
}

function rate(counts: readonly number[], stepMs: number): number {
  return (counts.reduce((sum, count) => sum + count, 0) * 1000) / (counts.length * stepMs);
}
