import type { Plan } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import type { RoundResult } from '../model/slice.ts';
import { mser5 } from '../stats/steady-state.ts';
import type { Live } from './live.ts';
import type { LoaderKeeper } from './loader-keeper.ts';

/** How long each variant is warmed up with each scenario, ms, as found in the first round. */
export type Warmup = RoundResult['warmups'];

/** Windows of answers; MSER-5 averages five, so a cut is known to 50 ms. */
const seriesMs = 10;

/** How long the first look lasts, as a share of the cap. A cut at its edge has it doubled until the cap is reached. */
const firstLook = { shared: 1 / 4, own: 1 / 10 };

/** Connections that warm a variant up: enough to reach each worker, few enough to drain quickly. */
const connectionsPerWorker = 2;
const mostConnections = 16;
const unknownParallelism = 4;

/**
 * Warms all live variants up. With the first scenario, which also warms what all scenarios share (the runtime's
 * compiler, HTTP, routing), they take turns: together they would share the cores, and none would be seen to settle.
 * With the other scenarios they are loaded together. The first round looks for each steady state; later rounds warm
 * up just so long.
 */
export async function warmUp(
  plan: Plan,
  lives: readonly Live[],
  known: Warmup | null,
  loader: LoaderKeeper,
  announce: (scenario: string) => void,
): Promise<Warmup> {
  const warmups: Warmup = [];
  for (const [index, scenario] of plan.scenarios.entries()) {
    announce(scenario.name);
    const one = async (live: Live) => {
      const earlier = known?.find(
        (warmup) => warmup.variant === live.variant.id && warmup.scenario === scenario.name,
      );
      const lookMs = plan.warmupCapMs * (index === 0 ? firstLook.shared : firstLook.own);
      const drive = (ms: number) => warmOne(plan, live, scenario, ms, loader);
      warmups.push({
        variant: live.variant.id,
        scenario: scenario.name,
        ...(earlier === undefined
          ? await findSteadyState(plan, lookMs, drive)
          : await repeat(earlier.ms, drive)),
      });
    };
    if (index > 0) await Promise.all(lives.map(one));
    else for (const live of lives) await one(live);
  }
  return warmups;
}

type Drive = (ms: number) => Promise<readonly number[]>;

async function repeat(ms: number, drive: Drive): Promise<{ ms: number; steady: null }> {
  if (ms > 0) await drive(ms);
  return { ms, steady: null };
}

/** Looks, and looks as long again while the cut lies at the edge of what was seen, up to the cap. */
async function findSteadyState(
  plan: Plan,
  lookMs: number,
  drive: Drive,
): Promise<{ ms: number; steady: boolean | null }> {
  if (plan.warmupCapMs === 0) return { ms: 0, steady: null };
  const answers = [...(await drive(lookMs))];
  for (let seenMs = lookMs; ; seenMs *= 2) {
    const { cut, atEdge } = mser5(answers);
    if (!atEdge) return { ms: cut * seriesMs, steady: true };
    if (2 * seenMs > plan.warmupCapMs) return { ms: seenMs, steady: false };
    answers.push(...(await drive(seenMs)));
  }
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
    const report = await session.drive({
      requests: scenario.requests,
      level: { kind: 'closed', concurrency },
      window: { minMs: ms, maxMs: ms, minAnswers: 0 },
      requestTimeoutMs: plan.requestTimeoutMs,
      drainTimeoutMs: plan.requestTimeoutMs,
      seriesMs,
    });
    // The drain's windows are no steady state: only whole windows of the sending time are looked at.
    return report.series?.answers.slice(0, Math.floor(ms / seriesMs)) ?? [];
  } finally {
    await session.close();
  }
}
