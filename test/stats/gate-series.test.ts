import { describe, expect, it } from 'vitest';
import type { GateSeries } from '../../harness/model/gate.ts';
import { collectCells } from '../../harness/stats/collect.ts';
import { gateSeries } from '../../harness/stats/gate-series.ts';
import { gatedPlan, gatePair, gatePlan } from '../helpers/gating.ts';
import { encodedMs, openLevel, openLoad, openRun, steadyLives } from '../helpers/open-slices.ts';
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

  it('goes by a median as long as four of five arrivals were noticed in time, and by a p99 when all but 1 % were', () => {
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
    const none = { cpuPerRequest: null, failures: null };
    expect(troubles(4)).toMatchObject({ ...none, p50: null, p99: null });
    expect(troubles(20)).toMatchObject({ ...none, p50: null, p99: 'not-valid' });
    expect(troubles(80)).toMatchObject({ ...none, p50: null, p99: 'not-valid' });
    expect(troubles(81)).toMatchObject({ failures: null, cpuPerRequest: 'not-valid', p50: 'not-valid' });
  });
});
