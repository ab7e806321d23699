import { describe, expect, it } from 'vitest';
import { ClosedWorkload } from '../../harness/load/native/closed-workload.ts';
import { prepareSequence, type Sequence } from '../../harness/load/native/sequence.ts';
import { Recorder } from '../../harness/load/recorder.ts';
import { StopRule } from '../../harness/load/stop-rule.ts';
import { Tally } from '../../harness/load/tally.ts';
import { FakeClock } from './fake-clock.ts';
import { startOpen } from './open-rig.ts';
import { type Scripted, ScriptedClient } from './scripted-clients.ts';

const answers = (): Scripted => ({ afterMs: 10, kind: 'ok' });

/** A hook that makes so many requests and then throws; it counts its calls. */
function failingAfter(requests: number): { sequence: Sequence; calls: () => number } {
  let calls = 0;
  const make = () => {
    calls += 1;
    if (calls > requests) throw new Error('no more');
    return '/';
  };
  const target = { host: '127.0.0.1', port: 1 };
  const sequence = prepareSequence([], target, { hook: { make, file: '/app/bench.config.ts' }, feed: null });
  sequence.begin(1);
  return { sequence, calls: () => calls };
}

async function closed(requests: number, clients: number, thinkMs = 0) {
  const clock = new FakeClock();
  const window = { minMs: 1000, maxMs: 1000, minAnswers: 0 };
  const scripted = Array.from({ length: clients }, () => new ScriptedClient(clock, answers, clock.now()));
  const { sequence, calls } = failingAfter(requests);
  const tally = new Tally();
  const parts = { clients: scripted, stopRule: new StopRule(window), recorder: new Recorder({}) };
  const workload = new ClosedWorkload(
    { ...parts, sequence, tally, clock },
    { window, requestTimeoutMs: 1000, drainTimeoutMs: 500, thinkMs },
  );
  let totalMs: number | null = null;
  void workload.run().then((ms) => {
    totalMs = ms;
  });
  for (let passed = 0; totalMs === null && passed < 3000; passed += 1) {
    await Promise.resolve();
    clock.advance(1);
  }
  return { clock, scripted, tally, calls: calls(), totalMs, fault: sequence.hook?.fault };
}

describe('a slice whose hook fails', () => {
  it.each([
    ['at its first request', 0, 3, 0],
    ['while first requests are sent', 2, 3, 0],
    ['later', 7, 3, 0],
    ['with think time', 3, 2, 50],
  ])('ends at once %s, in a closed workload', async (_when, requests, clients, thinkMs) => {
    const { clock, scripted, tally, calls, totalMs, fault } = await closed(requests, clients, thinkMs);
    expect(totalMs).toBeLessThan(200);
    expect(fault).toMatch(/^Error: no more/);
    expect(calls).toBe(requests + 1);
    expect(tally.sent).toBe(requests);
    expect(tally.failures).toBe(0);
    expect(clock.pending).toBe(0);
    expect(scripted.filter(({ inFlight }) => inFlight)).toEqual([]);
  });

  it.each([0, 4])('ends at once after %i requests, in an open workload', async (requests) => {
    const { sequence, calls } = failingAfter(requests);
    const { clock, clients } = startOpen({ script: answers, sequence });
    clock.advance(10 * requests + 15);
    expect(calls()).toBe(requests + 1);
    expect(clock.pending).toBe(0);
    expect(clients.flatMap(({ sent }) => sent)).toHaveLength(requests);
    expect(clients.filter(({ inFlight }) => inFlight)).toEqual([]);
  });
});
