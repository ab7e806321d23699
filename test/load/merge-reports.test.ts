import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeBusy, mergeReports } from '../../harness/load/merge-reports.ts';
import {
  type Failed,
  failureKinds,
  type LoadReport,
  loadReportSchema,
  requestsDue,
} from '../../harness/model/load.ts';
import { decodeHistogram, encodeHistogram, newHistogram } from '../../harness/stats/histogram.ts';

const count = fc.nat({ max: 1000 });
const ms = fc.integer({ min: 1, max: 5000 });
const micros = fc.array(fc.integer({ min: 1, max: 60_000_000 }), { maxLength: 30 });

function histogramOf(values: readonly number[]): string {
  const histogram = newHistogram();
  for (const value of values) histogram.recordValue(value);
  return encodeHistogram(histogram);
}

const failed: fc.Arbitrary<Failed> = fc.record({
  connect: count,
  reset: count,
  timeout: count,
  status: count,
  protocol: count,
  body: count,
  exhausted: count,
  dropped: count,
});

/** A report whose requests are all accounted for, beside the values that its histogram holds. */
const reported: fc.Arbitrary<{ report: LoadReport; values: number[] }> = fc
  .record({
    values: micros,
    service: micros,
    failed,
    unfinished: count,
    opening: count,
    idle: count,
    windowMs: ms,
    drainMs: ms,
    answers: fc.nat({ max: 1e7 }).map((hundredths) => hundredths / 100),
    kinds: fc.array(fc.constantFrom(...failureKinds), { maxLength: 12 }),
    cpuMs: fc.integer({ min: 0, max: 100 }),
    elu: fc.double({ min: 0, max: 1, noNaN: true }),
    share: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
    steps: fc.array(count, { minLength: 1, maxLength: 20 }),
    inFlight: fc.integer({ min: 0, max: 50 }),
  })
  .map((draw) => {
    const failures = failureKinds.reduce((sum, kind) => sum + draw.failed[kind], 0);
    const ok = draw.opening + draw.values.length;
    const due = ok + failures + draw.unfinished;
    const report: LoadReport = {
      sent: due - draw.failed.dropped,
      ok,
      failed: draw.failed,
      unfinished: draw.unfinished,
      samples: draw.kinds.map((kind, index) => ({ kind, detail: `${index}` })),
      statuses: { '200': ok, '503': draw.failed.status },
      reconnects: { idle: draw.idle, afterAnswer: 1, afterFailure: 2 },
      windowMs: draw.windowMs,
      totalMs: draw.windowMs + draw.drainMs,
      busy: { answers: draw.answers, elapsedMs: draw.windowMs },
      opening: draw.opening,
      responseTime: histogramOf(draw.values),
      responses: draw.values.length,
      open: {
        offered: due,
        unsent: 0,
        serviceTime: histogramOf(draw.service),
        sendLag: histogramOf(draw.service),
        wakeLag: histogramOf([]),
        censored: histogramOf(draw.values),
        meanInFlight: draw.inFlight,
      },
      timeline: { stepMs: 10, ok: draw.steps, failed: [...draw.steps].reverse() },
      bytesReceived: draw.idle * 100,
      generator: {
        cpuMs: draw.cpuMs,
        eventLoopUtilization: draw.elu,
        ...(draw.share === undefined ? {} : { cpuShare: draw.share / 100, spinMs: 1, loopDelayP99Ms: 2 }),
      },
    };
    return { report, values: draw.values };
  });

const several = fc.array(reported, { minLength: 1, maxLength: 4 });
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** The same but for rounding, and for which samples are kept. */
function expectAlike(a: LoadReport, b: LoadReport): void {
  const { busy, open, samples, ...exact } = a;
  const { busy: otherBusy, open: otherOpen, samples: otherSamples, ...otherExact } = b;
  expect(exact).toEqual(otherExact);
  expect(busy.answers).toBeCloseTo(otherBusy.answers, 3);
  expect(busy.elapsedMs / otherBusy.elapsedMs).toBeCloseTo(1, 9);
  expect({ ...open, meanInFlight: 0 }).toEqual({ ...otherOpen, meanInFlight: 0 });
  expect(open?.meanInFlight).toBeCloseTo(otherOpen?.meanInFlight ?? 0, 6);
  const kindsOf = (list: LoadReport['samples']) => list.map(({ kind }) => kind).sort();
  expect(kindsOf(samples)).toEqual(kindsOf(otherSamples));
}

