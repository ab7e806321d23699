import type { LoaderKeeper } from '../load/loader-keeper.ts';
import type { LevelVisit } from '../model/design.ts';
import type { EventSink } from '../model/event.ts';
import { type Level, levelKey } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import type { SliceResult } from '../model/slice.ts';
import type { Random } from '../stats/random.ts';
import type { Instruments } from './instruments.ts';
import type { Warmup } from './warm-up.ts';

/** Kept back for stopping the servers. */
const teardownMs = 500;

/** What one round needs to know, and whom to tell. */
export interface RoundOrder {
  readonly plan: Plan;
  readonly visits: readonly LevelVisit[];
  readonly number: number;
  /** Ms of the run by which the round should be over; null: whenever it is done. */
  readonly untilMs: number | null;
  /** Found in the first round; null in it. */
  readonly warmup: Warmup | null;
  /** Whether a disturbed round may be left out, or counts all the same. */
  readonly mayDiscard: boolean;
  /** Slices of earlier rounds. */
  readonly earlier: readonly SliceResult[];
  readonly random: Random;
  readonly climbs: (
    variant: string,
    scenario: string,
    level: Level,
    soFar: readonly SliceResult[],
  ) => boolean;
  readonly instruments: Instruments;
  readonly loader: LoaderKeeper;
  readonly emit: EventSink;
  readonly elapsedMs: () => number;
  readonly signal: AbortSignal;
}

/**
 * Whether visiting a level would overrun the round's end, by how long it took the last time. The design lets no round begin
 * that should not fit; this shortens one that takes longer than foreseen. Scenarios come in random order, so what is
 * missed is missed by chance.
 */
export function wouldOverrun(order: RoundOrder, visit: LevelVisit, soFar: readonly SliceResult[]): boolean {
  const { untilMs, elapsedMs } = order;
  if (untilMs === null) return false;
  const lastMs = visit.variants.map((variant) => {
    const last = [...order.earlier, ...soFar].findLast(
      (slice) =>
        slice.variant === variant &&
        slice.scenario === visit.scenario &&
        levelKey(slice.level) === levelKey(visit.level),
    );
    return last?.load?.totalMs ?? visit.window.minMs;
  });
  const expectedMs = visit.passes * lastMs.reduce((sum, ms) => sum + ms, 0);
  return elapsedMs() + expectedMs > untilMs - teardownMs;
}
