import type { OpenLevel } from '../../model/level.ts';
import type { LoadOrder, LoadReport, Peers } from '../../model/load.ts';
import type { SendingEnd } from '../busy.ts';
import { systemClock } from '../clock.ts';
import { OpenRecorder } from '../open-recorder.ts';
import { openWindow, pacerFor } from '../pacer.ts';
import { Recorder, type SliceResults } from '../recorder.ts';
import { StopRule } from '../stop-rule.ts';
import { Tally } from '../tally.ts';
import { wakerFor } from '../waker.ts';
import type { Client } from './client.ts';
import type { ClientPool } from './client-pool.ts';
import { ClosedWorkload } from './closed-workload.ts';
import { OpenWorkload } from './open-workload.ts';
import type { Sequence } from './sequence.ts';

/** A workload that is put together, and where to read what it came to. */
export interface Slice {
  readonly workload: Workload;
  readonly tally: Tally;
  readonly stopRule: StopRule;
  results(end: SendingEnd, totalMs: number): SliceResults & Pick<LoadReport, 'open'>;
  /** Time spent on pacing alone; null where none is. */
  spinMs(): number | null;
}

export interface Workload {
  /** Resolves to the whole length, ms. `startAt`, by the engine's clock: when it was to begin, just before now. */
  run(startAt?: number): Promise<number>;
  cancel(): void;
}

export function closedSlice(
  order: LoadOrder,
  clients: readonly Client[],
  sequence: Sequence,
  peers?: Peers,
): Slice {
  const [tally, stopRule] = [new Tally(), new StopRule(order.window, peers)];
  const recorder = new Recorder(order);
  const parts = { clients, sequence, stopRule, tally, recorder, clock: systemClock };
  return {
    workload: new ClosedWorkload(parts, order),
    tally,
    stopRule,
    results: (end, totalMs) => recorder.results(end, totalMs),
    spinMs: () => null,
  };
}

export function openSlice(order: LoadOrder, level: OpenLevel, pool: ClientPool, sequence: Sequence): Slice {
  const window = openWindow(order.window, level.rate);
  const [tally, stopRule, recorder] = [new Tally(), new StopRule(window), new OpenRecorder(order)];
  const waker = wakerFor(order.pacing ?? 'timer', systemClock);
  const parts = {
    ...{ pool, sequence, stopRule, tally, recorder, waker },
    pacer: pacerFor(level, order),
    windowMs: window.minMs,
    clock: systemClock,
  };
  return {
    workload: new OpenWorkload(parts, { ...order, overflow: level.overflow, queueLimit: level.queueLimit }),
    tally,
    stopRule,
    results: (end, totalMs) => recorder.results(end, totalMs),
    spinMs: () => waker.spinMs,
  };
}
