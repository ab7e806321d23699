import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pacerFor } from '../../harness/load/pacer.ts';
import type { OpenLevel } from '../../harness/model/level.ts';
import { failureKinds } from '../../harness/model/load.ts';
import { startOpen, valuesMs } from './open-rig.ts';
import type { Scripted } from './scripted-clients.ts';

const outcomes: fc.Arbitrary<Scripted> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ afterMs: fc.nat(120), kind: fc.constant('ok' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      afterMs: fc.nat(120),
      kind: fc.constantFrom('connect', 'reset', 'protocol', 'status', 'body', 'exhausted'),
      closes: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant('silent' as const) },
);

const levels: fc.Arbitrary<OpenLevel> = fc.record({
  kind: fc.constant('open'),
  rate: fc.integer({ min: 5, max: 1000 }),
  arrivals: fc.constantFrom('constant', 'poisson'),
  connections: fc.integer({ min: 1, max: 12 }),
  overflow: fc.constantFrom('queue', 'drop'),
  queueLimit: fc.nat(60),
});

/** Arrivals that are due before the end, straight from the schedule. */
function due(level: OpenLevel, arrivalSeed: number, endMs: number): number {
  const pacer = pacerFor(level, { arrivalSeed });
  let count = 0;
  while (pacer.next() < endMs) count += 1;
  return count;
}

describe('the accounts of the open workload', () => {
  it('count every arrival of the window once, whatever the server does', async () => {
    await fc.assert(
      fc.asyncProperty(
        levels,
        fc.array(outcomes, { minLength: 1, maxLength: 40 }),
        fc.record({ arrivalSeed: fc.nat(), requestTimeoutMs: fc.integer({ min: 20, max: 400 }) }),
        fc.integer({ min: 1, max: 300 }),
        // Never the very moment in which an arrival is due.
        fc.option(fc.integer({ min: 0, max: 400 }).map((ms) => ms + Math.SQRT1_2)),
        async (level, script, order, windowMs, cancelAtMs) => {
          let asked = 0;
          const { clock, workload, report } = startOpen({
            script: () => script[asked++ % script.length] as Scripted,
            level,
            limits: { ...order, drainTimeoutMs: 150 },
            windowMs,
          });
          if (cancelAtMs !== null) {
            clock.advance(cancelAtMs);
            workload.cancel();
          }
          // The report is checked as it is made: due = ok + Σ failed + unfinished, sent = due − dropped − unsent.
          const result = await report();
          const endMs = cancelAtMs === null ? windowMs : Math.min(windowMs, cancelAtMs);
          expect(result.open.offered).toBe(due(level, order.arrivalSeed, endMs));
          expect(valuesMs(result.open.wakeLag)).toHaveLength(result.open.offered);
          expect(valuesMs(result.open.sendLag)).toHaveLength(result.sent);
          expect(valuesMs(result.open.serviceTime)).toHaveLength(result.ok);
          expect(valuesMs(result.open.censored)).toHaveLength(result.unfinished);
          if (level.overflow === 'drop') expect(result.open.unsent).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('agree with Little when every request is answered', async () => {
    await fc.assert(
      fc.asyncProperty(
        levels,
        fc.array(fc.nat(60), { minLength: 1, maxLength: 30 }),
        fc.nat(),
        async (level, times, arrivalSeed) => {
          let asked = 0;
          const { report } = startOpen({
            script: () => ({ afterMs: 1 + (times[asked++ % times.length] ?? 0), kind: 'ok' }),
            level: { ...level, rate: Math.min(level.rate, 200), overflow: 'queue', queueLimit: 1000 },
            limits: { arrivalSeed, drainTimeoutMs: 60_000, requestTimeoutMs: 60_000 },
            windowMs: 200,
          });
          const result = await report();
          expect(failureKinds.map((kind) => result.failed[kind])).toEqual(failureKinds.map(() => 0));
          expect(result.ok).toBe(result.open.offered);
          const responsesMs = valuesMs(result.responseTime).reduce((sum, ms) => sum + ms, 0);
          // Histograms keep three digits of each value.
          const inFlightMs = result.open.meanInFlight * result.totalMs;
          expect(Math.abs(inFlightMs - responsesMs)).toBeLessThanOrEqual(
            responsesMs * 0.002 + 0.001 * result.ok,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leave half of it unanswered at twice the load that the server can take', async () => {
    // One server of 10 ms: 100 answers per second, at 200 arrivals per second.
    const { report } = startOpen({
      script: () => ({ afterMs: 10, kind: 'ok' }),
      level: { rate: 200, connections: 1, queueLimit: 10_000 },
      limits: { drainTimeoutMs: 500, requestTimeoutMs: 5000 },
      windowMs: 1000,
    });
    const result = await report();
    expect(result.open.offered).toBe(200);
    expect(result.ok).toBe(149);
    expect(result.unfinished).toBe(51);
    expect(result.open.unsent).toBe(50);
    expect((1000 * result.busy.answers) / result.busy.elapsedMs).toBeCloseTo(100, 0);
    // Served in order: the oldest that is left was due when three quarters of the window had passed.
    const ages = valuesMs(result.open.censored);
    expect(ages[0]).toBeCloseTo(502.5, -1);
    expect(ages.at(-1)).toBeCloseTo(752.5, -1);
  });
});
