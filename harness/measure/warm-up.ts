import type { SliceWindow } from '../model/load.ts';
import type { Plan } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import type { RoundResult } from '../model/slice.ts';
import { mser } from '../stats/steady-state.ts';
import type { Live } from './live.ts';
import type { LoaderKeeper } from './loader-keeper.ts';

/** How long each variant is warmed up with each scenario, as found in the first round. */
export type Warmup = RoundResult['warmups'];

/** A look at a variant is made of slices so long, each one value of CPU time per request. */
const sliceMs = 100;

/** A look at a server so slow that its slices take so much longer than they should is given up. */
const patience = 4;

/** How long the first look lasts; a cut at its edge has it doubled, up to the last. */
const firstLook = { alone: 1000, together: 800 };

/** Connections that warm a variant up: enough to reach each worker, few enough to drain quickly. */
const connectionsPerWorker = 2;
const mostConnections = 16;
const unknownParallelism = 4;

/**
 * Warms all live variants up. With the first scenario, which also warms what all scenarios share (the runtime's
 * compiler, HTTP, routing), they take turns: together they would share the cores and take as much longer. With the
 * other scenarios they are loaded together. The first round looks for each steady state; later rounds go just so far.
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
      const variant = live.variant.id;
      const earlier = known?.find(
        (warmup) => warmup.variant === variant && warmup.scenario === scenario.name,
      );
      const lookMs = index === 0 ? firstLook.alone : firstLook.together;
      warmups.push({
        variant,
        scenario: scenario.name,
        ...(await withWarmth(plan, live, scenario, loader, (warm) =>
          earlier === undefined
            ? findSteadyState(plan.warmupCapMs, lookMs, warm)
            : repeat(earlier, plan.warmupCapMs, warm),
        )),
      });
    };
    if (index > 0) await Promise.all(lives.map(one));
    else for (const live of lives) await one(live);
  }
  return warmups;
}

/** What loading one variant for a while came to; `cost` is CPU ms per request, null when none was answered. */
interface Warmed {
  readonly tookMs: number;
  readonly answers: number;
  readonly cost: number | null;
}

type Warm = (window: SliceWindow) => Promise<Warmed>;

type Found = Pick<Warmup[number], 'ms' | 'answers' | 'steady'>;

/** As many answers as it took in the first round: a runtime compiles by calls, however long they take today. */
async function repeat(earlier: Found, capMs: number, warm: Warm): Promise<Found> {
  const { ms, answers } = earlier;
  if (answers > 0) await warm({ minMs: Math.min(ms, sliceMs), maxMs: 2 * capMs, minAnswers: answers });
  return { ms, answers, steady: null };
}

/**
 * Looks, and looks as long again while the cut lies at the edge of what was seen; a steady state must fill half of
 * it, so twice the cap is looked at. What is looked at is CPU per request: a runtime that compiles as it goes shows
 * there at once, and what else the machine does shows little, where throughput would follow it up and down.
 */
async function findSteadyState(capMs: number, lookMs: number, warm: Warm): Promise<Found> {
  if (capMs === 0) return { ms: 0, answers: 0, steady: null };
  const seen: Warmed[] = [];
  const until = (cut: number, steady: boolean | null): Found => ({
    ms: cut * sliceMs,
    answers: seen.slice(0, cut).reduce((sum, { answers }) => sum + answers, 0),
    steady,
  });
  for (let goal = lookMs / sliceMs; ; goal *= 2) {
    while (seen.length < goal) {
      seen.push(await warm({ minMs: sliceMs, maxMs: sliceMs, minAnswers: 0 }));
      const tookMs = seen.reduce((sum, slice) => sum + slice.tookMs, 0);
      if (tookMs > patience * goal * sliceMs) return until(seen.length, null);
    }
    const { cut, atEdge } = mser(seen.flatMap(({ cost }) => cost ?? []));
    if (!atEdge) return until(cut, true);
    if (goal * sliceMs > capMs) return until(capMs / sliceMs, false);
  }
}

async function withWarmth(
  plan: Plan,
  live: Live,
  scenario: Scenario,
  loader: LoaderKeeper,
  use: (warm: Warm) => Promise<Found>,
): Promise<Found> {
  if (live.server.hasExited() !== null) return { ms: 0, answers: 0, steady: null };
  const parallelism = live.variant.parallelism ?? unknownParallelism;
  const concurrency = Math.min(mostConnections, connectionsPerWorker * parallelism);
  const session = await loader.open(live.target, concurrency);
  try {
    return await use(async (window) => {
      const before = await live.server.cpuMs();
      const { ok, totalMs } = await session.drive({
        requests: scenario.requests,
        level: { kind: 'closed', concurrency },
        window,
        requestTimeoutMs: plan.requestTimeoutMs,
        drainTimeoutMs: plan.requestTimeoutMs,
        seriesMs: null,
      });
      const spent = (await live.server.cpuMs()) - before;
      return { tookMs: totalMs, answers: ok, cost: ok === 0 ? null : spent / ok };
    });
  } finally {
    await session.close();
  }
}
