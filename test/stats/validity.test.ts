import { describe, expect, it } from 'vitest';
import type { Validity } from '../../harness/model/estimate.ts';
import type { Failure } from '../../harness/model/failure.ts';
import type { LoadReport } from '../../harness/model/load.ts';
import type { Plan } from '../../harness/model/plan.ts';
import type { RoundResult, SliceResult } from '../../harness/model/slice.ts';
import { summarise } from '../../harness/stats/summarise.ts';
import { quiet, syntheticPlan, syntheticRun, truth } from '../helpers/slices.ts';

const exited: Failure = {
  reason: 'server-exited',
  variant: 'dev',
  phase: 'json c8',
  exitCode: 1,
  signal: null,
  stderrTail: '',
};
const loaderExited: Failure = {
  reason: 'loader-exited',
  variant: 'dev',
  phase: 'json c8',
  exitCode: null,
  signal: 'SIGKILL',
};

/** Validity of the one cell of a run of six rounds after the given changes. */
function judge(given: {
  slice?: (slice: SliceResult) => SliceResult;
  load?: (load: LoadReport, round: number) => Partial<LoadReport>;
  round?: (round: RoundResult) => RoundResult;
  plan?: Partial<Plan>;
  processNoise?: number;
}): Validity {
  const plan = syntheticPlan({ variants: ['dev'], ...(given.plan ? { overrides: given.plan } : {}) });
  const noise = { ...quiet, process: given.processNoise ?? 0 };
  const run = syntheticRun({ plan, truth: () => truth({ throughput: 5_000 }), noise });
  const slices = run.slices
    .map((slice) => ({ ...slice, load: { ...slice.load!, ...given.load?.(slice.load!, slice.round) } }))
    .map((slice) => given.slice?.(slice) ?? slice);
  const rounds = run.rounds.map((round) => given.round?.(round) ?? round);
  return summarise(plan, rounds, slices)[0]!.validity;
}

const dies =
  (rounds: number, failure: Failure) =>
  (slice: SliceResult): SliceResult =>
    slice.round <= rounds ? { ...slice, load: null, failure } : slice;

/** Moves `count` requests from ok to a kind of failure. */
const failing = (kind: 'timeout' | 'status', count: number) => (load: LoadReport) => ({
  ok: load.ok - count,
  failed: { ...load.failed, [kind]: count },
});

