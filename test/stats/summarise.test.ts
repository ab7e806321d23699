import { describe, expect, it } from 'vitest';
import { cellSummarySchema, type Estimate } from '../../harness/model/estimate.ts';
import { levelValue } from '../../harness/model/level.ts';
import type { SliceResult } from '../../harness/model/slice.ts';
import { summarise } from '../../harness/stats/summarise.ts';
import { share } from '../helpers/draws.ts';
import {
  type CellTruth,
  closed,
  type Noise,
  type SyntheticRun,
  syntheticPlan,
  syntheticRun,
  trueQuantile,
  truth,
} from '../helpers/slices.ts';

const server = truth({ throughput: 8_000, cpuMsPerRequest: 0.12, footprint: 61e6 });

function runOf(given: {
  cell?: CellTruth;
  rounds?: number;
  passes?: number;
  noise?: Noise;
  seed?: number;
  concurrency?: number;
}): SyntheticRun {
  const plan = syntheticPlan({ variants: ['dev'], concurrency: [given.concurrency ?? 8] });
  const { concurrency, cell = server, ...rest } = given;
  return syntheticRun({ plan, truth: () => cell, ...rest });
}

const summaryOf = ({ plan, rounds, slices }: SyntheticRun) => summarise(plan, rounds, slices)[0]!;

function change(run: SyntheticRun, edit: (slice: SliceResult) => SliceResult): SyntheticRun {
  return { ...run, slices: run.slices.map(edit) };
}

function near(estimate: Estimate | null, value: number, share = 0.005): void {
  expect(Math.abs((estimate?.point ?? Number.NaN) / value - 1)).toBeLessThan(share);
}

