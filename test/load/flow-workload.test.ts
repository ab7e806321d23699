import { describe, expect, it } from 'vitest';
import { ClosedWorkload } from '../../harness/load/native/closed-workload.ts';
import { prepareSequence } from '../../harness/load/native/sequence.ts';
import { Recorder } from '../../harness/load/recorder.ts';
import { StopRule } from '../../harness/load/stop-rule.ts';
import { Tally } from '../../harness/load/tally.ts';
import { expectAccounted, noFailures } from './accounts.ts';
import { FakeClock } from './fake-clock.ts';
import { LittleApp, littleFlow, refusal } from './little-app.ts';
import { linesOf, type Said, TalkingClient } from './talking-client.ts';

function start(clients: number, app: (request: string) => Said, minMs = 100) {
  const window = { minMs, maxMs: 1000, minAnswers: 0 };
  const clock = new FakeClock();
  const talking = Array.from({ length: clients }, () => new TalkingClient(clock, app, 10));
  const sequence = prepareSequence(littleFlow, { host: '127.0.0.1', port: 1 });
  const tally = new Tally();
  const recorder = new Recorder({});
  const stopRule = new StopRule(window);
  const parts = { clients: talking, sequence, stopRule, tally, recorder, clock };
  const workload = new ClosedWorkload(parts, { window, requestTimeoutMs: 300, drainTimeoutMs: 300 });
  const ended = workload.run();
  let over = false;
  void ended.then(() => {
    over = true;
  });
  async function report() {
    for (let passed = 0; !over && passed < 3000; passed += 5) {
      clock.advance(5);
      await Promise.resolve();
    }
    expect(over).toBe(true);
    expect(clock.pending).toBe(0);
    const end = stopRule.end ?? { atMs: await ended, byCount: false };
    const result = { ...tally.counts(), ...recorder.results(end, await ended) };
    expectAccounted(result);
    return result;
  }
  return { clock, talking, sequence, workload, report };
}

describe('the closed workload with a flow', () => {
  it('counts opening steps as sent and ok, but not in throughput and response times', async () => {
    const { talking, report } = start(2, new LittleApp().say);
    const result = await report();
    expect(linesOf(talking[0]!).slice(0, 4)).toEqual(['GET /form', 'POST /login', 'GET /a', 'GET /b']);
    expect(result).toMatchObject({ sent: 20, ok: 20, failed: noFailures, opening: 4, responses: 16 });
    // Answers of the repeated part come from 30 ms to 100 ms, two every 10 ms.
    expect(result.busy.answers / result.busy.elapsedMs).toBeCloseTo(0.2, 1);
  });

  it('opens again within the slice where a session ends, and counts what failed', async () => {
    const app = new LittleApp();
    const { clock, report } = start(3, app.say);
    clock.advance(52);
    app.forget();
    const result = await report();
    expect(result.failed).toEqual({ ...noFailures, status: 3 });
    expect(result.samples).toHaveLength(3);
    expect(result.samples[0]?.detail).toMatch(/^GET \/[ab]: status 401$/);
    expect(result.opening).toBe(12);
    expect(result.ok).toBe(result.sent - 3);
  });

  it('counts every try of an app that lets nobody in, and ends all the same', async () => {
    const app = new LittleApp();
    const { report } = start(2, (request) => (request.startsWith('POST') ? refusal(401) : app.say(request)));
    const result = await report();
    expect(result).toMatchObject({ sent: 20, ok: 10, responses: 0, opening: 10 });
    expect(result.failed).toEqual({ ...noFailures, status: 10 });
    expect(result.busy).toEqual({ answers: 0, elapsedMs: 100 });
  });

  it('opens anew after an opening step that was never answered', async () => {
    const app = new LittleApp();
    let silent = true;
    const { talking, report } = start(
      1,
      (request) => {
        if (!request.startsWith('POST') || !silent) return app.say(request);
        silent = false;
        return 'silent';
      },
      500,
    );
    const result = await report();
    expect(result.failed).toEqual({ ...noFailures, timeout: 1 });
    expect(linesOf(talking[0]!).slice(0, 5)).toEqual([
      'GET /form',
      'POST /login',
      'GET /form',
      'POST /login',
      'GET /a',
    ]);
  });

  it('leaves a client that was cut off while opening to open from the beginning', () => {
    const { clock, talking, sequence, workload } = start(1, new LittleApp().say);
    clock.advance(15);
    workload.cancel();
    expect(linesOf(talking[0]!)).toEqual(['GET /form', 'POST /login']);
    expect(sequence.next(talking[0]!)?.label).toBe('GET /form');
  });
});