describe('validity of a cell', () => {
  it('is plain when nothing is wrong', () => {
    expect(judge({})).toEqual({ status: 'valid', reasons: [] });
  });

  it('is invalid above the failure bound, and names the kinds', () => {
    const { status, reasons } = judge({ load: failing('status', 100) });
    expect(status).toBe('invalid');
    expect(reasons).toEqual([
      { code: 'failures', share: expect.closeTo(100 / 1257, 3), bound: 0.01, kinds: { status: 600 } },
    ]);
    expect(judge({ load: failing('timeout', 5) }).status).toBe('valid');
    expect(judge({ load: failing('timeout', 5), plan: { failureBound: 0 } }).status).toBe('invalid');
  });

  it('counts what stays unanswered through the drain as failed, but not where the engine cannot drain', () => {
    const load = (l: LoadReport) => ({ ok: l.ok - 100, unfinished: 100 });
    expect(judge({ load }).reasons).toMatchObject([{ code: 'failures', kinds: { unfinished: 600 } }]);
    expect(judge({ load, plan: { engine: 'autocannon' } }).status).toBe('valid');
  });

  it('is invalid when requests are lost from the account', () => {
    const { status, reasons } = judge({ load: (l, round) => (round === 4 ? { sent: l.ok + 3 } : {}) });
    expect(status).toBe('invalid');
    expect(reasons).toEqual([{ code: 'accounting', sent: 1260, accounted: 1257 }]);
  });

  it('is invalid when nothing was answered', () => {
    const load = (l: LoadReport) => ({
      ...failing('timeout', l.ok)(l),
      busy: { answers: 0, elapsedMs: 0 },
      responses: 0,
    });
    const { status, reasons } = judge({ load });
    expect(status).toBe('invalid');
    expect(reasons.map((r) => r.code)).toContain('no-answers');
    expect(reasons.map((r) => r.code)).not.toContain('little');
  });

  it.each([
    [1, 'caveat'],
    [2, 'invalid'],
    [6, 'invalid'],
  ])('with a server that failed in %i of 6 rounds is %s', (rounds, status) => {
    const validity = judge({ slice: dies(rounds, exited) });
    expect(validity.status).toBe(status);
    expect(validity.reasons).toContainEqual({ code: 'server-failed', detail: 'server-exited' });
  });

  it.each([
    [1, 'caveat'],
    [2, 'invalid'],
  ])('with a hook that failed in %i of 6 rounds is %s, and the server not blamed', (rounds, status) => {
    const failed: Failure = {
      ...{ reason: 'hook-failed', variant: 'dev', phase: 'c8', hook: 'setup', scenario: 'json', round: 1 },
      detail: 'Error: no at bench.config.ts:3',
    };
    const validity = judge({ slice: dies(rounds, failed) });
    expect(validity.status).toBe(status);
    const detail = 'setup of scenario json: Error: no at bench.config.ts:3';
    expect(validity.reasons).toContainEqual({ code: 'hook-failed', detail });
    expect(validity.reasons.map(({ code }) => code)).not.toContain('server-failed');
  });

  it('does not blame the server for a loader that died', () => {
    const validity = judge({ slice: dies(6, loaderExited) });
    expect(validity.status).toBe('invalid');
    expect(validity.reasons[0]).toEqual({ code: 'loader-failed', detail: 'loader-exited' });
  });

  it('counts the failed requests of a slice in which the server died', () => {
    const validity = judge({
      slice: (slice) =>
        slice.round === 1
          ? { ...slice, failure: exited, load: { ...slice.load!, ...failing('timeout', 500)(slice.load!) } }
          : slice,
    });
    expect(validity.reasons.map((r) => r.code)).toEqual(['failures', 'server-failed', 'few-rounds']);
  });

  it.each([
    [0.5, 'valid', null],
    [0.85, 'caveat', 0.8],
    [0.97, 'invalid', 0.95],
  ])('with the generator busy for a share of %f is %s', (busy, status, bound) => {
    const byCpu = judge({
      load: (l) => ({ generator: { cpuMs: l.totalMs * busy, eventLoopUtilization: 0.2 } }),
    });
    expect(byCpu.status).toBe(status);
    const byLoop = judge({ load: () => ({ generator: { cpuMs: 1, eventLoopUtilization: busy } }) });
    expect(byLoop.status).toBe(status);
    if (bound === null) return;
    expect(byCpu.reasons).toEqual([{ code: 'generator-cpu', share: expect.closeTo(busy, 6), bound }]);
    expect(byLoop.reasons).toEqual([{ code: 'event-loop', utilization: busy, bound }]);
  });

  it('is not condemned for one slice with a busy generator', () => {
    const load = (_: LoadReport, round: number) =>
      round === 2 ? { generator: { cpuMs: 1, eventLoopUtilization: 1 } } : {};
    expect(judge({ load }).status).toBe('valid');
  });

  it('has a caveat when throughput and response time do not make up the connections in use', () => {
    const halved = (l: LoadReport) => ({ busy: { ...l.busy, answers: l.busy.answers / 2 } });
    const { status, reasons } = judge({ load: halved });
    expect(status).toBe('caveat');
    expect(reasons).toEqual([{ code: 'little', inFlight: expect.closeTo(4, 0), expected: 8 }]);
  });

  it('has a caveat when slow clients were turned away, who then load nobody slowly', () => {
    const slow = (failed: number) => () => ({ slow: { started: 110, completed: 100 - failed, failed } });
    expect(judge({ load: slow(1) })).toEqual({ status: 'valid', reasons: [] });
    expect(judge({ load: slow(2) })).toEqual({
      status: 'caveat',
      reasons: [{ code: 'slow-clients', failed: 12, ended: 600 }],
    });
    expect(judge({ load: () => ({ slow: { started: 3, completed: 0, failed: 0 } }) }).status).toBe('valid');
  });

  it('does not ask Little where connections are closed after each answer, or where answers are few', () => {
    const halved = (l: LoadReport) => ({ busy: { ...l.busy, answers: l.busy.answers / 2 } });
    const closing = (l: LoadReport) => ({
      ...halved(l),
      reconnects: { idle: 0, afterAnswer: l.ok, afterFailure: 0 },
    });
    expect(judge({ load: closing }).status).toBe('valid');
    expect(judge({ load: (l) => ({ ...halved(l), responses: 13 }) }).status).toBe('valid');
  });

  it('has a caveat when the throughput varies much between rounds, for paired ratios may still be narrow', () => {
    const { status, reasons } = judge({ processNoise: 0.8 });
    expect(status).toBe('caveat');
    expect(reasons).toMatchObject([{ code: 'wide-interval', bound: 0.25 }]);
  });

  it.each([
    [1, 'caveat'],
    [2, 'inconclusive'],
  ])('with %i of 6 rounds discarded is %s', (discarded, status) => {
    const round = (r: RoundResult) => (r.round <= discarded ? { ...r, discarded: ['steal'] } : r);
    expect(judge({ round }).status).toBe(status);
  });

  it('is inconclusive, without figures, when every round was discarded', () => {
    const validity = judge({ round: (r) => ({ ...r, discarded: ['steal'] }) });
    expect(validity.status).toBe('inconclusive');
    expect(validity.reasons).toContainEqual({ code: 'disturbed', discarded: 6, rounds: 6 });
  });

  it('has a caveat when warm-up reached no steady state, and none when it was not looked for', () => {
    const warmed = (steady: boolean | null, scenario: string) => (r: RoundResult) => ({
      ...r,
      warmups: r.launches.map(({ variant }) => ({
        variant,
        scenario,
        ms: 2000,
        answers: 100,
        steady: r.round === 1 ? steady : null,
      })),
    });
    expect(judge({ round: warmed(false, 'json') })).toEqual({
      status: 'caveat',
      reasons: [{ code: 'unsteady' }],
    });
    expect(judge({ round: warmed(false, 'wait') }).status).toBe('valid');
    expect(judge({ round: warmed(null, 'json') }).status).toBe('valid');
    const discarded = (r: RoundResult) => ({
      ...warmed(false, 'json')(r),
      warmups: warmed(false, 'json')(r).warmups.map((warmup) => ({ ...warmup, steady: r.round > 1 })),
      discarded: r.round === 1 ? ['steal'] : [],
    });
    expect(judge({ round: discarded }).reasons.map((r) => r.code)).toEqual(['few-rounds']);
  });
});

