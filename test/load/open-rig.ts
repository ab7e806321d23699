import { expect } from 'vitest';
import { ClientPool } from '../../harness/load/native/client-pool.ts';
import { OpenWorkload } from '../../harness/load/native/open-workload.ts';
import { prepareRequest } from '../../harness/load/native/request.ts';
import { InTurn, type Sequence } from '../../harness/load/native/sequence.ts';
import { OpenRecorder } from '../../harness/load/open-recorder.ts';
import { openWindow, type Pacer, pacerFor } from '../../harness/load/pacer.ts';
import { StopRule } from '../../harness/load/stop-rule.ts';
import { Tally } from '../../harness/load/tally.ts';
import { TimerWaker, type Waker } from '../../harness/load/waker.ts';
import type { OpenLevel } from '../../harness/model/level.ts';
import type { LoadOrder, LoadReport } from '../../harness/model/load.ts';
import { decodeHistogram, type TimeHistogram } from '../../harness/stats/histogram.ts';
import { expectAccounted, get } from './accounts.ts';
import { FakeClock } from './fake-clock.ts';
import { type Script, ScriptedClient } from './scripted-clients.ts';

export interface OpenRun {
  script: Script;
  level?: Partial<OpenLevel>;
  limits?: Partial<LoadOrder>;
  windowMs?: number;
  paths?: readonly string[];
  sequence?: Sequence;
  pacer?: Pacer;
  waker?: (clock: FakeClock) => Waker;
}

export type OpenResult = Omit<
  LoadReport,
  'generator' | 'reconnects' | 'bytesReceived' | 'windowMs' | 'open'
> & { open: NonNullable<LoadReport['open']> };

/** An open slice on a fake clock, 100 arrivals per second for a second unless told otherwise. */
export function startOpen(run: OpenRun) {
  const level: OpenLevel = {
    ...{ kind: 'open', rate: 100, arrivals: 'constant', connections: 5, overflow: 'queue', queueLimit: 1000 },
    ...run.level,
  };
  const limits = { requestTimeoutMs: 1000, drainTimeoutMs: 500, ...run.limits };
  const clock = new FakeClock();
  const zero = clock.now();
  const clients: ScriptedClient[] = [];
  const pool = new ClientPool([], level.connections, () => {
    const client = new ScriptedClient(clock, run.script, zero);
    clients.push(client);
    return client;
  });
  const window = openWindow(
    { minMs: run.windowMs ?? 1000, maxMs: run.windowMs ?? 1000, minAnswers: 0 },
    level.rate,
  );
  const target = { host: '127.0.0.1', port: 1 };
  const [tally, stopRule] = [new Tally(), new StopRule(window)];
  const recorder = new OpenRecorder(limits);
  const workload = new OpenWorkload(
    {
      ...{ pool, tally, stopRule, recorder, clock },
      sequence:
        run.sequence ?? new InTurn((run.paths ?? ['/']).map((path) => prepareRequest(get(path), target))),
      pacer: run.pacer ?? pacerFor(level, limits),
      waker: run.waker?.(clock) ?? new TimerWaker(clock),
      windowMs: window.minMs,
    },
    { ...limits, overflow: level.overflow, queueLimit: level.queueLimit },
  );
  let totalMs: number | null = null;
  void workload.run().then((ms) => {
    totalMs = ms;
  });

  /** Lets time pass until the slice has ended, and reads what it came to. */
  async function report(): Promise<OpenResult> {
    for (let passed = 0; totalMs === null && passed < 20_000; passed += 5) {
      clock.advance(5);
      await Promise.resolve();
    }
    if (totalMs === null) throw new Error('the slice does not end');
    expect(clock.pending).toBe(0);
    expect(clients.filter(({ inFlight }) => inFlight)).toEqual([]);
    const end = stopRule.end ?? { atMs: totalMs, byCount: false };
    const result = { ...tally.counts(), ...recorder.results(end, totalMs), totalMs };
    expectAccounted(result);
    return result;
  }
  return { clock, clients, workload, report };
}

/** The values of an encoded histogram, ms, in rising order; each is exact to three digits. */
export function valuesMs(text: string): number[] {
  const histogram: TimeHistogram = decodeHistogram(text);
  const count = histogram.totalCount;
  return Array.from(
    { length: count },
    (_, index) => histogram.getValueAtPercentile((100 * (index + 0.5)) / count) / 1000,
  );
}
