import type { LevelVisit } from '../model/design.ts';
import { levelKey } from '../model/level.ts';
import type { LoadOrder } from '../model/load.ts';
import type { Plan } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import { createRandom } from '../stats/random.ts';

/** How long what was sent is waited for: whatever the level, so that an answer counts by one rule. */
export function deadlinesOf(
  plan: Plan,
): Pick<LoadOrder, 'requestTimeoutMs' | 'drainTimeoutMs' | 'connectTimeoutMs' | 'idleTimeoutMs'> {
  const { requestTimeoutMs, connectTimeoutMs, idleTimeoutMs } = plan;
  return {
    requestTimeoutMs,
    drainTimeoutMs: requestTimeoutMs,
    connectTimeoutMs,
    ...(idleTimeoutMs === null ? {} : { idleTimeoutMs }),
  };
}

/** One slice of a visit, as a loader is told it. */
export function orderOf(plan: Plan, visit: LevelVisit, round: number, pass: number): LoadOrder {
  const { level, window } = visit;
  const scenario = plan.scenarios.find(({ name }) => name === visit.scenario);
  if (scenario === undefined) throw new Error(`Internal error: the plan has no scenario ${visit.scenario}`);
  const { slow } = scenario;
  return {
    ...requestsOf(plan, scenario, seedOf(plan.seed, round, pass, visit)),
    level,
    window,
    ...deadlinesOf(plan),
    ...(slow === undefined ? {} : { slow }),
    ...(level.kind === 'closed'
      ? { thinkMs: scenario.thinkMs ?? plan.thinkMs }
      : { pacing: plan.pacing, arrivalSeed: seedOf(plan.seed, round, pass, visit) }),
  };
}

/** What is sent, or what makes it; with the seed of what that draws. */
export function requestsOf(
  { hooks }: Plan,
  { name, requests, feed }: Scenario,
  drawSeed: number,
): Pick<LoadOrder, 'requests' | 'hook' | 'feed' | 'drawSeed'> {
  const hooked = hooks?.scenarios[name]?.request === true ? hooks : null;
  return {
    requests,
    ...(hooked === null ? {} : { hook: { file: hooked.file, scenario: name } }),
    ...(feed === undefined ? {} : { feed }),
    ...(hooked === null && feed === undefined ? {} : { drawSeed }),
  };
}

/** Arrivals, rows and requests are drawn anew for each pass of each level, and are the same for all variants of it. */
function seedOf(seed: number, round: number, pass: number, { scenario, level }: LevelVisit): number {
  const step = [...`${scenario} ${levelKey(level)}`].map((letter) => letter.codePointAt(0) ?? 0);
  return createRandom(seed, round, pass, ...step).below(2 ** 32);
}
