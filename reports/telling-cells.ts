import type { CellSummary } from '../harness/model/estimate.ts';
import type { RunRecord } from '../harness/model/record.ts';
import { type Cell, cellKey } from '../harness/model/slice.ts';
import { collectCells } from '../harness/stats/collect.ts';
import { responseTimes, standForAll } from '../harness/stats/response-times.ts';
import type { TimeCounts } from '../harness/stats/time-counts.ts';

export interface CellTimes {
  readonly cell: Cell;
  /** Of all rounds that count; not empty. */
  readonly times: TimeCounts;
}

/**
 * The cells whose response times may be told: not of invalid ones, nor of those in which only the luckiest connections
 * were timed. One after another, so that only one cell's times are held.
 */
export function* tellingCells({ plan, rounds, slices, summaries }: RunRecord): Iterable<CellTimes> {
  const isInvalid = ({ validity }: CellSummary) => validity.status === 'invalid';
  const invalid = new Set(summaries.filter(isInvalid).map((one) => cellKey(one)));
  for (const data of collectCells(plan, rounds, slices)) {
    if (invalid.has(cellKey(data.cell)) || !standForAll(data)) continue;
    const times = responseTimes(data.rounds.flatMap((round) => round.slices.map(({ load }) => load)));
    if (times.total > 0) yield { cell: data.cell, times };
  }
}
