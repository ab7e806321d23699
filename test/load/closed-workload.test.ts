import { describe, expect, it } from 'vitest';
import { ClosedWorkload } from '../../harness/load/native/closed-workload.ts';
import { prepareRequest } from '../../harness/load/native/request.ts';
import { InTurn } from '../../harness/load/native/sequence.ts';
import { Recorder } from '../../harness/load/recorder.ts';
import { StopRule } from '../../harness/load/stop-rule.ts';
import { Tally } from '../../harness/load/tally.ts';
import type { FailureKind, LoadOrder, LoadReport, SliceWindow } from '../../harness/model/load.ts';
import { decodeHistogram, quantileMs } from '../../harness/stats/histogram.ts';
import { expectAccounted, get, noFailures } from './accounts.ts';
import { FakeClock } from './fake-clock.ts';
import { type Script, type Scripted, ScriptedClient } from './scripted-clients.ts';

interface Run {
  clients: number;
  outcome: Script;
  window?: SliceWindow;
  paths?: readonly string[];
  pace?: Pick<LoadOrder, 'thinkMs' | 'timelineMs'>;
}

function start({
  clients,
  outcome,
  window = { minMs: 250, maxMs: 2000, minAnswers: 0 },
  paths = ['/'],
  pace = {},
}: Run) {
  const clock = new FakeClock();
  const scripted = Array.from({ length: clients }, () => new ScriptedClient(clock, outcome, clock.now()));
  const tally = new Tally();
  const recorder = new Recorder(pace);
  const stopRule = new StopRule(window);
  const target = { host: '127.0.0.1', port: 1 };
  const sequence = new InTurn(paths.map((path) => prepareRequest(get(path), target)));
  const workload = new ClosedWorkload(
    { clients: scripted, sequence, stopRule, tally, recorder, clock },
    { window, requestTimeoutMs: 1000, drainTimeoutMs: 500, ...pace },
  );
  let totalMs: number | null = null;
  void workload.run().then((ms) => {
    totalMs = ms;
  });
  /** Lets time pass until the slice has ended, and reads what it came to. */
  async function report(): Promise<
    Pick<LoadReport, keyof ReturnType<Tally['counts']> | keyof ReturnType<Recorder['results']>> & {
      windowMs: number;
      totalMs: number;
    }
  > {
    for (let passed = 0; totalMs === null && passed < 10_000; passed += 5) {
      clock.advance(5);
      await Promise.resolve();
    }
    expect(totalMs).not.toBeNull();
    expect(clock.pending).toBe(0);
    const end = stopRule.end ?? { atMs: totalMs!, byCount: false };
    const result = {
      ...tally.counts(),
      ...recorder.results(end, totalMs!),
      windowMs: end.atMs,
      totalMs: totalMs!,
    };
    expectAccounted(result);
    return result;
  }
  return { clock, clients: scripted, workload, report };
}

const answersIn = (afterMs: number) => (): Scripted => ({ afterMs, kind: 'ok' });

