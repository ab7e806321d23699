import type { LoaderKeeper } from '../load/loader-keeper.ts';
import { type Failure, FailureError } from '../model/failure.ts';
import type { MemorySample } from '../model/memory.ts';
import type { LaunchResult, RoundResult, SliceResult } from '../model/slice.ts';
import type { Variant } from '../model/variant.ts';
import { shuffle } from '../stats/random.ts';
import { disturbances } from './disturbance.ts';
import type { RunningServer } from './instruments.ts';
import { measureLevel } from './level.ts';
import type { Live } from './live.ts';
import { type RoundOrder, wouldOverrun } from './round-order.ts';
import { endIfLost, TrialHooks } from './trial-hooks.ts';
import { type Warmup, warmUp } from './warm-up.ts';

export interface RoundOutcome {
  /** Null when the round could not be finished: interrupted, or a variant that has never started. */
  readonly round: RoundResult | null;
  readonly slices: readonly SliceResult[];
  readonly warmup: Warmup;
  readonly troubles: readonly Failure[];
}

/** What a gate does not suspect any more need not start. Elsewhere what is not visited tells its memory at rest. */
function startedVariants({ plan, visits }: RoundOrder): readonly Variant[] {
  if (plan.gate === undefined) return plan.variants;
  const visited = new Set(visits.flatMap(({ variants }) => variants));
  return plan.variants.filter(({ id }) => visited.has(id));
}

/**
 * One round: fresh processes of every variant, warmed up, then each scenario's levels in rising order with the variants in
 * random order. With `plan.isolate` the variants take turns being alive.
 */
export async function measureRound(order: RoundOrder): Promise<RoundOutcome> {
  const { plan, random, emit, signal } = order;
  const startedMs = order.elapsedMs();
  const variants = shuffle(startedVariants(order), random);
  const groups = plan.isolate ? variants.map((variant) => [variant]) : [variants];
  const launches: LaunchResult[] = [];
  const slices: SliceResult[] = [];
  const troubles: Failure[] = [];
  let warmup: Warmup = [];
  let complete = true;

  for (const group of groups) {
    if (!complete || signal.aborted) break;
    const part = await measureTogether(order, group, slices);
    launches.push(...part.launches);
    troubles.push(...part.troubles);
    warmup = [...warmup, ...part.warmup];
    complete = part.complete;
  }
  if (!complete || signal.aborted) return { round: null, slices, warmup, troubles };
  const counted = plan.gate === undefined ? 'figures' : 'ratios';
  const discarded = order.mayDiscard ? disturbances(slices, counted) : [];
  const round: RoundResult = {
    round: order.number,
    startedMs,
    endedMs: order.elapsedMs(),
    warmups: warmup,
    launches,
    discarded,
  };
  for (const trouble of troubles) emit({ type: 'trouble', failure: trouble });
  return { round, slices, warmup, troubles };
}

interface Part {
  readonly launches: LaunchResult[];
  readonly troubles: Failure[];
  readonly warmup: Warmup;
  readonly complete: boolean;
}

/** Starts a group of variants, measures them beside each other, and always ends what it started. */
async function measureTogether(
  order: RoundOrder,
  group: readonly Variant[],
  slices: SliceResult[],
): Promise<Part> {
  const { plan, loader, emit, signal } = order;
  const lives: Live[] = [];
  const launches: LaunchResult[] = [];
  const troubles: Failure[] = [];
  const hooks = new TrialHooks(order, troubles);
  let warmup: Warmup = [];
  let complete = false;
  try {
    for (const variant of group) {
      const notUp = await launch(order, variant, lives);
      if (notUp !== null) launches.push(failedLaunch(order.number, variant.id, notUp));
      const failure = notUp ?? (signal.aborted ? null : await setUp(order, lives, hooks));
      // A variant that fails its very first start is the user's to mend: measuring the others would only hide it.
      if (failure !== null && order.number === 1) {
        troubles.push(failure);
        return { launches, troubles, warmup, complete: false };
      }
      if (signal.aborted) return { launches, troubles, warmup, complete: false };
    }
    const fit = lives.filter((live) => live.unfit === null);
    warmup = await guarded(loader, () =>
      warmUp(
        plan,
        fit,
        order.warmup,
        loader,
        (scenario) => emit({ type: 'warming', round: order.number, scenario }),
        (all, scenario, work) => hooks.aroundWarmUp(all, scenario, work),
      ),
    );
    if (!signal.aborted) endIfLost(order, fit);
    await climb(order, fit, slices, hooks);
    complete = !signal.aborted;
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    if (!signal.aborted) troubles.push(error.failure);
  } finally {
    const rests = await Promise.all(lives.map((live) => rest(order.number, live)));
    for (const live of lives) await hooks.tearDown(live, null);
    const stopped = await Promise.all(lives.map((live) => live.server.stop()));
    launches.push(...rests);
    troubles.push(...stopped.filter((failure) => failure !== null));
  }
  for (const result of launches) emit({ type: 'launched', launch: result });
  return { launches, troubles, warmup, complete };
}

