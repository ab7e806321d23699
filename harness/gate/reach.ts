import type { GatePlan } from '../model/gate.ts';
import type { RoundResult } from '../model/slice.ts';

/**
 * Kept rounds that a pair could have had, had it stayed suspect: those that were kept, and those for which the budget
 * would still have held rounds as long as the last one was, as many of them kept as before.
 */
export function reachOf(
  { budgetSeconds, maxRounds }: Pick<GatePlan, 'budgetSeconds' | 'maxRounds'>,
  rounds: readonly Pick<RoundResult, 'startedMs' | 'endedMs' | 'discarded'>[],
): number {
  const last = rounds.at(-1);
  if (budgetSeconds === null || last === undefined) return maxRounds;
  const kept = rounds.filter(({ discarded }) => discarded.length === 0).length;
  const lastSeconds = (last.endedMs - last.startedMs) / 1000;
  if (lastSeconds <= 0) return maxRounds;
  const more = Math.max(0, (budgetSeconds - last.endedMs / 1000) / lastSeconds);
  return Math.min(maxRounds, kept + Math.floor((more * kept) / rounds.length));
}
