import { describe, expect, it } from 'vitest';
import type { ValidityReason } from '../../../harness/model/estimate.ts';
import type { LoadReport } from '../../../harness/model/load.ts';
import { encodedMs, openLevel, openSummary } from '../../helpers/open-slices.ts';

type Edit = (load: LoadReport) => Partial<LoadReport>;

const judge = (edit: Edit, given: Partial<Parameters<typeof openSummary>[0]> = {}) =>
  openSummary({ ...given, edit }).validity;

const codes = ({ reasons }: { reasons: readonly ValidityReason[] }) => reasons.map(({ code }) => code);

/** In each slice of 200 arrivals, so many were noticed only after `lateMs`. */
const noticedLate =
  (late: number, lateMs: number): Edit =>
  (load) => ({
    open: {
      ...load.open!,
      wakeLag: encodedMs(Array.from({ length: 200 }, (_, index) => (index < late ? lateMs : 0.05))),
    },
  });

/** So many of each slice's 200 arrivals were never sent; for the others all is well. */
const without =
  (count: number): Edit =>
  (load) => ({
    ...{ sent: load.sent - count, ok: load.ok - count, responses: load.responses - count },
    responseTime: encodedMs(repeated(5, load.responses - count)),
    open: { ...load.open!, meanInFlight: (5 * (load.responses - count)) / load.totalMs },
  });

/** So many still waited for a connection at the end; they are 1 s old. */
const unsent =
  (count: number): Edit =>
  (load) => {
    const others = { ...load, ...without(count)(load) };
    const meanInFlight = others.open!.meanInFlight + (1000 * count) / load.totalMs;
    const censored = encodedMs(repeated(1000, count));
    return { ...others, unfinished: count, open: { ...others.open!, unsent: count, censored, meanInFlight } };
  };

const repeated = (value: number, count: number) => Array.from({ length: count }, () => value);

const busy =
  (share: number): Edit =>
  (load) => ({
    generator: { cpuMs: share * load.totalMs, eventLoopUtilization: 0.1 },
  });

describe('an open cell', () => {
  it('is plain when nothing is wrong', () => {
    expect(judge(() => ({}))).toEqual({ status: 'valid', reasons: [] });
  });
});

describe('the lag of the generator', () => {
  it('invalidates when more than 1 % of the arrivals are noticed later than 2 ms', () => {
    expect(judge(noticedLate(2, 3)).status).toBe('valid');
    const { status, reasons } = judge(noticedLate(3, 3));
    expect(status).toBe('invalid');
    expect(reasons).toEqual([{ code: 'send-lag', p99Ms: expect.closeTo(3, 2), boundMs: 2 }]);
    expect(judge(noticedLate(3, 1.99)).status).toBe('valid');
  });

  it('may be a tenth of the measured p99 where that is more', () => {
    const slow = { responsesMs: [40], drainMs: 10_000 };
    expect(judge(noticedLate(3, 3.9), slow).status).toBe('valid');
    const { reasons } = judge(noticedLate(3, 4.1), slow);
    expect(reasons).toEqual([
      { code: 'send-lag', p99Ms: expect.closeTo(4.1, 2), boundMs: expect.closeTo(4, 2) },
    ]);
  });

  it('is not judged by a few accidents among few arrivals', () => {
    // Six slices of 50 arrivals: ten late ones are 3 %, and no p99 can be told of so few.
    const late = (n: number) => (load: LoadReport) => ({
      open: { ...load.open!, wakeLag: encodedMs(Array.from({ length: 50 }, (_, i) => (i < n ? 3 : 0.05))) },
    });
    const few = { level: openLevel(100) };
    expect(judge(late(1), few).status).toBe('valid');
    expect(judge(late(2), few).status).toBe('invalid');
  });

  it('is not the wait for a connection', () => {
    const waiting: Edit = (load) => ({ open: { ...load.open!, sendLag: encodedMs(repeated(4, 200)) } });
    expect(judge(waiting)).toEqual({ status: 'valid', reasons: [] });
  });

  it('is fine when it is nothing at all', () => {
    const none: Edit = (load) => ({ open: { ...load.open!, wakeLag: encodedMs(repeated(0, 200)) } });
    expect(judge(none)).toEqual({ status: 'valid', reasons: [] });
  });
});