/** Starts one variant; null when it is up. */
async function launch(order: RoundOrder, variant: Variant, lives: Live[]): Promise<Failure | null> {
  try {
    const server = await order.instruments.startServer(variant.id);
    const live: Live = {
      variant,
      server,
      target: server.target,
      idleMemory: null,
      unfit: null,
      lost: new Map(),
    };
    lives.push(live);
    live.idleMemory = await memoryOf(server);
    return null;
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    // The start was aborted; the caller looks at the signal.
    if (order.signal.aborted) return null;
    throw error;
  }
}

/** Runs the setup of the configuration on what was launched last; null when that is fit to be measured. */
async function setUp(order: RoundOrder, lives: readonly Live[], hooks: TrialHooks): Promise<Failure | null> {
  const live = lives.at(-1);
  if (live === undefined) return null;
  try {
    await hooks.setUp(live, null);
  } catch (error) {
    if (order.signal.aborted) return null;
    if (!(error instanceof FailureError)) throw error;
    live.unfit = error.failure;
  }
  return live.unfit;
}

/** Null for a server that is gone: that it is will be told by its exit. */
async function memoryOf(server: RunningServer): Promise<MemorySample | null> {
  if (server.hasExited() !== null) return null;
  return server.memory().catch((error: unknown) => {
    if (error instanceof FailureError) return null;
    throw error;
  });
}

function failedLaunch(round: number, variant: string, failure: Failure): LaunchResult {
  return { round, variant, readyMs: null, idleMemory: null, restMemory: null, failure };
}

async function rest(round: number, live: Live): Promise<LaunchResult> {
  const exited = live.server.hasExited();
  const died: Failure | null =
    exited === null
      ? null
      : { reason: 'server-exited', variant: live.variant.id, phase: 'under load', ...exited };
  return {
    round,
    variant: live.variant.id,
    readyMs: live.server.readyMs,
    idleMemory: live.idleMemory,
    restMemory: await memoryOf(live.server),
    ...(live.server.unsampled === undefined ? {} : { unsampled: live.server.unsampled }),
    failure: live.unfit ?? died,
  };
}

async function climb(
  order: RoundOrder,
  lives: readonly Live[],
  slices: SliceResult[],
  hooks: TrialHooks,
): Promise<void> {
  const scenarios = shuffle([...new Set(order.visits.map((visit) => visit.scenario))], order.random);
  for (const scenario of scenarios) {
    for (const visit of order.visits.filter((candidate) => candidate.scenario === scenario)) {
      if (order.signal.aborted) return;
      if (wouldOverrun(order, visit, slices)) continue;
      const climbing = lives.filter(
        (live) =>
          visit.variants.includes(live.variant.id) &&
          order.climbs(live.variant.id, scenario, visit.level, slices),
      );
      await measureLevel(order, visit, climbing, slices, hooks);
    }
  }
}

/** A dead loader during warm-up costs the round's warm-up, not the run. */
async function guarded(loader: LoaderKeeper, work: () => Promise<Warmup>): Promise<Warmup> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    await loader.noteFailure(error);
    return [];
  }
}
