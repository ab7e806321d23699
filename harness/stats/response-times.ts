import type { LoadReport } from '../model/load.ts';
import type { CellData } from './cell-data.ts';
import { answeredOften } from './quantile-support.ts';
import { TimeCounts } from './time-counts.ts';

/**
 * Response times of slices together, as the percentiles of a cell are of: requests of an open workload that were
 * unfinished at the end count with their age. A histogram that cannot be read is left out.
 */
export function responseTimes(loads: Iterable<LoadReport>): TimeCounts {
  const times = new TimeCounts();
  for (const { responseTime, open } of loads) {
    for (const text of open === undefined ? [responseTime] : [responseTime, open.censored])
      addTo(times, text);
  }
  return times;
}

/** Whether the response times of a cell stand for all of its requests, not for the luckiest ({@link answeredOften}). */
export function standForAll({ cell, rounds }: CellData): boolean {
  if (cell.level.kind === 'open') return true;
  const timed = rounds.map(({ slices }) => slices.reduce((sum, { load }) => sum + load.responses, 0));
  return answeredOften(timed, cell.level.concurrency);
}

function addTo(times: TimeCounts, text: string): void {
  try {
    times.add(text);
  } catch {
    // Of a record that was written by hand; its other figures stand without it.
  }
}
