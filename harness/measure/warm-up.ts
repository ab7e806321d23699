import type { LoadOrder } from '../model/load.ts';
import type { Plan } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import type { RoundResult } from '../model/slice.ts';
import { mser5 } from '../stats/steady-state.ts';
import type { Live } from './live.ts';
import type { LoaderKeeper } from './loader-keeper.ts';

/** How long each scenario is warmed up, ms, as found in the first round. */
export type Warmup = RoundResult['warmups'];

/** Windows of answers; MSER-5 averages five, so the cut is known to 100 ms. */
const seriesMs = 20;
const windowsPerBatch = 5;

/** Connections that warm a variant up: enough to reach each worker, few enough to drain quickly. */
const connectionsPerWorker = 2;
const mostConnections = 16;
const unknownParallelism = 4;

/**
 * Loads all live variants together, scenario by scenario. The first round looks for the steady state of each scenario
 * (MSER-5 on the answers of every variant; the latest cut counts) and later rounds warm up just so long.
 */
export async function warmUp(
  plan: Plan,
  lives: readonly Live[],
  known: Warmup | null,
  loader: LoaderKeeper,
  announce: (scenario: string, ms: number) => void,
): Promise<Warmup> {
  const warmups: Warmup = [];
  const drive = (scenario: Scenario, ms: number) => {
    announce(scenario.name, ms);
    return Promise.all(lives.map((live) => warmOne(plan, live, scenario, ms, loader)));
  };
  for (const scenario of plan.scenarios) {
    const earlier = known?.find((warmup) => warmup.scenario === scenario.name);
    if (earlier === undefined) {
      warmups.push({
        scenario: scenario.name,
        ...(await findSteadyState(plan, (ms) => drive(scenario, ms))),
      });
      continue;
    }
    if (earlier.ms > 0) await drive(scenario, earlier.ms);
    warmups.push({ scenario: scenario.name, ms: earlier.ms, steady: null });
  }
  return warmups;
}

/** Watches half the cap; where the cut lies at the edge of what was watched, as long again. */
async function findSteadyState(
  plan: Plan,
  drive: (ms: number) => Promise<readonly (readonly number[])[]>,
): Promise<{ ms: number; steady: boolean | null }> {
  if (plan.warmupCapMs === 0) return { ms: 0, steady: null };
  const half = plan.warmupCapMs / 2;
  const first = await drive(half);
  const early = latestCut(first, half);
  if (early.steady) return early;
  const second = await drive(half);
  return latestCut(
    first.map((answers, index) => [...answers, ...(second[index] ?? [])]),
    plan.warmupCapMs,
  );
}

/** The latest cut of all variants, ms; a cut at the edge of what was watched means that no steady state was seen. */
function latestCut(
  series: readonly (readonly number[])[],
  watchedMs: number,
): { ms: number; steady: boolean } {
  let ms = 0;
  let steady = true;
  for (const answers of series) {
    if (answers.length < 4 * windowsPerBatch) continue;
    const { cut, atEdge } = mser5(answers);
    ms = Math.max(ms, atEdge ? watchedMs : cut * seriesMs);
    steady &&= !atEdge;
  }
  return { ms, steady };
}

async function warmOne(
  plan: Plan,
  live: Live,
  scenario: Scenario,
  ms: number,
  loader: LoaderKeeper,
): Promise<readonly number[]> {
  if (live.server.hasExited() !== null) return [];
  const parallelism = live.variant.parallelism ?? unknownParallelism;
  const concurrency = Math.min(mostConnections, connectionsPerWorker * parallelism);
  const session = await loader.open(live.target, concurrency);
  try {
    const order: LoadOrder = {
      requests: scenario.requests,
      level: { kind: 'closed', concurrency },
      window: { minMs: ms, maxMs: ms, minAnswers: 0 },
      requestTimeoutMs: plan.requestTimeoutMs,
      drainTimeoutMs: plan.requestTimeoutMs,
      seriesMs,
    };
    const report = await session.drive(order);
    // The drain's windows are no steady state: only whole windows of the sending time are looked at.
    return report.series?.answers.slice(0, Math.floor(ms / seriesMs)) ?? [];
  } finally {
    await session.close();
  }
}
