import type { LevelVisit } from '../model/design.ts';
import { type Failure, FailureError, placed } from '../model/failure.ts';
import { levelConnections, levelKey } from '../model/level.ts';
import type { LoadOrder, LoadSession } from '../model/load.ts';
import type { SliceResult } from '../model/slice.ts';
import { shuffle } from '../stats/random.ts';
import { closeSession } from './close-session.ts';
import { cpuSince, type Live } from './live.ts';
import { orderOf } from './load-order.ts';
import type { RoundOrder } from './round-order.ts';
import { endIfLost, type TrialHooks } from './trial-hooks.ts';

/**
 * Visits one level of one scenario: each variant for one slice per pass, in fresh random order. Connections are opened
 * for the level and outlive its passes; idle ones are not kept longer, for a single-threaded server may be stuck
 * reading from them.
 */
export async function measureLevel(
  order: RoundOrder,
  visit: LevelVisit,
  lives: readonly Live[],
  slices: SliceResult[],
  hooks: TrialHooks,
): Promise<void> {
  const sessions = new Map<Live, LoadSession>();
  try {
    const { firstPass = 1 } = visit;
    for (let pass = firstPass; pass < firstPass + visit.passes; pass++) {
      for (const live of shuffle(lives, order.random)) {
        if (order.signal.aborted) return;
        const slice = await measureSlice(order, visit, pass, live, sessions, hooks);
        if (slice === null) return;
        slices.push(slice);
        order.emit({ type: 'slice', slice, elapsedMs: order.elapsedMs() });
        endIfLost(order, [live]);
      }
    }
  } finally {
    await Promise.all([...sessions.values()].map(closeSession));
    for (const live of lives) await hooks.tearDown(live, visit);
  }
}

/** One slice; what goes wrong in it is part of its result. Null when the run was interrupted meanwhile. */
async function measureSlice(
  order: RoundOrder,
  visit: LevelVisit,
  pass: number,
  live: Live,
  sessions: Map<Live, LoadSession>,
  hooks: TrialHooks,
): Promise<SliceResult | null> {
  const { plan, instruments, signal } = order;
  const { scenario, level } = visit;
  const variant = live.variant.id;
  const phase = `${scenario} ${levelKey(level)}`;
  order.emit({ type: 'slice-started', round: order.number, variant, scenario, level });
  const slice: SliceResult = {
    round: order.number,
    pass,
    variant,
    scenario,
    level,
    startedMs: order.elapsedMs(),
    load: null,
    serverCpuMs: null,
    memory: null,
    machine: null,
    failure: exitOf(live, phase) ?? lossOf(order, live, visit),
  };
  if (slice.failure !== null) return slice;
  const asked = orderOf(plan, visit, order.number, pass);
  try {
    const session = sessions.get(live) ?? (await beginLevel(order, live, visit, asked, hooks));
    sessions.set(live, session);
    const endWatch = await instruments.watchMachine();
    const cpuBefore = await live.server.cpuMs();
    const load = await session.drive(asked);
    const serverCpuMs = cpuSince(cpuBefore, await live.server.cpuMs());
    const machine = await endWatch((serverCpuMs ?? 0) + load.generator.cpuMs);
    const failure = exitOf(live, phase);
    const memory = failure === null ? await live.server.memory() : null;
    return { ...slice, load, serverCpuMs, machine, memory, failure };
  } catch (error) {
    if (signal.aborted) return null;
    if (!(error instanceof FailureError)) throw error;
    // A dead loader takes every session with it.
    if (error.failure.reason === 'loader-exited') sessions.clear();
    await order.loader.noteFailure(error);
    if (error.failure.reason !== 'hook-failed')
      return { ...slice, failure: placed(error.failure, { variant, phase }) };
    live.lost.set(scenario, placed(error.failure, { variant, phase: levelKey(level) }));
    return { ...slice, failure: lossOf(order, live, visit) };
  }
}

/**
 * Opens connections, with the database as it was seeded where any scenario of the plan writes: what one level wrote
 * must not be found by the next, whichever scenario that is of.
 */
async function beginLevel(
  order: RoundOrder,
  live: Live,
  visit: LevelVisit,
  first: LoadOrder,
  hooks: TrialHooks,
): Promise<LoadSession> {
  if (order.plan.scenarios.some(({ writes }) => writes === true)) await live.server.reset();
  await hooks.setUp(live, visit);
  return order.loader.open(live.target, levelConnections(first.level), first);
}

/** Why the scenario is not measured on this launch any more; null where it is. */
function lossOf({ number }: RoundOrder, { variant, lost }: Live, { scenario }: LevelVisit): Failure | null {
  const failure = lost.get(scenario);
  return failure === undefined ? null : placed(failure, { variant: variant.id, phase: '', round: number });
}

function exitOf(live: Live, phase: string): Failure | null {
  const exited = live.server.hasExited();
  return exited === null ? null : { reason: 'server-exited', variant: live.variant.id, phase, ...exited };
}
