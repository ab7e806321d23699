import { describe, expect, it } from 'vitest';
import { decideGate } from '../../harness/gate/decide.ts';
import type { GateSeries } from '../../harness/model/gate.ts';
import type { SliceResult } from '../../harness/model/slice.ts';
import { screenAndConfirm } from '../../harness/plan/designs/screen-and-confirm.ts';
import { collectCells } from '../../harness/stats/collect.ts';
import { gateSeries } from '../../harness/stats/gate-series.ts';
import { testGate } from '../../harness/stats/gate-tests.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { gatedPlan, gatePair, gatePlan } from '../helpers/gating.ts';
import { encodedMs, openLevel, openLoad, openRun, queueLives, steadyLives } from '../helpers/open-slices.ts';
import { type SyntheticRun, syntheticRun, truth } from '../helpers/slices.ts';

const gate = gatePlan();
const plan = gatedPlan();
const old = truth({ throughput: 2000, cpuMsPerRequest: 0.3, footprint: 60e6 });

/** The candidate uses a tenth more CPU and memory, and serves a fifth less. */
const worse = (given: { rounds?: number } = {}) =>
  syntheticRun({
    plan,
    passes: 2,
    rounds: given.rounds ?? 6,
    truth: ({ variant }) =>
      variant === 'old' ? old : truth({ throughput: 1600, cpuMsPerRequest: 0.33, footprint: 66e6 }),
  });

function seriesOf(run: SyntheticRun, pairs = [gatePair()]): GateSeries[] {
  return gateSeries(run.plan, gate, pairs, collectCells(run.plan, run.rounds, run.slices));
}

const of = (all: readonly GateSeries[], metric: GateSeries['metric']) =>
  all.find((one) => one.metric === metric)!;