describe('a variant whose server never started', () => {
  const plan = syntheticPlan({ variants: ['dev', 'prefork'], scenarios: ['json', 'wait'] });
  const run = syntheticRun({ plan, truth: () => truth({ throughput: 1_000 }) });
  const notReady: Failure = {
    reason: 'not-ready',
    variant: 'prefork',
    phase: 'start',
    afterMs: 20_000,
    lastSeen: 'connection refused',
    stderrTail: '',
  };
  const failedIn = (rounds: number) => ({
    rounds: run.rounds.map((round) => ({
      ...round,
      launches: round.launches.map((launch) =>
        launch.variant === 'prefork' && launch.round <= rounds ? { ...launch, failure: notReady } : launch,
      ),
    })),
    slices: run.slices.filter((slice) => slice.variant === 'dev' || slice.round > rounds),
  });

  it('has an invalid cell at each step that the others were visited at', () => {
    const { rounds, slices } = failedIn(6);
    const dead = summarise(plan, rounds, slices).filter((s) => s.variant === 'prefork');
    expect(dead.map((s) => s.scenario)).toEqual(['json', 'wait']);
    for (const { validity, metrics } of dead) {
      expect(validity.status).toBe('invalid');
      expect(validity.reasons[0]).toEqual({ code: 'server-failed', detail: 'not-ready' });
      expect(Object.values(metrics).every((metric) => metric === null)).toBe(true);
    }
  });

  it('is lost to the hook that failed, where its setup did', () => {
    const { rounds, slices } = failedIn(6);
    const unfit: Failure = {
      ...{ reason: 'hook-failed', variant: 'prefork', phase: '', hook: 'setup', scenario: null, round: 1 },
      detail: 'not done after 30 s',
    };
    const notSetUp = rounds.map((round) => ({
      ...round,
      launches: round.launches.map((launch) =>
        launch.failure === null ? launch : { ...launch, failure: unfit },
      ),
    }));
    const dead = summarise(plan, notSetUp, slices).filter((s) => s.variant === 'prefork');
    expect(dead).toHaveLength(2);
    for (const { validity } of dead)
      expect(validity.reasons[0]).toEqual({ code: 'hook-failed', detail: 'setup: not done after 30 s' });
  });

  it('has a caveat when it started in the other rounds', () => {
    const { rounds, slices } = failedIn(1);
    const [summary] = summarise(plan, rounds, slices).filter((s) => s.variant === 'prefork');
    expect(summary?.validity.status).toBe('caveat');
    expect(summary?.metrics.throughput?.rounds).toBe(5);
  });

  it('is not counted where the round was discarded', () => {
    const { rounds, slices } = failedIn(1);
    const judged = summarise(
      plan,
      rounds.map((r) => (r.round === 1 ? { ...r, discarded: ['steal'] } : r)),
      slices,
    ).find((s) => s.variant === 'prefork');
    expect(judged?.validity.reasons.map((r) => r.code)).toEqual(['few-rounds']);
  });

  it('keeps the cells that were measured before it died', () => {
    const { rounds } = failedIn(6);
    const slices = run.slices.filter((s) => s.variant === 'dev' || s.scenario === 'json');
    const judged = summarise(plan, rounds, slices).filter((s) => s.variant === 'prefork');
    expect(judged.map((s) => [s.scenario, s.validity.status])).toEqual([
      ['json', 'valid'],
      ['wait', 'invalid'],
    ]);
  });

  it('is not blamed for outliving its stop', () => {
    const left = (variant: string): Failure => ({
      reason: 'not-stopped',
      variant,
      phase: 'stop',
      left: ['pid 1'],
    });
    const rounds = run.rounds.map((round) => ({
      ...round,
      launches: round.launches.map((launch) => ({ ...launch, failure: left(launch.variant) })),
    }));
    const slices = run.slices.filter((s) => s.variant === 'dev' || s.scenario === 'json');
    const summaries = summarise(plan, rounds, slices);
    expect(summaries).toHaveLength(3);
    expect(summaries.every((s) => s.validity.status === 'valid')).toBe(true);
  });
});
