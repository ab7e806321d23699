import { describe, expect, it } from 'vitest';
import type { LoadReport } from '../../../harness/model/load.ts';
import { createRandom } from '../../../harness/stats/random.ts';
import { summarise } from '../../../harness/stats/summarise.ts';
import {
  encodedMs,
  openLevel,
  openLoad,
  openRun,
  openSummary,
  queueLives,
  summariesOf,
} from '../../helpers/open-slices.ts';
import { syntheticPlan, syntheticRun, truth } from '../../helpers/slices.ts';

const scaled = (by: number) => (load: LoadReport) => ({
  open: { ...load.open!, meanInFlight: load.open!.meanInFlight * by },
});

const littleOf = (edit: (load: LoadReport) => Partial<LoadReport>) =>
  openSummary({ edit }).validity.reasons.filter(({ code }) => code === 'little');

describe('what an open workload has in flight', () => {
  it('is what its response times come to, within 2 %', () => {
    for (const by of [0.985, 1, 1.015]) expect(littleOf(scaled(by))).toEqual([]);
    for (const by of [0.975, 1.025]) {
      expect(littleOf(scaled(by))).toEqual([
        {
          code: 'little',
          inFlight: expect.closeTo(2, 1),
          expected: expect.closeTo(2 * by, 1),
          counted: true,
        },
      ]);
    }
  });

  it('agrees for any queue, in slices however short, with what was left unfinished', () => {
    const random = createRandom(5);
    for (const [rate, windowMs] of [
      [40, 100],
      [400, 250],
      [4000, 250],
    ] as const) {
      for (const load of [0.3, 0.95, 3]) {
        for (const drainMs of [5, 10_000]) {
          const level = openLevel(rate, 'poisson');
          const run = openRun({
            levels: [level],
            load: () =>
              openLoad(queueLives({ level, windowMs, servers: 3, load, service: 'exponential', random }), {
                windowMs,
                drainMs,
              }),
          });
          const codes = summariesOf(run)[0]!.validity.reasons.map(({ code }) => code);
          expect(codes, `${rate}/s at ${load}, drained for ${drainMs} ms`).not.toContain('little');
        }
      }
    }
  });

  it('agrees where requests take few µs, whose rounding shows', () => {
    const rounded = (load: LoadReport) => ({
      responseTime: encodedMs(Array.from({ length: load.responses }, () => 0.003)),
      open: { ...load.open!, meanInFlight: (0.00345 * load.responses) / load.totalMs },
    });
    expect(littleOf(rounded)).toEqual([]);
  });

  it('may be as much more as failed requests can have been in flight, and is not asked where they are many', () => {
    const failing = (count: number, by: number) => (load: LoadReport) => ({
      ...scaled(by)(load),
      ...{ ok: load.ok - count, responses: load.responses - count },
      responseTime: encodedMs(Array.from({ length: load.responses - count }, () => 5)),
      failed: { ...load.failed, timeout: count },
    });
    // One of 200 for up to the 500 ms of the slice: half as much again as the 1000 ms of all the others.
    expect(littleOf(failing(1, 1.45))).toEqual([]);
    expect(littleOf(failing(1, 1.6))).toHaveLength(1);
    expect(littleOf(failing(1, 0.95))).toHaveLength(1);
    expect(littleOf(failing(3, 1.6))).toEqual([]);
  });
});

describe('requests of an open workload', () => {
  it('are accounted for by what was due', () => {
    expect(
      openSummary({ edit: (load) => ({ open: { ...load.open!, offered: 199 } }) }).validity,
    ).toMatchObject({
      status: 'invalid',
      reasons: [{ code: 'accounting', sent: 199, accounted: 200 }],
    });
  });
});

describe('connections that think', () => {
  it('are in use for their response and think times together', () => {
    const plan = syntheticPlan({ variants: ['dev'], overrides: { thinkMs: 3 } });
    // 8 connections, 1 ms each and 3 ms of thought: 2000 answers per second.
    const run = syntheticRun({ plan, truth: () => truth({ throughput: 8000 }) });
    const thinking = (by: number) =>
      run.slices.map((slice) => {
        const { busy } = slice.load!;
        return { ...slice, load: { ...slice.load!, busy: { ...busy, answers: busy.answers * by } } };
      });
    const codes = (by: number) =>
      summarise(plan, run.rounds, thinking(by))[0]!.validity.reasons.map(({ code }) => code);
    expect(codes(0.25)).toEqual([]);
    expect(codes(1)).toEqual(['little']);
  });

  it('think as long as their scenario says, where it says so', () => {
    const plan = syntheticPlan({ variants: ['dev'], overrides: { thinkMs: 100 } });
    const scenarios = plan.scenarios.map((scenario) => ({ ...scenario, thinkMs: 0 }));
    const run = syntheticRun({ plan, truth: () => truth({ throughput: 8000 }) });
    const codes = (by: typeof plan) =>
      summarise(by, run.rounds, run.slices)[0]!.validity.reasons.map(({ code }) => code);
    expect(codes({ ...plan, scenarios })).toEqual([]);
    expect(codes(plan)).toEqual(['little']);
  });
});

describe('a request without a port or descriptor', () => {
  it('invalidates the cell, be it one alone, and is not called a failure of the server', () => {
    const plan = syntheticPlan({ variants: ['dev'] });
    const run = syntheticRun({ plan, truth: () => truth({ throughput: 4000 }) });
    const exhausted = (count: number, inRound: (round: number) => boolean) =>
      run.slices.map((slice) => {
        const load = slice.load!;
        return inRound(slice.round)
          ? { ...slice, load: { ...load, ok: load.ok - count, failed: { ...load.failed, exhausted: count } } }
          : slice;
      });
    const judged = (slices: typeof run.slices) => summarise(plan, run.rounds, slices)[0]!.validity;
    expect(judged(exhausted(1, (round) => round === 3))).toEqual({
      status: 'invalid',
      reasons: [{ code: 'exhausted', failed: 1 }],
    });
    expect(judged(exhausted(100, () => true)).reasons).toEqual([{ code: 'exhausted', failed: 600 }]);
  });
});
