import type { LaunchMetric } from '../model/claim-metric.ts';
import type { LaunchResult, RoundResult } from '../model/slice.ts';

const figureOf: Record<LaunchMetric, (launch: LaunchResult) => number | null> = {
  'idle-footprint': (launch) => launch.idleMemory?.footprint ?? null,
  'idle-rss': (launch) => launch.idleMemory?.rss ?? null,
  'idle-pss': (launch) => launch.idleMemory?.pss ?? null,
  ready: (launch) => launch.readyMs,
};

/** What each fresh start of a variant showed, by round; discarded rounds and what was not seen are left out. */
export function launchFigures(
  rounds: readonly RoundResult[],
  variant: string,
  metric: LaunchMetric,
): ReadonlyMap<number, number> {
  const figures = new Map<number, number>();
  for (const { round, launches, discarded } of rounds) {
    if (discarded.length > 0) continue;
    const launch = launches.find((one) => one.variant === variant);
    const figure = launch === undefined ? null : figureOf[metric](launch);
    if (figure !== null) figures.set(round, figure);
  }
  return figures;
}
