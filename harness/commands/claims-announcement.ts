import type { Claim } from '../claims/claim.ts';
import { experimentList } from '../experiments/index.ts';
import type { ExperimentName } from '../model/experiment.ts';
import { levelLabel } from '../model/level.ts';
import type { ClaimsPlan } from './claims-plan.ts';

/** What a server took to start, to warm up and to stop in each round, seconds on two cores. */
const secondsPerStart = 2.2;
/** What a slice took with what goes round it; a handler that blocks is waited for while its queue drains. */
const secondsPerSlice = 0.3;
const secondsPerBlockingSlice = 0.7;

/** What one act took, seconds; those not named take about one. */
const secondsPerAct: Partial<Record<ExperimentName, number>> = {
  users: 45,
  recover: 8,
  recycle: 8,
  stuck: 8,
  restart: 3,
  reload: 6,
  fairness: 5,
  overload: 10,
  shape: 5,
  health: 4,
};
const secondsPerLook = 1;

/** What will be measured, about how long it takes, and what is left out. */
export function announcement(claims: readonly Claim[], { plan, needs, absent }: ClaimsPlan): string[] {
  const started = needs.filter((need) => need.started);
  const acts = needs.flatMap((need) => need.acts);
  const documents = new Set(claims.map(({ document }) => document)).size;
  const lines = [`${count(claims.length, 'claim')} of ${count(documents, 'document')}`];
  if (started.length > 0) {
    const scenarios = plan.scenarios.map(({ name }) => name).join(', ');
    const levels = plan.levels.map(levelLabel).join(', ');
    const rounds = plan.rounds.max ?? plan.rounds.min;
    lines.push(
      `${count(started.length, 'server')}, ${scenarios}, ${levels}, ${count(rounds, 'round')}: ${about(secondsOfRounds(started, plan.levels.length, rounds))}`,
    );
  }
  if (acts.length > 0) {
    const experiments = new Set(acts.map(({ experiment }) => experiment)).size;
    const seconds = acts.reduce(
      (sum, { experiment }) => sum + (secondsPerAct[experiment] ?? secondsPerLook),
      0,
    );
    const done = acts.reduce((sum, one) => sum + timesDone(one), 0);
    const acted = needs.filter((need) => need.acts.length > 0).length;
    lines.push(
      `${count(done, 'act')} of ${count(experiments, 'experiment')} on ${count(acted, 'server')}: ${about(seconds)}`,
    );
  }
  for (const { missing, install, stack, mode, layers } of absent)
    lines.push(
      `not installed: ${missing} (${install}); what is said of ${stack}/${[mode, ...layers].join('+')} is not tested`,
    );
  return lines;
}

/** Some acts are done once for each of several scenarios. */
function timesDone({ experiment, act }: ClaimsPlan['needs'][number]['acts'][number]): number {
  const done = experimentList.find(({ name }) => name === experiment)?.acts[act];
  return Array.isArray(done) ? done.length : 1;
}

function secondsOfRounds(started: ClaimsPlan['needs'], levels: number, rounds: number): number {
  const slices = started.flatMap((need) => need.scenarios);
  const seconds = slices.reduce(
    (sum, name) => sum + (name === 'wait' ? secondsPerBlockingSlice : secondsPerSlice),
    0,
  );
  return rounds * (secondsPerStart * started.length + levels * seconds);
}

function about(seconds: number): string {
  return seconds < 90
    ? `about ${Math.max(1, Math.round(seconds))} s`
    : `about ${Math.round(seconds / 60)} min`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
