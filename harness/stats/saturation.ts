import { levelValue } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import { cellKey, type RoundResult } from '../model/slice.ts';
import type { CellData } from './cell-data.ts';
import { groupBy } from './group.ts';

/**
 * Closed workload: where a variant climbed no further up the ladder, by {@link cellKey} of the last cell that it
 * reached; with the level since which more connections served no more, the one below it (the ladder's rule looks at
 * two levels in a row).
 *
 * Nothing in a record says so, so it is told only where nothing else explains it: in every round that counts, was
 * finished and reached the cell, others went on to a higher level (so there was time), and the variant, alive to the
 * round's end, did not even fail there. With `isolate` variants have their time one after another: there it is not known.
 */
export function saturations(
  plan: Plan,
  rounds: readonly RoundResult[],
  cells: readonly CellData[],
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  if (plan.isolate) return found;
  for (const ofScenario of groupBy(cells, ({ cell }) => cell.scenario).values()) {
    for (const ladder of groupBy(ofScenario, ({ cell }) => cell.variant).values()) {
      const others = ofScenario.filter((data) => !ladder.includes(data));
      for (const [below, last] of ladderSteps(ladder)) {
        if (endsThere(rounds, ladder, last, below, others)) {
          found.set(cellKey(last.cell), levelValue(below.cell.level));
        }
      }
    }
  }
  return found;
}

/** Each cell but the lowest, after the one below it. */
function ladderSteps(ladder: readonly CellData[]): [CellData, CellData][] {
  const rising = ladder.toSorted((a, b) => levelValue(a.cell.level) - levelValue(b.cell.level));
  return rising.flatMap((last, index): [CellData, CellData][] => {
    const below = rising[index - 1];
    return below === undefined || last.cell.level.kind === 'open' ? [] : [[below, last]];
  });
}

function endsThere(
  rounds: readonly RoundResult[],
  ladder: readonly CellData[],
  last: CellData,
  below: CellData,
  others: readonly CellData[],
): boolean {
  const isHigher = ({ cell }: CellData) => levelValue(cell.level) > levelValue(last.cell.level);
  const visitedIn = (cells: readonly CellData[], round: number) =>
    cells.some((data) => isHigher(data) && data.visits.has(round));
  const reached = rounds.filter(({ round, discarded }) => discarded.length === 0 && last.visits.has(round));
  return (
    reached.length > 0 &&
    reached.every(
      ({ round, launches }) =>
        last.visits.get(round) === true &&
        below.visits.get(round) === true &&
        launches.every(({ variant, failure }) => variant !== last.cell.variant || failure === null) &&
        visitedIn(others, round) &&
        !visitedIn(ladder, round),
    )
  );
}