describe('summarise', () => {
  it('gives back what the server truly does, when nothing disturbs', () => {
    const summary = summaryOf(runOf({ rounds: 8, passes: 2 }));
    near(summary.metrics.throughput, 8_000);
    near(summary.metrics.p50, trueQuantile(server, closed(8), 0.5));
    near(summary.metrics.p95, trueQuantile(server, closed(8), 0.95));
    near(summary.metrics.p99, trueQuantile(server, closed(8), 0.99), 0.01);
    near(summary.metrics.cpuPerRequest, 0.12);
    near(summary.metrics.footprint, 61e6);
    near(summary.metrics.rss, 61e6 * 1.6);
    near(summary.metrics.pss, 61e6 * 1.1);
    near(summary.metrics.uss, 61e6 * 0.8);
    expect(summary.validity).toEqual({ status: 'valid', reasons: [] });
    expect(summary).toMatchObject({ slices: 16, variant: 'dev', scenario: 'json', level: closed(8) });
    expect(() => cellSummarySchema.parse(summary)).not.toThrow();
  });

  it('names the unit of each metric', () => {
    const { metrics } = summaryOf(runOf({}));
    expect(metrics.throughput?.unit).toBe('req/s');
    expect(metrics.p99?.unit).toBe('ms');
    expect(metrics.footprint?.unit).toBe('B');
    expect(metrics.cpuPerRequest?.unit).toBe('ms');
  });

  it('holds the true throughput and CPU as often as it says, over noisy rounds', () => {
    const noise: Noise = { machine: 0.2, process: 0.05, slice: 0.05 };
    const slow = truth({ throughput: 200 });
    for (const metric of ['throughput', 'cpuPerRequest'] as const) {
      const value = metric === 'throughput' ? 200 : slow.cpuMsPerRequest;
      let seed = 0;
      const coverage = share(300, () => {
        const estimate = summaryOf(runOf({ cell: slow, rounds: 8, noise, seed: seed++ })).metrics[metric]!;
        return estimate.low! <= value && value <= estimate.high!;
      });
      // exact 96.1 % for 8 rounds; three standard errors of 300 draws are 3.4 points
      expect(coverage).toBeGreaterThan(0.92);
    }
  });

  it('takes intervals over rounds, so that more passes in a round add no certainty about other processes', () => {
    const noise: Noise = { machine: 0, process: 0.1, slice: 0 };
    const once = summaryOf(runOf({ rounds: 6, passes: 1, noise, seed: 5 })).metrics.throughput!;
    expect(once.rounds).toBe(6);
    expect(once.high! / once.low!).toBeGreaterThan(1.05);
    const often = summaryOf(runOf({ rounds: 6, passes: 8, noise, seed: 5 })).metrics.throughput!;
    expect(often.rounds).toBe(6);
  });

  it('pools the slices of a round by their time, not by their number', () => {
    const run = runOf({ rounds: 1, passes: 2 });
    const [first, second] = run.slices as [SliceResult, SliceResult];
    const slices = [
      { ...first, load: { ...first.load!, busy: { answers: 100, elapsedMs: 100 } } },
      { ...second, load: { ...second.load!, busy: { answers: 300, elapsedMs: 900 } } },
    ];
    expect(summaryOf({ ...run, slices }).metrics.throughput?.point).toBeCloseTo(400, 6);
  });

  it('leaves discarded rounds out', () => {
    const run = runOf({ rounds: 8 });
    const rounds = run.rounds.map((r) => (r.round === 3 ? { ...r, discarded: ['steal'] } : r));
    const slices = run.slices.map((slice) =>
      slice.round === 3
        ? { ...slice, load: { ...slice.load!, busy: { answers: 1, elapsedMs: 1000 } } }
        : slice,
    );
    const summary = summaryOf({ ...run, rounds, slices });
    expect(summary.metrics.throughput?.rounds).toBe(7);
    near(summary.metrics.throughput, 8_000);
    expect(summary.validity.status).toBe('valid');
  });

  it('counts the slices of an interrupted round, which has no result', () => {
    const run = runOf({ rounds: 3 });
    const summary = summaryOf({ ...run, rounds: run.rounds.slice(0, 2) });
    expect(summary.metrics.throughput?.rounds).toBe(3);
  });

  it('prints no percentile that the requests do not support', () => {
    const few = summaryOf(runOf({ cell: truth({ throughput: 20 }), rounds: 6, concurrency: 1 }));
    expect(few.metrics.throughput).not.toBeNull();
    expect(few.metrics.p50).not.toBeNull();
    expect(few.metrics.p95).toBeNull();
    expect(few.metrics.p99).toBeNull();
  });

  it('gives no percentile when one of the rounds holds too few requests for it', () => {
    const run = runOf({ rounds: 8 });
    const thin = truth({ throughput: 300 });
    const slices = run.slices.map((slice) =>
      slice.round === 2 ? { ...slice, load: runOf({ cell: thin }).slices[0]!.load } : slice,
    );
    const { metrics } = summaryOf({ ...run, slices });
    expect(metrics.p99).toBeNull();
    expect(metrics.p95).not.toBeNull();
  });

  it('gives null for what the system does not tell', () => {
    const run = change(runOf({}), (slice) => ({
      ...slice,
      serverCpuMs: null,
      memory: { ...slice.memory!, method: 'rss-only', footprint: null, pss: null, uss: null },
    }));
    const { metrics } = summaryOf(run);
    expect(metrics).toMatchObject({ cpuPerRequest: null, footprint: null, pss: null, uss: null });
    expect(metrics.rss).not.toBeNull();
  });

  it('uses the rounds whose memory could be read', () => {
    const run = change(runOf({ rounds: 8 }), (slice) =>
      slice.round < 3 ? { ...slice, memory: null } : slice,
    );
    const { footprint } = summaryOf(run).metrics;
    expect(footprint?.rounds).toBe(6);
    near(footprint, 61e6);
  });

  it('gives no CPU per request when some round shows none, rather than too much of it', () => {
    const run = change(runOf({}), (slice) => (slice.round === 1 ? { ...slice, serverCpuMs: 0 } : slice));
    expect(summaryOf(run).metrics.cpuPerRequest).toBeNull();
  });

  it('divides the CPU by the requests of the slices in which it was read', () => {
    const run = change(runOf({ passes: 2 }), (slice) =>
      slice.pass === 1 ? { ...slice, serverCpuMs: null } : slice,
    );
    near(summaryOf(run).metrics.cpuPerRequest, 0.12);
  });

  it('charges wrong answers to the CPU too', () => {
    const run = change(runOf({}), (slice) => {
      const load = slice.load!;
      const wrong = Math.floor(load.ok / 2);
      return { ...slice, load: { ...load, ok: load.ok - wrong, failed: { ...load.failed, status: wrong } } };
    });
    near(summaryOf(run).metrics.cpuPerRequest, 0.12);
  });

  it('counts requests by how they ended', () => {
    const run = change(runOf({ rounds: 2 }), (slice) => ({
      ...slice,
      load: {
        ...slice.load!,
        sent: 110,
        ok: 100,
        failed: { ...slice.load!.failed, timeout: 4, body: 3 },
        unfinished: 3,
        reconnects: { idle: 1, afterAnswer: 2, afterFailure: 0 },
      },
    }));
    expect(summaryOf(run).requests).toEqual({ sent: 220, ok: 200, failed: 14, unfinished: 6, reconnects: 6 });
  });

  it('lists the visited cells in the plan’s order and no others', () => {
    const plan = syntheticPlan({
      variants: ['dev', 'threaded'],
      scenarios: ['wait', 'json'],
      concurrency: [1, 8],
    });
    const run = syntheticRun({ plan, truth: () => truth({ throughput: 100 }), rounds: 2 });
    const visited = run.slices.filter((s) => !(s.variant === 'dev' && levelValue(s.level) === 8));
    const names = summarise(plan, run.rounds, visited).map(
      (s) => `${s.scenario} ${levelValue(s.level)} ${s.variant}`,
    );
    expect(names).toEqual([
      'wait 1 dev',
      'wait 1 threaded',
      'wait 8 threaded',
      'json 1 dev',
      'json 1 threaded',
      'json 8 threaded',
    ]);
    expect(summarise(plan, [], [])).toEqual([]);
  });

  it('gives a single round its figures without intervals', () => {
    const summary = summaryOf(runOf({ rounds: 1 }));
    expect(summary.metrics.throughput).toMatchObject({ low: null, high: null, fewRounds: true });
    expect(summary.validity).toEqual({
      status: 'caveat',
      reasons: [{ code: 'few-rounds', rounds: 1, needed: 6 }],
    });
  });
});
