import { type ObjectivePercentile, objectiveQuantiles } from '../../model/objective.ts';
import type { ObjectiveReason } from '../../model/objective-verdict.ts';
import type { CellData, CellRound } from '../cell-data.ts';
import { waitingConnections } from '../latency.ts';
import { boundedQuantile, withAges } from '../percentiles.ts';
import {
  answeredOften,
  requestsNeeded,
  requestsNeededPerRound,
  supportsQuantile,
} from '../quantile-support.ts';
import { intervalOfRounds } from '../round-interval.ts';
import { TimeCounts } from '../time-counts.ts';
import { type KnownFigure, reachOf } from './reach.ts';

/** The response times of each round of a cell. */
export function roundTimes(data: CellData): readonly RoundTimes[] {
  return data.rounds.map(timesOf);
}

/**
 * A percentile of the response times over the cell's rounds. At least so high, where unfinished requests hide how high
 * it is; and where the requests do not support it, as high as the highest percentile below it that they support.
 */
export function percentileFigure(
  data: CellData,
  rounds: readonly RoundTimes[],
  asked: ObjectivePercentile,
  confidence: number,
): KnownFigure {
  const counts = rounds.map(({ all }) => all.total);
  const connections = waitingConnections(data.rounds);
  const supported = percentilesFrom(asked).find((name) =>
    supportsQuantile(objectiveQuantiles[name], counts, connections),
  );
  const lack = supported === asked ? null : lackOf(asked, counts, connections);
  if (supported === undefined) return { reach: null, lack };
  const read = rounds.map(({ finished, all }) =>
    boundedQuantile(objectiveQuantiles[supported], finished, all),
  );
  const figure = intervalOfRounds(new Map(read.map(({ ms }, index) => [index, ms])), confidence);
  if (figure === null) return { reach: null, lack: { code: 'no-figure' } };
  const bounded = supported !== asked || read.some(({ lowerBound }) => lowerBound);
  const reach = reachOf(figure, bounded ? 'at-least' : null, supported === asked ? undefined : supported);
  return { reach, lack: reach === null ? { code: 'one-round' } : lack };
}

/** From the one asked for downwards. */
function percentilesFrom(asked: ObjectivePercentile): readonly ObjectivePercentile[] {
  const rising = Object.keys(objectiveQuantiles) as ObjectivePercentile[];
  return rising.slice(0, rising.indexOf(asked) + 1).reverse();
}

export interface RoundTimes {
  readonly finished: TimeCounts;
  /** With the ages of unfinished requests. */
  readonly all: TimeCounts;
}

function timesOf({ slices }: CellRound): RoundTimes {
  const finished = new TimeCounts();
  const ages = new TimeCounts();
  for (const { load } of slices) {
    finished.add(load.responseTime);
    if (load.open !== undefined) ages.add(load.open.censored);
  }
  return { finished, all: withAges(finished, ages) };
}

function lackOf(asked: ObjectivePercentile, counts: readonly number[], connections: number): ObjectiveReason {
  if (counts.length > 0 && !answeredOften(counts, connections)) return { code: 'few-answers' };
  const q = objectiveQuantiles[asked];
  const needed = Math.max(requestsNeeded(q), requestsNeededPerRound(q) * counts.length);
  return { code: 'few-requests', requests: counts.reduce((sum, count) => sum + count, 0), needed };
}