describe('merging the reports of loaders', () => {
  it('gives back a single report as it is', () => {
    fc.assert(
      fc.property(reported, ({ report }) => {
        expect(mergeReports([report])).toBe(report);
      }),
    );
  });

  it('does not depend on their order', () => {
    fc.assert(
      fc.property(reported, reported, ({ report: a }, { report: b }) =>
        expectAlike(mergeReports([a, b]), mergeReports([b, a])),
      ),
      { numRuns: 40 },
    );
  });

  it('does not depend on how they are grouped', () => {
    fc.assert(
      fc.property(reported, reported, reported, ({ report: a }, { report: b }, { report: c }) => {
        const all = mergeReports([a, b, c]);
        expectAlike(mergeReports([mergeReports([a, b]), c]), all);
        expectAlike(mergeReports([a, mergeReports([b, c])]), all);
      }),
      { numRuns: 40 },
    );
  });

  it('loses and makes up no request', () => {
    fc.assert(
      fc.property(several, (all) => {
        const reports = all.map(({ report }) => report);
        const merged = mergeReports(reports);
        expect(loadReportSchema.safeParse(merged).success).toBe(true);
        const failures = failureKinds.reduce((sum, kind) => sum + merged.failed[kind], 0);
        expect(requestsDue(merged)).toBe(merged.ok + failures + merged.unfinished);
        for (const of of [
          (report: LoadReport) => report.sent,
          (report: LoadReport) => report.ok,
          (report: LoadReport) => report.unfinished,
          (report: LoadReport) => report.opening,
          (report: LoadReport) => report.bytesReceived,
          (report: LoadReport) => report.generator.cpuMs,
          (report: LoadReport) => report.open?.offered ?? 0,
          (report: LoadReport) => total(Object.values(report.statuses)),
          (report: LoadReport) => total(report.timeline?.ok ?? []),
          (report: LoadReport) => total(report.timeline?.failed ?? []),
        ])
          expect(of(merged)).toBe(total(reports.map(of)));
      }),
      { numRuns: 40 },
    );
  });

  it('makes the histogram of all values', () => {
    fc.assert(
      fc.property(several, (all) => {
        const merged = mergeReports(all.map(({ report }) => report));
        const values = all.flatMap((one) => one.values);
        expect(merged.responses).toBe(values.length);
        const [one, other] = [decodeHistogram(merged.responseTime), decodeHistogram(histogramOf(values))];
        expect(one.toJSON()).toEqual(other.toJSON());
        expect(one.outputPercentileDistribution()).toBe(other.outputPercentileDistribution());
      }),
      { numRuns: 40 },
    );
  });

  it('adds the rates of throughput over a time that all have in common', () => {
    const same = mergeBusy([
      { answers: 50, elapsedMs: 250 },
      { answers: 30, elapsedMs: 250 },
    ]);
    expect(same).toEqual({ answers: 80, elapsedMs: 250 });
    const merged = mergeBusy([
      { answers: 50, elapsedMs: 250 },
      { answers: 30, elapsedMs: 300 },
    ]);
    expect(merged.answers).toBe(80);
    expect(merged.answers / merged.elapsedMs).toBeCloseTo(50 / 250 + 30 / 300, 12);
    expect(merged.elapsedMs).toBeGreaterThan(250);
    expect(merged.elapsedMs).toBeLessThan(300);
  });

  it('counts a loader without answers as nothing beside the others', () => {
    const none = { answers: 0, elapsedMs: 3000 };
    expect(mergeBusy([none, { answers: 30, elapsedMs: 300 }])).toEqual({ answers: 30, elapsedMs: 300 });
    expect(mergeBusy([none, none])).toEqual(none);
  });

  it('tells how busy the busiest was, and what all used', () => {
    const [draw] = fc.sample(reported, { numRuns: 1, seed: 1 });
    const base = { ...draw!.report, totalMs: 100 };
    const merged = mergeReports([
      { ...base, generator: { cpuMs: 90, eventLoopUtilization: 0.9, spinMs: 60, hookShare: 0.2 } },
      {
        ...base,
        generator: {
          cpuMs: 50,
          eventLoopUtilization: 0.4,
          cpuShare: 0.45,
          hookShare: 0.3,
          loopDelayP99Ms: 3,
        },
      },
    ]);
    expect(merged.generator).toEqual({
      cpuMs: 140,
      eventLoopUtilization: 0.9,
      spinMs: 60,
      cpuShare: 0.45,
      hookShare: 0.3,
      loopDelayP99Ms: 3,
    });
  });

  it('weighs requests in flight by how long each loader had them', () => {
    const [draw] = fc.sample(reported, { numRuns: 1, seed: 1 });
    const withMean = (totalMs: number, meanInFlight: number): LoadReport => ({
      ...draw!.report,
      totalMs,
      open: { ...draw!.report.open!, meanInFlight },
    });
    expect(mergeReports([withMean(100, 4), withMean(100, 6)]).open?.meanInFlight).toBe(10);
    expect(mergeReports([withMean(100, 4), withMean(50, 6)]).open?.meanInFlight).toBe(7);
  });

  it('keeps a few samples of each kind of failure', () => {
    const [draw] = fc.sample(reported, { numRuns: 1, seed: 1 });
    const many = (kind: 'reset' | 'timeout', from: string): LoadReport => ({
      ...draw!.report,
      samples: Array.from({ length: 5 }, (_, index) => ({ kind, detail: `${from} ${index}` })),
    });
    const { samples } = mergeReports([many('reset', 'a'), many('reset', 'b'), many('timeout', 'c')]);
    expect(samples.map(({ detail }) => detail[0])).toEqual([...'aaaaa', ...'ccccc']);
  });
});
