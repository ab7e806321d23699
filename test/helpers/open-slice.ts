import type { Level } from '../../harness/model/level.ts';
import { levelValue } from '../../harness/model/level.ts';
import type { Plan } from '../../harness/model/plan.ts';
import type { SliceResult } from '../../harness/model/slice.ts';
import { encodeHistogram, newHistogram } from '../../harness/stats/histogram.ts';
import { syntheticSlice, truth } from './slices.ts';

/** How a server fares under an open level. */
export interface OpenTruth {
  /** Requests per second that it can serve. */
  readonly capacity: number;
  /** Response time of a request that waits for no other, ms. */
  readonly serviceMs: number;
  /** Share of the arrivals that fail. */
  readonly failing?: number;
}

/** A slice of evenly spaced arrivals, served in order by one server of that capacity. */
export function openSlice(
  plan: Plan,
  cell: { readonly variant: string; readonly scenario: string; readonly level: Level },
  round: number,
  { capacity, serviceMs, failing = 0 }: OpenTruth,
  windowMs = 1000,
): SliceResult {
  const rate = levelValue(cell.level);
  const offered = Math.max(1, Math.floor((rate * windowMs) / 1000));
  const gapMs = 1000 / rate;
  const turnMs = 1000 / capacity;
  const responses = Array.from({ length: offered }, (_, i) => serviceMs + i * Math.max(0, turnMs - gapMs));
  const totalMs = Math.max(windowMs, (offered - 1) * gapMs + (responses.at(-1) ?? 0));
  const failed = Math.round(offered * failing);
  const histogram = newHistogram();
  for (const ms of responses.slice(failed)) histogram.recordValue(Math.max(1, Math.round(1000 * ms)));
  const none = encodeHistogram(newHistogram());
  const made = syntheticSlice(plan, cell, round, 1, truth({ throughput: rate }));
  const load = made.load!;
  return {
    ...made,
    load: {
      ...load,
      sent: offered,
      ok: offered - failed,
      failed: { ...load.failed, timeout: failed },
      unfinished: 0,
      windowMs,
      totalMs,
      busy: { answers: offered - failed, elapsedMs: totalMs },
      opening: 0,
      responseTime: encodeHistogram(histogram),
      responses: offered - failed,
      open: {
        offered,
        unsent: 0,
        serviceTime: none,
        sendLag: none,
        wakeLag: none,
        censored: none,
        meanInFlight: (responses.reduce((sum, ms) => sum + ms, 0) / totalMs) * 1,
      },
    },
  };
}