describe('requests that were not sent', () => {
  it('are not held against a generator that kept up', () => {
    expect(codes(judge(unsent(10)))).toEqual(['censored']);
  });

  it.each([
    ['was out of CPU', busy(0.96), 'generator-cpu'],
    // Those that wait for a second make the p99, of which a tenth may be lag.
    ['noticed arrivals late', noticedLate(3, 110), 'send-lag'],
    [
      'had a stalled event loop',
      () => ({ generator: { cpuMs: 10, eventLoopUtilization: 0.1, loopDelayP99Ms: 11 } }),
      'loop-delay',
    ],
  ] satisfies [string, Edit, string][])('are when it %s', (_, strain, code) => {
    const strained =
      (count: number): Edit =>
      (load) => {
        const changed = { ...load, ...unsent(count)(load) };
        return { ...changed, ...strain(changed) };
      };
    const { status, reasons } = judge(strained(3));
    expect(status).toBe('invalid');
    expect(reasons[0]).toEqual({ code: 'schedule', offered: 1200, sent: 1182, bound: 0.99 });
    expect(reasons[1]!.code).toBe(code);
    expect(codes(judge(strained(2)))).not.toContain('schedule');
  });

  it('are when nothing tells why', () => {
    expect(codes(judge(without(3)))).toEqual(['accounting', 'schedule']);
    expect(codes(judge(without(2)))).toEqual(['accounting']);
  });

  it('are failures when they were dropped', () => {
    const dropped = (count: number) => (load: LoadReport) => ({
      ...without(count)(load),
      failed: { ...load.failed, dropped: count },
    });
    expect(codes(judge(dropped(2)))).not.toContain('failures');
    expect(judge(dropped(3))).toMatchObject({
      status: 'invalid',
      reasons: [{ code: 'failures', share: 0.015, kinds: { dropped: 18 } }],
    });
  });
});

describe('requests that were left unfinished', () => {
  it('count as failed once they are older than a request may be', () => {
    const aged =
      (ms: number): Edit =>
      (load) => {
        const open = unsent(3)(load).open!;
        return { ...unsent(3)(load), open: { ...open, censored: encodedMs(repeated(ms, 3)) } };
      };
    expect(codes(judge(aged(9990)))).not.toContain('failures');
    expect(judge(aged(10_020)).reasons[0]).toMatchObject({
      code: 'failures',
      kinds: { unfinished: 18 },
    });
  });

  it('are a caveat only where they hide a percentile that is told', () => {
    const { validity, distribution, metrics } = openSummary({ edit: unsent(10) });
    expect(validity).toEqual({
      status: 'caveat',
      reasons: [{ code: 'censored', unfinished: 60, due: 1200 }],
    });
    expect(distribution!.response.lowerBounds).toEqual(['p99', 'max']);
    expect(metrics.p99).toBeNull();
    expect(metrics.p50?.point).toBeCloseTo(5, 1);

    const few = openSummary({ edit: (load, { round }) => (round === 1 ? unsent(1)(load) : {}) });
    expect(few.distribution!.response.lowerBounds).toEqual(['max']);
    expect(few.validity).toEqual({ status: 'valid', reasons: [] });
  });
});

describe('a generator at its limit', () => {
  it('is not taken for a server at its limit', () => {
    const starved: Edit = (load) => ({ busy: { ...load.busy, answers: load.busy.answers / 2 } });
    expect(codes(judge(starved))).toEqual(['overloaded']);
    expect(codes(judge((load) => ({ ...starved(load), ...busy(0.96)(load) })))).toEqual(['generator-cpu']);
  });
});
