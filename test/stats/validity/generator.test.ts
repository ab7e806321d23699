import { describe, expect, it } from 'vitest';
import type { Calibration } from '../../../harness/model/calibration.ts';
import type { LoadReport } from '../../../harness/model/load.ts';
import { calibratedAt } from '../../../harness/stats/calibrated.ts';
import { summarise } from '../../../harness/stats/summarise.ts';
import { calibrationWith } from '../../helpers/calibrations.ts';
import { openLevel, openSummary } from '../../helpers/open-slices.ts';
import { syntheticPlan, syntheticRun, truth } from '../../helpers/slices.ts';

/** One cell of a closed workload on 8 connections; p50 is about 0.85 of the mean, 8 / throughput. */
function closedCell(given: {
  throughput?: number;
  calibration?: Calibration;
  engine?: 'native' | 'autocannon';
  edit?: (load: LoadReport, round: number) => Partial<LoadReport>;
}) {
  const { calibration = null, throughput = 4000, engine = 'native' } = given;
  const plan = syntheticPlan({ variants: ['dev'], overrides: { calibration, engine } });
  const run = syntheticRun({ plan, truth: () => truth({ throughput }) });
  const slices = run.slices.map((slice) => ({
    ...slice,
    load: { ...slice.load!, ...given.edit?.(slice.load!, slice.round) },
  }));
  return summarise(plan, run.rounds, slices)[0]!;
}

const openCell = (rate: number, edit?: (load: LoadReport) => Partial<LoadReport>) =>
  openSummary({
    level: openLevel(rate),
    plan: { calibration: calibrationWith([[1, 9000, 0.1]]) },
    ...(edit === undefined ? {} : { edit }),
  });

describe('a request hook', () => {
  it.each([
    [0.1, 'valid'],
    [0.11, 'caveat'],
    [0.7, 'caveat'],
  ])('that took a share of %f of the slices makes a cell %s', (hookShare, status) => {
    const edit = ({ generator }: LoadReport) => ({ generator: { ...generator, hookShare } });
    for (const { validity } of [closedCell({ edit }), openCell(400, edit)]) {
      expect(validity.status).toBe(status);
      const reason = { code: 'request-hook', share: hookShare, bound: 0.1 };
      expect(validity.reasons).toEqual(status === 'valid' ? [] : [reason]);
    }
  });
});

describe('the generator’s CPU', () => {
  it.each([
    [0.8, 'valid'],
    [0.81, 'caveat'],
    [0.95, 'caveat'],
    [0.96, 'invalid'],
  ])('at a share of %f is %s, whatever it spent on looking at the clock', (share, status) => {
    const work = (load: LoadReport) => ({
      generator: {
        cpuMs: (share + 0.5) * load.totalMs,
        spinMs: 0.5 * load.totalMs,
        eventLoopUtilization: 0.2,
      },
    });
    expect(openCell(400, work).validity.status).toBe(status);
    const busiest = () => ({ generator: { cpuMs: 1, eventLoopUtilization: 0.2, cpuShare: share } });
    expect(openCell(400, busiest).validity.status).toBe(status);
  });

  it('is not judged by an event loop that only spins', () => {
    const spinning = (load: LoadReport) => ({
      generator: { cpuMs: load.totalMs, spinMs: 0.7 * load.totalMs, eventLoopUtilization: 1 },
    });
    expect(openCell(400, spinning).validity).toEqual({ status: 'valid', reasons: [] });
    const working = (load: LoadReport) => ({
      generator: { cpuMs: 0.5 * load.totalMs, spinMs: 0.1 * load.totalMs, eventLoopUtilization: 1 },
    });
    expect(openCell(400, working).validity.reasons).toEqual([
      { code: 'event-loop', utilization: expect.closeTo(0.9, 6), bound: 0.8 },
    ]);
  });

  it('is shown with the rate as headroom, in medians over slices', () => {
    const edit = (load: LoadReport) => ({ generator: { ...load.generator, cpuShare: 0.42 } });
    expect(openCell(400, edit).headroom).toEqual({ cpuShare: 0.42, perSecond: 400, ceilingPerSecond: 5000 });
    expect(openSummary({ edit }).headroom).toEqual({
      cpuShare: 0.42,
      perSecond: 400,
      ceilingPerSecond: null,
    });
    const once = (load: LoadReport, { round }: { round: number }) =>
      round === 2 ? { ...edit(load), sent: 0 } : edit(load);
    expect(openSummary({ edit: once }).headroom?.perSecond).toBe(400);
  });
});

