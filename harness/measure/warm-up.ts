import type { LoaderKeeper } from '../load/loader-keeper.ts';
import { FailureError, placed } from '../model/failure.ts';
import type { LoadOrder, LoadReport, SliceWindow } from '../model/load.ts';
import type { Plan } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import type { RoundResult } from '../model/slice.ts';
import { closeSession } from './close-session.ts';
import { type Found, findSteadyState, repeat, type Warmed } from './find-steady-state.ts';
import { cpuSince, type Live } from './live.ts';
import { deadlinesOf, requestsOf } from './load-order.ts';

/** How long each variant is warmed up with each scenario, as found in the first round. */
export type Warmup = RoundResult['warmups'];

/** Connections that warm a variant up: enough to reach each worker, few enough to drain quickly. */
const connectionsPerWorker = 2;
const mostConnections = 16;
const unknownParallelism = 4;

/** Enough for each worker to have run each scenario's code, and to have compiled what is hot in a slow handler. */
const touchMs = 100;

/** Share of the budget that looking for steady states may take in the first round. */
const lookShare = 0.1;

/** What has to stand round sending the requests of a scenario: its setup and teardown. */
type Around = <T>(
  lives: readonly Live[],
  scenario: string,
  work: (ready: readonly Live[]) => Promise<T>,
) => Promise<T>;

/** Of what hooks and feeds draw while warming up. */
const warmUpSeed = 1;

/**
 * Warms all live variants up, in two steps. Each scenario is touched first, by all variants together: code that was
 * compiled for one kind of request only is thrown away when the next kind comes. Then the variants take turns with the
 * first scenario, which warms what all share (HTTP, routing) and takes the longest; the first round looks how long
 * that takes, later rounds go just so far.
 *
 * The workload is closed whatever the plan's is: it is to get the server through as many requests as it can take, and
 * a rate would have it wait in between.
 */
export async function warmUp(
  plan: Plan,
  lives: readonly Live[],
  known: Warmup | null,
  loader: LoaderKeeper,
  announce: (scenario: string) => void,
  around: Around = (all, _scenario, work) => work(all),
): Promise<Warmup> {
  const [first] = plan.scenarios;
  if (plan.warmupCapMs === 0 || first === undefined) return [];
  const touched: Warmup = [];
  for (const scenario of plan.scenarios) {
    announce(scenario.name);
    await around(lives, scenario.name, (ready) =>
      Promise.all(
        ready.map(async (live) => {
          const { answers } = await warm(plan, live, scenario, forMs(touchMs), 1, loader);
          touched.push({
            variant: live.variant.id,
            scenario: scenario.name,
            ms: touchMs,
            answers,
            steady: null,
          });
        }),
      ),
    );
  }
  announce(first.name);
  const warmed = await around(lives, first.name, (ready) => warmAlone(plan, ready, first, known, loader));
  return [...warmed, ...touched.filter(({ scenario }) => scenario !== first.name)];
}

/** One variant after the other; single workers first, for what they need tells how long to look at several. */
async function warmAlone(
  plan: Plan,
  lives: readonly Live[],
  scenario: Scenario,
  known: Warmup | null,
  loader: LoaderKeeper,
): Promise<Warmup> {
  const warmups: Warmup = [];
  const mostMs = longestLook(plan);
  let answersPerWorker = 0;
  for (const live of [...lives].sort((a, b) => workersOf(a) - workersOf(b))) {
    const variant = live.variant.id;
    const earlier = known?.find((one) => one.variant === variant && one.scenario === scenario.name);
    const look = (window: SliceWindow) => warm(plan, live, scenario, window, connectionsPerWorker, loader);
    const found: Found = earlier
      ? await repeat(earlier, workersOf(live), mostMs, look)
      : await findSteadyState(mostMs, 2 * answersPerWorker * workersOf(live), look);
    answersPerWorker = Math.max(answersPerWorker, found.answers / workersOf(live));
    warmups.push({ variant, scenario: scenario.name, ...found });
  }
  return warmups;
}

/** A look may last twice the cap, but all looks together take no more than a share of the budget. */
function longestLook(plan: Plan): number {
  const affordable =
    (1000 * (plan.budgetSeconds ?? Number.POSITIVE_INFINITY) * lookShare) / plan.variants.length;
  return Math.min(2 * plan.warmupCapMs, affordable);
}

/**
 * Loads one variant over connections of its own. They are opened and closed each time, as they will be when it is
 * measured: that code has to be warm too.
 */
async function warm(
  plan: Plan,
  live: Live,
  scenario: Scenario,
  window: SliceWindow,
  connectionsEach: number,
  loader: LoaderKeeper,
): Promise<Warmed> {
  const nothing: Warmed = { tookMs: window.maxMs, answers: 0, cost: null };
  if (live.server.hasExited() !== null || live.lost.has(scenario.name)) return nothing;
  const concurrency = Math.min(mostConnections, connectionsEach * workersOf(live));
  const order: LoadOrder = {
    ...requestsOf(plan, scenario, warmUpSeed),
    level: { kind: 'closed', concurrency },
    window,
    ...deadlinesOf(plan),
  };
  try {
    const session = await loader.open(live.target, concurrency, order);
    try {
      const before = await live.server.cpuMs();
      const report = await session.drive(order);
      return warmed(report, cpuSince(before, await live.server.cpuMs()));
    } finally {
      await closeSession(session);
    }
  } catch (error) {
    // That of one launch: the others are warmed up all the same.
    if (!(error instanceof FailureError) || error.failure.reason !== 'hook-failed') throw error;
    live.lost.set(scenario.name, placed(error.failure, { variant: live.variant.id, phase: 'warm-up' }));
    return nothing;
  }
}

function warmed({ ok, totalMs }: LoadReport, cpuMs: number | null): Warmed {
  return { tookMs: totalMs, answers: ok, cost: ok === 0 || cpuMs === null ? null : cpuMs / ok };
}

function workersOf(live: Live): number {
  return live.variant.parallelism ?? unknownParallelism;
}

function forMs(ms: number): SliceWindow {
  return { minMs: ms, maxMs: ms, minAnswers: 0 };
}