describe('gateSeries', () => {
  it('tells each metric of each round so that above 0 is worse', () => {
    const all = seriesOf(worse());
    expect(all.map(({ metric }) => metric)).toEqual(gate.metrics.map(({ metric }) => metric));
    for (const { worsening, trouble } of all) {
      expect(trouble).toBeNull();
      expect(worsening).toHaveLength(6);
    }
    expect(of(all, 'cpuPerRequest').worsening[0]).toBeCloseTo(Math.log(1.1), 6);
    expect(of(all, 'footprint').worsening[0]).toBeCloseTo(Math.log(1.1), 6);
    expect(of(all, 'throughput').worsening[0]).toBeCloseTo(Math.log(1.25), 6);
    expect(of(all, 'p50').worsening[0]).toBeCloseTo(Math.log(1.25), 2);
    expect(of(all, 'failures').worsening).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('leaves discarded rounds out, and says when they were too many', () => {
    const run = worse({ rounds: 10 });
    run.rounds[2] = { ...run.rounds[2]!, discarded: ['steal'] };
    expect(of(seriesOf(run), 'cpuPerRequest')).toMatchObject({ trouble: null, worsening: { length: 9 } });
    for (const at of [4, 5, 6]) run.rounds[at] = { ...run.rounds[at]!, discarded: ['steal'] };
    for (const { trouble } of seriesOf(run)) {
      expect(trouble).toEqual({ code: 'disturbed', discarded: 4, rounds: 10 });
    }
  });

  it('counts failures by round, and a round that the candidate did not live through as nothing else', () => {
    const run = worse();
    const slices = run.slices.map((slice) => {
      if (slice.variant === 'old' || slice.load === null) return slice;
      if (slice.round === 2) {
        return {
          ...slice,
          load: null,
          failure: { reason: 'server-exited' as const, code: 1, signal: null, output: [] },
        };
      }
      const { load } = slice;
      return { ...slice, load: { ...load, ok: load.ok - 10, failed: { ...load.failed, status: 10 } } };
    });
    const all = seriesOf({ ...run, slices } as unknown as SyntheticRun);
    const { worsening, trouble } = of(all, 'failures');
    expect(trouble).toBeNull();
    expect(worsening[1]).toBe(1);
    for (const at of [0, 2, 3, 4, 5]) expect(worsening[at]).toBeCloseTo(0.02, 2);
    expect(of(all, 'cpuPerRequest').trouble).toEqual({ code: 'not-valid', variant: 'new' });
  });

  it('knows a candidate that never starts by its failures alone', () => {
    const run = worse();
    const slices = run.slices.filter(({ variant }) => variant === 'old');
    const rounds = run.rounds.map((round) => ({
      ...round,
      launches: round.launches.map((launch) =>
        launch.variant === 'new' ? { ...launch, failure: { reason: 'not-ready' } } : launch,
      ),
    }));
    const all = seriesOf({ ...run, slices, rounds } as unknown as SyntheticRun);
    expect(of(all, 'failures').worsening).toEqual([1, 1, 1, 1, 1, 1]);
    expect(of(all, 'p50').trouble?.code).toMatch(/not-valid|no-figure/);
  });

  it('says so where nothing was measured', () => {
    const run = worse();
    const all = seriesOf({ ...run, slices: [] });
    expect(of(all, 'cpuPerRequest')).toMatchObject({ worsening: [], trouble: { code: 'no-figure' } });
    expect(of(all, 'failures')).toMatchObject({ worsening: [], trouble: null });
  });

  it('takes latencies at an arrival rate and the rest at saturation, and failures of both together', () => {
    const level = openLevel(200);
    const both = { ...plan, levels: [...plan.levels, level] };
    const closedRun = worse();
    const open = closedRun.slices.map((slice) => ({
      ...slice,
      level,
      load: openLoad(steadyLives(level, 1000, [slice.variant === 'old' ? 5 : 6]), { windowMs: 1000 }),
    }));
    const run = { ...closedRun, plan: both, slices: [...closedRun.slices, ...open] };
    const all = seriesOf(run, [gatePair(), gatePair('json', level)]);
    expect(all.map(({ metric, level: { kind } }) => `${metric} ${kind}`)).toEqual([
      'cpuPerRequest closed',
      'footprint closed',
      'failures closed',
      'throughput closed',
      'p50 open',
      'p99 open',
    ]);
    expect(of(all, 'p50').worsening[0]).toBeCloseTo(Math.log(1.2), 2);
    const onlyOpen = seriesOf(run, [gatePair('json', level)]);
    expect(onlyOpen.map(({ metric }) => metric)).toEqual([
      'cpuPerRequest',
      'p50',
      'footprint',
      'failures',
      'p99',
    ]);
  });

  it('takes CPU per request of both levels together, and of one alone where the other cannot be told', () => {
    const level = openLevel(200);
    const closedRun = worse();
    const both = (load: SliceResult['load']) => ({
      ...closedRun,
      plan: { ...plan, levels: [...plan.levels, level] },
      slices: [
        ...closedRun.slices,
        ...closedRun.slices.map((slice) => ({
          ...slice,
          level,
          load,
          serverCpuMs: slice.variant === 'old' ? 10 : 13,
        })),
      ],
    });
    const pairs = [gatePair(), gatePair('json', level)];
    const told = openLoad(steadyLives(level, 1000, [5]), { windowMs: 1000 });
    const mean = (Math.log(1.1) + Math.log(1.3)) / 2;
    expect(of(seriesOf(both(told), pairs), 'cpuPerRequest').worsening[0]).toBeCloseTo(mean, 6);
    const late = Array.from({ length: 200 }, () => 3);
    const untold = { ...told, open: { ...told.open!, wakeLag: encodedMs(late) } };
    expect(of(seriesOf(both(untold), pairs), 'cpuPerRequest')).toMatchObject({
      trouble: null,
      worsening: Array(6).fill(expect.closeTo(Math.log(1.1), 6)),
    });
  });

  it('compares tails slice by slice: a stall of one of them is not that of the round', () => {
    const level = openLevel(400);
    const slow = (ms: number) => openLoad(steadyLives(level, 1000, [ms]), { windowMs: 1000 });
    const run = openRun({ levels: [level], variants: ['old', 'new'], load: () => slow(5) });
    const slices = run.slices.flatMap((slice) =>
      [1, 2, 3, 4].map((pass) =>
        slice.variant === 'new' && pass === 1 ? { ...slice, pass, load: slow(50) } : { ...slice, pass },
      ),
    );
    const { worsening } = of(seriesOf({ ...run, slices }, [gatePair('json', level)]), 'p99');
    expect(worsening[0]).toBeCloseTo(Math.log(10) / 4, 2);
  });

  describe('at an arrival rate that the candidate does not carry', () => {
    const level = openLevel(200);
    const outrun = { ...plan, levels: [level] };
    /** Old answers within 5 ms; new serves one request each `serviceMs`, for as long as is drained. */
    function runOf(serviceMs: number, drainMs: number, rounds = 12): SyntheticRun {
      const run = syntheticRun({ plan: outrun, rounds, passes: 2, truth: () => old });
      const given = {
        level,
        windowMs: 1000,
        servers: 1,
        service: 'constant',
        random: createRandom(1),
      } as const;
      const slices = run.slices.map((slice) => ({
        ...slice,
        load:
          slice.variant === 'old'
            ? openLoad(steadyLives(level, 1000, [5]), { windowMs: 1000 })
            : openLoad(queueLives({ ...given, load: serviceMs / 5 }), { windowMs: 1000, drainMs }),
      }));
      return { ...run, slices };
    }

    it('confirms that it is slower, by a lower bound, and never that it is not', () => {
      const all = seriesOf(runOf(50, 500), [gatePair('json', level)]);
      const p50 = of(all, 'p50');
      expect(p50.trouble).toEqual({ code: 'lower-bound', variant: 'new' });
      expect(p50.worsening).toHaveLength(12);
      expect(Math.min(...p50.worsening)).toBeGreaterThan(Math.log(50));
      const { outcome, tests } = decideGate(gate, all, 20);
      expect(outcome).toBe('fail');
      expect(tests.find(({ metric }) => metric === 'p50')).toMatchObject({
        ...{ outcome: 'fail', reason: 'worse', trouble: null, atLeast: true },
      });
      // Twice as slow only: that takes the test.
      const slower = { ...p50, worsening: p50.worsening.slice(0, 3).map(() => Math.log(2)) };
      expect(decideGate(gate, [slower], 3).outcome).toBe('invalid');
    });

    it('is broken where it is ten times as slow in each of four rounds, and needs no more of them', () => {
      const all = seriesOf(runOf(50, 500, 4), [gatePair('json', level)]);
      expect(
        testGate(gate, all, false)
          .filter(({ broken }) => broken)
          .map(({ series: { metric } }) => metric),
      ).toEqual(['p50', 'p99']);
      const { outcome, tests } = decideGate(gate, all, 20);
      expect(outcome).toBe('fail');
      expect(tests.find(({ metric }) => metric === 'footprint')?.trouble).toEqual({
        code: 'broken-off',
        rounds: 4,
      });
      const three = seriesOf(runOf(50, 500, 3), [gatePair('json', level)]);
      expect(testGate(gate, three, false).filter(({ broken }) => broken)).toEqual([]);
      const state = { ...runOf(50, 500, 4), elapsedSeconds: 10 };
      expect(screenAndConfirm(outrun, gate, [gatePair('json', level)]).next(state)).toMatchObject({
        kind: 'done',
      });
      const one = { ...runOf(50, 500, 1), elapsedSeconds: 10 };
      expect(screenAndConfirm(outrun, gate, [gatePair('json', level)]).next(one)).toMatchObject({
        visits: [{ passes: 1 }],
      });
    });

    it('knows it by the ages of requests where none is answered at all', () => {
      const p50 = of(seriesOf(runOf(5000, 500), [gatePair('json', level)]), 'p50');
      expect(p50.trouble).toEqual({ code: 'lower-bound', variant: 'new' });
      expect(Math.min(...p50.worsening)).toBeGreaterThan(Math.log(50));
    });

    it('asks for more rounds until it is confirmed, where it is not that slow', () => {
      const p50 = of(seriesOf(runOf(50, 500, 6), [gatePair('json', level)]), 'p50');
      const slower = { ...p50, worsening: p50.worsening.map(() => Math.log(2)) };
      expect(testGate(gate, [slower], false)).toMatchObject([{ open: true, confirmed: false }]);
    });

    it('counts requests that timed out as slow, not as failures of another kind', () => {
      const { slices, ...run } = runOf(50, 500, 3);
      const timedOut = slices.map((slice) => {
        const { load } = slice;
        if (slice.variant === 'old' || load === null) return slice;
        return { ...slice, load: { ...load, ok: load.ok - 5, failed: { ...load.failed, timeout: 5 } } };
      });
      const p50 = of(
        seriesOf({ ...run, slices: timedOut } as SyntheticRun, [gatePair('json', level)]),
        'p50',
      );
      expect(p50.trouble?.code).toBe('lower-bound');
      expect(p50.worsening).toHaveLength(3);
    });

    it('says so of a base that does not carry it either', () => {
      const { slices, ...run } = runOf(50, 500);
      const names = { old: 'new', new: 'old' } as const;
      const swapped = slices.map((slice) => ({ ...slice, variant: names[slice.variant as 'old' | 'new'] }));
      expect(of(seriesOf({ ...run, slices: swapped }, [gatePair('json', level)]), 'p50')).toMatchObject({
        worsening: [],
        trouble: { code: 'lower-bound', variant: 'old' },
      });
    });
  });

  it('says how many requests a percentile takes that too few tell', () => {
    const level = openLevel(20);
    const run = syntheticRun({ plan: { ...plan, levels: [level] }, rounds: 6, passes: 2, truth: () => old });
    const slices = run.slices.map((slice) => ({
      ...slice,
      load: openLoad(steadyLives(level, 1000, [5]), { windowMs: 1000 }),
    }));
    const all = seriesOf({ ...run, slices }, [gatePair('json', level)]);
    expect(of(all, 'p50').trouble).toBeNull();
    expect(of(all, 'p99').trouble).toEqual({ code: 'few-requests', requests: 40, needed: 200 });
  });

  it('tells response times as long as four of five arrivals were noticed in time', () => {
    const troubles = (late: number) => {
      const level = openLevel(400);
      const run = openRun({
        levels: [level],
        variants: ['old', 'new'],
        rounds: 10,
        load: () => {
          const load = openLoad(steadyLives(level, 1000, [5]), { windowMs: 1000 });
          const lags = Array.from({ length: 400 }, (_, index) => (index < late ? 3 : 0.05));
          return { ...load, open: { ...load.open!, wakeLag: encodedMs(lags) } };
        },
      });
      const all = seriesOf(run, [gatePair('json', level)]);
      return Object.fromEntries(all.map(({ metric, trouble }) => [metric, trouble?.code ?? null]));
    };
    const none = { cpuPerRequest: null, failures: null, p50: null, p99: null };
    for (const late of [4, 20, 80]) expect(troubles(late)).toMatchObject(none);
    const all = { cpuPerRequest: 'not-valid', p50: 'not-valid', p99: 'not-valid' };
    expect(troubles(81)).toMatchObject({ failures: null, ...all });
  });
});
