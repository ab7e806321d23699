import type { DesignState } from '../../model/design.ts';
import { type Level, levelValue } from '../../model/level.ts';
import { type LoadReport, requestsDue } from '../../model/load.ts';
import { covers, type Objective } from '../../model/objective.ts';
import type { Plan } from '../../model/plan.ts';
import type { SliceResult } from '../../model/slice.ts';
import { clearlyMissed } from '../../stats/objectives/slice.ts';

/** Throughput that grows by less than this share from one level to the next has stopped growing. */
const growthThatCounts = 0.05;

/** Share of the arrivals per second below which what was served is clearly less. */
const servedClearlyLess = 0.9;

/**
 * A variant that was overwhelmed, or clearly missed what it must hold, at two levels in a row, and served no more at the
 * second than at the first, is saturated: higher levels would only lengthen its queue. Both are asked, for either alone
 * may be no sign of it: with think time throughput grows with the connections long before the server is busy, and answers
 * that take as long as a slice come late although all are served; but what grows has not reached its limit. A level that
 * an objective names is climbed to in any case.
 */
export function climbs(
  plan: Plan,
  variant: string,
  scenario: string,
  level: Level,
  state: DesignState,
): boolean {
  const objectives = plan.objectives.filter((objective) => covers(objective, { variant, scenario }));
  if (objectives.some((objective) => isAtOrAbove(objective, level))) return true;
  const round = state.slices.at(-1)?.round;
  const below = state.slices
    .filter((slice) => slice.round === round && slice.variant === variant && slice.scenario === scenario)
    .filter((slice) => levelValue(slice.level) < levelValue(level))
    .sort((a, b) => levelValue(a.level) - levelValue(b.level));
  const [first, second] = below.slice(-2);
  if (first === undefined || second === undefined) return true;
  const grew = servedPerSecond(second) > servedPerSecond(first) * (1 + growthThatCounts);
  const broken = (slice: SliceResult) =>
    overwhelmed(plan, slice) || objectives.some((objective) => clearlyMissed(plan, objective, slice));
  return grew || !(broken(first) && broken(second));
}

/** Whether an objective names this level, or a higher one. */
function isAtOrAbove({ level }: Objective, below: Level): boolean {
  if (level === null || level.kind !== below.kind) return false;
  return (level.kind === 'closed' ? level.concurrency : level.rate) >= levelValue(below);
}

/** Whether requests failed or stayed unanswered beyond the bound, or, of an open workload, were served late. */
export function overwhelmed(plan: Plan, { load, level }: SliceResult): boolean {
  if (load === null) return true;
  const due = requestsDue(load);
  if (due === 0) return false;
  if ((due - load.ok) / due > plan.failureBound) return true;
  return level.kind === 'open' && openThroughput(load) < (servedClearlyLess * 1000 * due) / load.windowMs;
}

function servedPerSecond({ load, level }: SliceResult): number {
  if (load === null) return 0;
  if (level.kind === 'open') return openThroughput(load);
  return load.busy.elapsedMs === 0 ? 0 : (1000 * load.busy.answers) / load.busy.elapsedMs;
}

/** Over the drain too: of a server that cannot keep up this is what it can do, for it was busy all the time. */
function openThroughput({ ok, totalMs }: LoadReport): number {
  return totalMs === 0 ? 0 : (1000 * ok) / totalMs;
}