describe('the event loop’s delay', () => {
  it.each([
    [10, 'valid'],
    [10.1, 'invalid'],
  ])('of %f ms (p99) is %s', (loopDelayP99Ms, status) => {
    const edit = (load: LoadReport) => ({ generator: { ...load.generator, loopDelayP99Ms } });
    expect(openCell(400, edit).validity.status).toBe(status);
    expect(closedCell({ edit }).validity.status).toBe(status);
  });
});

describe('a calibrated ceiling', () => {
  it.each([
    [2500, 'valid'],
    [2510, 'caveat'],
    [4500, 'caveat'],
    [4510, 'invalid'],
  ])('of 5000 arrivals per second makes %i %s', (rate, status) => {
    const { validity } = openCell(rate);
    expect(validity.status).toBe(status);
    if (status === 'valid') return;
    const bound = status === 'caveat' ? 0.5 : 0.9;
    expect(validity.reasons).toEqual([
      { code: 'generator-ceiling', perSecond: rate, ceilingPerSecond: 5000, share: rate / 5000, bound },
    ]);
  });

  it('is only a caveat for a closed workload, whose ceiling the null server takes part in', () => {
    const at = (perSecond: number) =>
      closedCell({ calibration: calibrationWith([[8, perSecond, 0.01]]) }).validity;
    // 4000 answers per second; a few more were sent to begin with.
    expect(at(4700)).toEqual({ status: 'valid', reasons: [] });
    expect(at(4100)).toMatchObject({
      status: 'caveat',
      reasons: [{ code: 'generator-ceiling', ceilingPerSecond: 4100, bound: 0.9 }],
    });
  });

  it('holds for the engine that it was taken with', () => {
    const calibration = calibrationWith([[8, 4100, 1.2]]);
    const { validity, headroom } = closedCell({ calibration, engine: 'autocannon' });
    expect(validity.status).toBe('valid');
    expect(headroom?.ceilingPerSecond).toBeNull();
  });

  it('lies between the steps that were calibrated', () => {
    const calibration = calibrationWith([
      [32, 16_000, 2],
      [1, 6000, 0.1],
    ]);
    expect(calibratedAt(calibration, 1)).toMatchObject({ perSecond: 6000, p50Ms: 0.1 });
    expect(calibratedAt(calibration, 32)).toMatchObject({ perSecond: 16_000, p50Ms: 2 });
    expect(calibratedAt(calibration, 8)).toEqual({
      perSecond: expect.closeTo(12_000, 6),
      p50Ms: expect.closeTo(1.24, 6),
    });
    expect(calibratedAt(calibration, 0.2)).toMatchObject({ perSecond: 6000, p50Ms: 0.1 });
    expect(calibratedAt(calibration, 64)).toEqual({ perSecond: 16_000, p50Ms: 4 });
  });
});

describe('a floor', () => {
  const p50Ms = closedCell({}).distribution!.response.p50!;

  it('is a caveat for response times below twice those of a null server, never more', () => {
    const floored = (factor: number) =>
      closedCell({ calibration: calibrationWith([[8, 1e6, p50Ms / factor]]) }).validity;
    expect(floored(2.01)).toEqual({ status: 'valid', reasons: [] });
    expect(floored(1.99)).toMatchObject({
      status: 'caveat',
      reasons: [{ code: 'near-generator-floor', p50Ms }],
    });
    expect(floored(0.5).status).toBe('caveat');
  });

  it('holds what an open workload takes to notice arrivals, calibrated or not', () => {
    const lagging = (lagMs: number) => openSummary({ responsesMs: [1.5], lagMs }).validity;
    expect(lagging(0.74)).toEqual({ status: 'valid', reasons: [] });
    expect(lagging(0.76)).toEqual({
      status: 'caveat',
      reasons: [
        { code: 'near-generator-floor', p50Ms: expect.closeTo(1.5, 2), floorMs: expect.closeTo(0.76, 2) },
      ],
    });
    const calibration = calibrationWith([[1, 9000, 0.3]]);
    const both = openSummary({ responsesMs: [1.5], lagMs: 0.5, plan: { calibration } });
    expect(both.validity.reasons).toMatchObject([{ floorMs: expect.closeTo(0.8, 2) }]);
  });
});
