import { describe, expect, it } from 'vitest';
import type { Client, Stage } from '../../harness/load/native/client.ts';
import { type DeadlineLimits, Deadlines } from '../../harness/load/native/deadlines.ts';
import { FakeClock } from './fake-clock.ts';

/** A request in flight since now, and what the deadlines say of it when they look as often as they want to. */
function watch(limits: DeadlineLimits, stage: Stage = 'waiting') {
  const clock = new FakeClock();
  const deadlines = new Deadlines(limits);
  const client = {
    listener: { answered() {}, failed() {} },
    startedAt: clock.now(),
    sentAt: clock.now(),
    sentInSlice: 1,
    seenBytes: 0,
    seenAt: 0,
    status: 0,
    inFlight: true,
    idle: false,
    label: 'GET /',
    stage,
    bytesReceived: 0,
    send() {},
    discard() {},
  } satisfies Client;
  const found: { atMs: number; kind: string; detail: string }[] = [];
  clock.every(deadlines.sweepMs, () => {
    const overdue = deadlines.overdue(client, clock.now());
    if (overdue !== null) found.push({ atMs: clock.now() - client.sentAt, ...overdue });
  });
  return {
    client,
    clock,
    /** The first that was found, within so long. */
    within(ms: number) {
      clock.advance(ms);
      return found[0] ?? null;
    },
  };
}

describe('the deadline of a connection', () => {
  it('is a failure to connect, however long an answer may take', () => {
    const found = watch({ requestTimeoutMs: 10_000, connectTimeoutMs: 300 }, 'connecting').within(1000);
    expect(found).toMatchObject({ kind: 'connect', detail: 'GET /: no connection within 300 ms' });
    expect(found?.atMs).toBeGreaterThanOrEqual(300);
    expect(found?.atMs).toBeLessThanOrEqual(300 + 15);
  });

  it('is over when the connection stands', () => {
    const { client, within } = watch({ requestTimeoutMs: 10_000, connectTimeoutMs: 300 }, 'connecting');
    expect(within(250)).toBeNull();
    Object.assign(client, { stage: 'waiting' });
    expect(within(5000)).toBeNull();
  });

  it.each([{}, { connectTimeoutMs: 5000 }])('is no later than that of the answer: %j', (limit) => {
    const found = watch({ requestTimeoutMs: 400, ...limit }, 'connecting').within(1000);
    expect(found).toMatchObject({ kind: 'connect', detail: 'GET /: no connection within 400 ms' });
  });
});

describe('the deadline of an answer', () => {
  it('passes when none has begun', () => {
    const found = watch({ requestTimeoutMs: 400, idleTimeoutMs: 50 }).within(1000);
    expect(found).toMatchObject({ kind: 'timeout', detail: 'GET /: no answer within 400 ms' });
    expect(found?.atMs).toBeGreaterThanOrEqual(400);
  });

  it('passes when it still comes, byte by byte, which is not to stand still', () => {
    const { client, clock, within } = watch({ requestTimeoutMs: 1000, idleTimeoutMs: 100 }, 'reading');
    clock.every(60, () => {
      client.bytesReceived += 1;
    });
    const found = within(2000);
    expect(found).toMatchObject({
      kind: 'timeout',
      detail: 'GET /: the answer was not whole within 1000 ms',
    });
    expect(found?.atMs).toBeGreaterThanOrEqual(1000);
  });
});

describe('the deadline of the next piece', () => {
  it('passes when an answer that has begun stands still', () => {
    const { client, clock, within } = watch({ requestTimeoutMs: 10_000, idleTimeoutMs: 200 }, 'reading');
    client.bytesReceived = 10;
    clock.after(150, () => {
      client.bytesReceived = 20;
    });
    const found = within(2000);
    expect(found).toMatchObject({ kind: 'timeout', detail: 'GET /: the answer stood still for 200 ms' });
    // Bytes are seen when they are looked for, up to a sweep after they came.
    expect(found?.atMs).toBeGreaterThanOrEqual(350);
    expect(found?.atMs).toBeLessThanOrEqual(380);
  });

  it('does not begin before the answer has', () => {
    expect(watch({ requestTimeoutMs: 10_000, idleTimeoutMs: 200 }, 'waiting').within(5000)).toBeNull();
  });

  it('is none when there is none', () => {
    expect(watch({ requestTimeoutMs: 10_000 }, 'reading').within(5000)).toBeNull();
  });

  it('begins anew with each request, also when as many bytes had come in the slice before', () => {
    const { client, clock, within } = watch({ requestTimeoutMs: 10_000, idleTimeoutMs: 200 }, 'reading');
    client.bytesReceived = 57;
    expect(within(100)).toBeNull();
    Object.assign(client, { stage: 'waiting' });
    expect(within(3000)).toBeNull();
    client.sentAt = clock.now();
    Object.assign(client, { stage: 'reading' });
    expect(within(150)).toBeNull();
    expect(within(100)).toMatchObject({ detail: 'GET /: the answer stood still for 200 ms' });
  });
});

describe('how often deadlines are looked at', () => {
  it.each([
    [{ requestTimeoutMs: 10_000 }, 250],
    [{ requestTimeoutMs: 4000 }, 200],
    [{ requestTimeoutMs: 1000 }, 50],
    [{ requestTimeoutMs: 50 }, 10],
    [{ requestTimeoutMs: 10_000, connectTimeoutMs: 400 }, 20],
    [{ requestTimeoutMs: 10_000, connectTimeoutMs: 5000, idleTimeoutMs: 600 }, 30],
  ])('follows the shortest of %j: every %i ms', (limits, sweepMs) => {
    expect(new Deadlines(limits).sweepMs).toBe(sweepMs);
  });
});
