import type { LevelVisit } from '../model/design.ts';
import type { EventSink } from '../model/event.ts';
import type { Level } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import type { SliceResult } from '../model/slice.ts';
import type { Random } from '../stats/random.ts';
import type { Instruments } from './instruments.ts';
import type { LoaderKeeper } from './loader-keeper.ts';
import type { Warmup } from './warm-up.ts';

/** Kept back from the budget for stopping the servers. */
const teardownMs = 500;

/** What one round needs to know, and whom to tell. */
export interface RoundOrder {
  readonly plan: Plan;
  readonly visits: readonly LevelVisit[];
  readonly number: number;
  /** Found in the first round; null in it. */
  readonly warmup: Warmup | null;
  /** Whether a disturbed round may be left out, or counts all the same. */
  readonly mayDiscard: boolean;
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
 * Whether the budget is spent. The design lets no round begin that should not fit; this cuts one short that takes
 * longer than foreseen. Scenarios come in random order, so what is missed is missed by chance.
 */
export function outOfTime({ plan, elapsedMs }: RoundOrder): boolean {
  return plan.budgetSeconds !== null && elapsedMs() > 1000 * plan.budgetSeconds - teardownMs;
}
