import type { GateAgainst } from '../model/gate.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';

/** What an earlier run measured. */
export interface Recorded {
  readonly rounds: readonly RoundResult[];
  readonly slices: readonly SliceResult[];
}

/**
 * Slices with those of a record beside them: its first kept round is taken for the other side of the first kept round, and
 * so on. Rounds of two runs are no pairs, so that chance differs between them as much as between any two; under "no change"
 * either sign of a difference is as likely all the same, which is what the test asks for.
 */
export function besideRecorded(
  { pairs }: GateAgainst,
  recorded: Recorded,
  { rounds, slices }: Recorded,
): readonly SliceResult[] {
  const here = keptOf(rounds);
  const numbers = new Map(
    keptOf(recorded.rounds).flatMap((round, index) => {
      const number = here[index];
      return number === undefined ? [] : [[round, number] as const];
    }),
  );
  const names = new Map(pairs.map((pair) => [pair.recorded, pair.baseline]));
  const taken = recorded.slices.flatMap((slice): SliceResult[] => {
    const [round, variant] = [numbers.get(slice.round), names.get(slice.variant)];
    return round === undefined || variant === undefined ? [] : [{ ...slice, round, variant }];
  });
  return [...taken, ...slices];
}

function keptOf(rounds: readonly RoundResult[]): readonly number[] {
  return rounds.filter(({ discarded }) => discarded.length === 0).map(({ round }) => round);
}
