import type { Percentiles } from '../../harness/model/estimate.ts';
import type { CellView } from './types.ts';

/** Which time a row of percentiles is of. */
export const timesTold = {
  response: 'response',
  service: 'service',
  sendLag: 'send lag',
  wakeLag: 'send lag of the generator',
} as const;
type Time = keyof typeof timesTold;

/** The percentiles of one time of one cell. */
export interface PercentileRow {
  readonly cell: CellView;
  readonly time: (typeof timesTold)[Time];
  readonly percentiles: Percentiles;
}

/** One row for each time that a cell tells: of a closed level the response time alone. */
export function percentileRows(
  cells: readonly CellView[],
  times: readonly Time[] = ['response', 'service', 'sendLag'],
): readonly PercentileRow[] {
  return cells.flatMap((cell) =>
    times.flatMap((time) => {
      const percentiles = cell.status === 'invalid' ? null : (cell.distribution?.[time] ?? null);
      return percentiles === null ? [] : [{ cell, time: timesTold[time], percentiles }];
    }),
  );
}