describe('the closed workload', () => {
  it('sends the next request on each connection as soon as it is answered', async () => {
    const { clients, report } = start({ clients: 3, outcome: answersIn(50) });
    expect(await report()).toMatchObject({
      sent: 15,
      ok: 15,
      failed: noFailures,
      unfinished: 0,
      opening: 3,
      responses: 12,
    });
    for (const client of clients) expect(client.sent.map(({ at }) => at)).toEqual([0, 50, 100, 150, 200]);
  });

  it.each([
    [3, 'when all that has arrived is read', 0],
    [1025, 'while other answers are unread, when they are many', 1024],
  ])('sends on %i connections %s', async (count, _when, unread) => {
    const inFlight: number[] = [];
    const { clients, report } = start({
      clients: count,
      outcome: (_request, now) => {
        if (now === 50) inFlight.push(clients.filter((client) => client.inFlight).length);
        return { afterMs: 50, kind: 'ok' };
      },
      window: { minMs: 75, maxMs: 75, minAnswers: 0 },
    });
    await report();
    // The one that sends is in flight by now.
    expect(inFlight[0]).toBe(unread + 1);
    expect(inFlight).toHaveLength(count);
  });

  it('times from the intended start to the whole answer', async () => {
    const { report } = start({ clients: 2, outcome: answersIn(50) });
    expect(quantileMs(decodeHistogram((await report()).responseTime), 0.5)).toBeCloseTo(50, 0);
  });

  it('keeps the opening answers out of the histogram', async () => {
    const { report } = start({
      clients: 2,
      outcome: (_request, now) => ({ afterMs: now === 0 ? 200 : 10, kind: 'ok' }),
    });
    expect(quantileMs(decodeHistogram((await report()).responseTime), 1)).toBeLessThan(11);
  });

  it('sends requests in turn, each connection from the first on', async () => {
    const { clients, report } = start({ clients: 2, outcome: answersIn(60), paths: ['/a', '/b', '/c'] });
    await report();
    for (const client of clients) {
      expect(client.sent.map(({ label }) => label)).toEqual([
        'GET /a',
        'GET /b',
        'GET /c',
        'GET /a',
        'GET /b',
      ]);
    }
  });

  it('counts answers that come while it drains, and sends nothing more', async () => {
    const { report } = start({ clients: 2, outcome: answersIn(400) });
    expect(await report()).toMatchObject({ sent: 2, ok: 2, windowMs: 250, totalMs: 400 });
  });

  it('goes on until there are enough answers', async () => {
    const { report } = start({
      clients: 1,
      outcome: answersIn(100),
      window: { minMs: 250, maxMs: 2000, minAnswers: 7 },
    });
    expect(await report()).toMatchObject({ sent: 7, ok: 7, windowMs: 700, totalMs: 700 });
  });

  it('stops at the longest time when enough answers never come', async () => {
    const { report } = start({
      clients: 1,
      outcome: answersIn(300),
      window: { minMs: 250, maxMs: 1000, minAnswers: 50 },
    });
    expect(await report()).toMatchObject({ sent: 4, ok: 4, windowMs: 1000, totalMs: 1200 });
  });

  it('leaves unfinished what is not answered when the drain is over, and discards those connections', async () => {
    const { clients, report } = start({
      clients: 3,
      outcome: (_request, now) => (now >= 200 ? 'silent' : { afterMs: 50, kind: 'ok' }),
    });
    expect(await report()).toMatchObject({ sent: 15, ok: 12, unfinished: 3, windowMs: 250, totalMs: 750 });
    expect(clients.map((client) => client.discarded)).toEqual([1, 1, 1]);
  });

  it('gives a request up at its deadline, and discards the connection', async () => {
    const { clients, report } = start({
      clients: 1,
      outcome: (_request, now) => (now === 0 ? 'silent' : { afterMs: 50, kind: 'ok' }),
      window: { minMs: 1500, maxMs: 2000, minAnswers: 0 },
    });
    const result = await report();
    expect(result.failed).toEqual({ ...noFailures, timeout: 1 });
    expect(result.samples).toEqual([{ kind: 'timeout', detail: 'GET /: no answer within 1000 ms' }]);
    expect(clients[0]?.discarded).toBe(1);
    expect(clients[0]?.sent[1]?.at).toBeGreaterThanOrEqual(1010);
    expect(clients[0]?.sent[1]?.at).toBeLessThanOrEqual(1060);
  });

  it.each<FailureKind>(['connect', 'reset', 'protocol'])(
    'rests 10 ms after a failure of kind %s, so that a dead server brings no flood',
    async (kind) => {
      const { clients, report } = start({ clients: 2, outcome: () => ({ afterMs: 0, kind }) });
      const result = await report();
      expect(result.failed).toEqual({ ...noFailures, [kind]: 50 });
      expect(result).toMatchObject({ sent: 50, ok: 0, windowMs: 250, totalMs: 250 });
      expect(result.busy).toEqual({ answers: 0, elapsedMs: 250 });
      expect(clients[0]?.sent.slice(0, 3).map(({ at }) => at)).toEqual([0, 10, 20]);
    },
  );

  it.each<FailureKind>(['status', 'body'])(
    'sends on at once after a failure of kind %s, which is an answer',
    async (kind) => {
      const { clients, report } = start({
        clients: 1,
        outcome: () => ({ afterMs: 50, kind }),
        window: { minMs: 250, maxMs: 2000, minAnswers: 5 },
      });
      const result = await report();
      expect(result.failed).toEqual({ ...noFailures, [kind]: 5 });
      expect(result.statuses).toEqual({ [kind === 'status' ? '500' : '200']: 5 });
      expect(clients[0]?.sent.map(({ at }) => at)).toEqual([0, 50, 100, 150, 200]);
      expect(result.responses).toBe(0);
    },
  );

  it('keeps the first samples of each kind of failure', async () => {
    const { report } = start({
      clients: 1,
      outcome: (_request, now) => ({ afterMs: 0, kind: now < 240 ? 'reset' : 'protocol' }),
    });
    const { samples } = await report();
    expect(samples.filter(({ kind }) => kind === 'reset')).toHaveLength(5);
    expect(samples.filter(({ kind }) => kind === 'protocol')).toHaveLength(1);
  });

  it('adds a timeline of what came and what failed, drain included, when asked to', async () => {
    const { report } = start({
      clients: 2,
      outcome: (_request, now) =>
        now === 100 ? { afterMs: 130, kind: 'reset' } : { afterMs: 100, kind: 'ok' },
      pace: { timelineMs: 50 },
    });
    // Answers at 100, failures at 230, rest until 240, answers at 340, which are drained.
    const { timeline, ok, failed } = await report();
    expect(timeline).toEqual({ stepMs: 50, ok: [0, 0, 2, 0, 0, 0, 2], failed: [0, 0, 0, 0, 2, 0, 0] });
    expect({ ok, reset: failed.reset }).toEqual({ ok: 4, reset: 2 });
  });

  it('has no timeline unless asked to', async () => {
    const { report } = start({ clients: 1, outcome: answersIn(50) });
    expect('timeline' in (await report())).toBe(false);
  });

  it('ends at once when it is cancelled', async () => {
    const { clock, workload, report } = start({ clients: 2, outcome: answersIn(400) });
    clock.advance(100);
    workload.cancel();
    workload.cancel();
    expect(await report()).toMatchObject({ sent: 2, ok: 0, unfinished: 2, windowMs: 100, totalMs: 100 });
  });
});

describe('the closed workload with think time', () => {
  const long = { minMs: 2000, maxMs: 4000, minAnswers: 0 };

  it('rests after each answer before it sends again', async () => {
    const { clients, report } = start({
      clients: 1,
      outcome: answersIn(50),
      window: long,
      pace: { thinkMs: 450 },
    });
    expect(await report()).toMatchObject({ sent: 4, ok: 4, unfinished: 0 });
    expect(clients[0]?.sent.map(({ at }) => at)).toEqual([0, 500, 1000, 1500]);
  });

  it('spreads the first requests evenly over one think time, so that users do not march in step', async () => {
    const { clients, report } = start({
      clients: 4,
      outcome: answersIn(10),
      window: long,
      pace: { thinkMs: 400 },
    });
    await report();
    expect(clients.map((client) => client.sent[0]?.at)).toEqual([0, 100, 200, 300]);
    expect(clients.map((client) => client.sent[1]?.at)).toEqual([410, 510, 610, 710]);
  });

  it('times from sending, not from the answer before', async () => {
    const { report } = start({ clients: 2, outcome: answersIn(50), window: long, pace: { thinkMs: 300 } });
    expect(quantileMs(decodeHistogram((await report()).responseTime), 1)).toBeCloseTo(50, 0);
  });

  it('thinks after failures too, and never rests less than without think time', async () => {
    const failing = (thinkMs: number) =>
      start({ clients: 1, outcome: () => ({ afterMs: 0, kind: 'connect' }), pace: { thinkMs } });
    const slow = failing(100);
    expect((await slow.report()).failed.connect).toBe(3);
    expect(slow.clients[0]?.sent.map(({ at }) => at)).toEqual([0, 100, 200]);
    const quick = failing(2);
    await quick.report();
    expect(quick.clients[0]?.sent.slice(0, 3).map(({ at }) => at)).toEqual([0, 10, 20]);
    const refused = start({
      clients: 1,
      outcome: () => ({ afterMs: 0, kind: 'status' }),
      pace: { thinkMs: 100 },
    });
    expect((await refused.report()).failed.status).toBe(3);
  });

  it('ends with its window, whoever still thinks', async () => {
    const { clients, report } = start({ clients: 3, outcome: answersIn(10), pace: { thinkMs: 60_000 } });
    expect(await report()).toMatchObject({ sent: 1, ok: 1, windowMs: 250, totalMs: 250 });
    expect(clients.map((client) => client.sent.length)).toEqual([1, 0, 0]);
  });

  it('counts throughput plainly: users over think and response time', async () => {
    const { report } = start({ clients: 20, outcome: answersIn(20), window: long, pace: { thinkMs: 980 } });
    const { busy } = await report();
    expect((1000 * busy.answers) / busy.elapsedMs).toBeGreaterThan(19);
    expect((1000 * busy.answers) / busy.elapsedMs).toBeLessThan(21);
    expect(Number.isInteger(busy.answers)).toBe(true);
  });
});
