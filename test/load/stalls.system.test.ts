import { afterEach, describe, expect, it } from 'vitest';
import { type Loader, startLoader } from '#built/harness/load/loader.js';
import type { OpenLevel } from '../../harness/model/level.ts';
import type { LoadOrder, LoadReport } from '../../harness/model/load.ts';
import { decodeHistogram, quantileMs } from '../../harness/stats/histogram.ts';
import { expectAccounted, get, noFailures } from './accounts.ts';
import { valuesMs } from './open-rig.ts';
import { catchUpMs, quantile, responsesOf, StallingServer, type Told } from './stalls.ts';

/*
 * Ground truth for response times, method.md §1: the server says when it stood still, and what follows from that is held
 * against what the loader reports. On a busy machine the loader is late too; it says by how much, and so much is allowed
 * on top. Where that is too much to tell anything the measurement is made again.
 */

/** A loader that is later than this, at its 99th percentile, measured the machine: of 200 ms it may hide no stall. */
const mostLatenessMs = 40;
const attempts = 5;

const servers: StallingServer[] = [];
const loaders: Loader[] = [];

afterEach(async () => {
  for (const loader of loaders.splice(0)) await loader.stop();
  for (const server of servers.splice(0)) await server.stop();
});

async function start(delayMs = 0): Promise<{ server: StallingServer; loader: Loader }> {
  const server = await StallingServer.start(delayMs);
  servers.push(server);
  const loader = await startLoader({ engine: 'native' });
  loaders.push(loader);
  return { server, loader };
}

function orderOf(level: Partial<OpenLevel>, windowMs: number, change: Partial<LoadOrder> = {}): LoadOrder {
  return {
    requests: [get('/', { expect: { status: 200, body: { kind: 'exact', text: 'hello' } } })],
    level: {
      ...{
        kind: 'open',
        rate: 500,
        arrivals: 'constant',
        connections: 50,
        overflow: 'queue',
        queueLimit: 100_000,
      },
      ...level,
    },
    window: { minMs: windowMs, maxMs: windowMs, minAnswers: 0 },
    requestTimeoutMs: 10_000,
    drainTimeoutMs: 10_000,
    ...change,
  };
}

interface Measured {
  readonly report: LoadReport;
  readonly told: Told;
  /** How late the loader was, ms: at its median and its 99th percentile. */
  readonly late: { readonly p50: number; readonly p99: number };
}

function latenessOf({ open }: LoadReport): Measured['late'] {
  if (open === undefined) return { p50: 0, p99: 0 };
  const wakeLag = decodeHistogram(open.wakeLag);
  return { p50: quantileMs(wakeLag, 0.5), p99: quantileMs(wakeLag, 0.99) };
}

/** Measures until the loader was not too late to tell. */
async function measure(
  { server, loader }: Awaited<ReturnType<typeof start>>,
  order: LoadOrder,
  stall: { stallMs: number; periodMs: number },
): Promise<Measured> {
  const seen: number[] = [];
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const session = await loader.open(server.target, 1, order);
    server.begin(stall.stallMs, stall.periodMs);
    const report = await session.drive(order);
    const told = await server.tell();
    await session.close();
    expectAccounted(report);
    expect(report.failed).toEqual(noFailures);
    const late = latenessOf(report);
    if (late.p99 <= mostLatenessMs) return { report, told, late };
    seen.push(late.p99);
  }
  throw new Error(
    `the machine is too busy to tell: ${attempts} times the loader's p99 was late by ${seen} ms`,
  );
}

describe('response times of a server that stands still now and then', () => {
  it.each([5, 50, 500])('hide nothing with up to %d connections', async (connections) => {
    const [stallMs, periodMs, windowMs, rate] = [200, 2000, 8000, 500];
    const { report, told, late } = await measure(await start(), orderOf({ rate, connections }, windowMs), {
      stallMs,
      periodMs,
    });
    expect(report).toMatchObject({ sent: 4000, ok: 4000, unfinished: 0 });
    expect(told.stalls.length).toBeGreaterThanOrEqual(4);
    for (const [from, to] of told.stalls) expect(to - from).toBeGreaterThan(stallMs - 1);

    const serviceMs = catchUpMs(told, (rate * stallMs) / 2000);
    const gaps = [...told.stalls, ...told.otherGaps];
    const truth = responsesOf({ ratePerSecond: rate, windowMs, serviceMs, gaps });
    const histogram = decodeHistogram(report.responseTime);
    const unstalled = quantileMs(histogram, 0.5) - quantile(truth, 0.5);
    const allowed = Math.max(10, stallMs * 0.05) + late.p99;
    for (const q of [0.95, 0.99]) {
      const expected = unstalled + quantile(truth, q);
      expect(expected, `of the truth itself, at ${q}`).toBeGreaterThan((stallMs * (q - 0.9)) / 0.1 - 10);
      expect(Math.abs(quantileMs(histogram, q) - expected), `at ${q}`).toBeLessThan(allowed);
    }
    const slope = quantileMs(histogram, 0.99) - quantileMs(histogram, 0.93);
    expect(Math.abs(slope - (quantile(truth, 0.99) - quantile(truth, 0.93)))).toBeLessThan(allowed);
    const mean = (values: readonly number[]) => values.reduce((sum, ms) => sum + ms, 0) / values.length;
    const meanMs = histogram.mean / 1000;
    expect(Math.abs(meanMs - unstalled - mean(truth))).toBeLessThan(3 + late.p99);

    // Little: what is in flight is what comes times how long it stays.
    const { open, ok, totalMs } = report;
    expect(((open?.meanInFlight ?? 0) * totalMs) / (ok * meanMs)).toBeCloseTo(1, 2);
    // The wait of those that had no connection is in the response time, and only there.
    if (connections === 5) {
      const service = decodeHistogram(open?.serviceTime ?? '');
      expect(quantileMs(service, 0.99)).toBeLessThan(quantileMs(histogram, 0.99) - stallMs / 4);
    }
  });
});

describe('response times of a server that takes 50 ms for everything', () => {
  const levels: [string, LoadOrder['level']][] = [
    ['open', orderOf({ rate: 100, connections: 500 }, 1).level],
    ['closed', { kind: 'closed', concurrency: 10 }],
  ];
  it.each(levels)(
    'are what the server says, in the %s workload: neither less nor a correction more',
    async (_, level) => {
      const order = { ...orderOf({}, 3000), level };
      const { report, told, late } = await measure(await start(50), order, { stallMs: 0, periodMs: 1000 });
      const held = told.answers.map(([, heldMs]) => heldMs).toSorted((a, b) => a - b);
      const p50 = quantileMs(decodeHistogram(report.responseTime), 0.5);
      expect(report.ok).toBeGreaterThan(100);
      expect(p50).toBeGreaterThan(quantile(held, 0.5) - 0.5);
      // What the server does not see: on the way there and back both event loops may be late.
      const loopMs = (report.generator.loopDelayP99Ms ?? 0) + late.p50;
      expect(p50).toBeLessThan(quantile(held, 0.5) + 3 + loopMs);
    },
  );
});

describe('an open workload at twice what the server can take', () => {
  it('accounts for every arrival, and tells the ages of what was left', async () => {
    // Two connections, each served in 50 ms: 40 answers per second at most, at 80 arrivals.
    const order = orderOf({ rate: 80, connections: 2 }, 2000, { drainTimeoutMs: 300 });
    const { report } = await measure(await start(50), order, { stallMs: 0, periodMs: 1000 });
    const { open } = report;
    expect(open?.offered).toBe(160);
    expect(report.ok + report.unfinished).toBe(160);
    expect(report.ok).toBeGreaterThan(0);
    expect(report.ok).toBeLessThanOrEqual(93);
    expect(report.unfinished - (open?.unsent ?? 0)).toBe(report.sent - report.ok);
    expect(report.sent - report.ok).toBeLessThanOrEqual(2);
    const ages = valuesMs(open?.censored ?? '');
    expect(ages).toHaveLength(report.unfinished);
    expect(ages[0]).toBeGreaterThan(300);
    const responses = valuesMs(report.responseTime);
    // First come first served: no answered request waited longer than those that are left.
    expect(ages.at(-1)).toBeGreaterThan((responses.at(-1) ?? 0) - 100);
    const allMs = [...responses, ...ages].reduce((sum, ms) => sum + ms, 0);
    expect(((open?.meanInFlight ?? 0) * report.totalMs) / allMs).toBeCloseTo(1, 2);
  });

  it('finds the median that queueing theory has when it is drained: (ρ − 1) D / 2', async () => {
    const order = orderOf({ rate: 80, connections: 2 }, 2000, { drainTimeoutMs: 20_000 });
    const { report, told } = await measure(await start(50), order, { stallMs: 0, periodMs: 1000 });
    expect(report).toMatchObject({ ok: 160, unfinished: 0 });
    const first = told.answers[0]?.[0] ?? 0;
    const servedMs = ((told.answers.at(-1)?.[0] ?? 0) - first) / (told.answers.length - 1);
    const rho = servedMs / 12.5;
    const p50 = quantileMs(decodeHistogram(report.responseTime), 0.5);
    expect(rho).toBeGreaterThan(1.9);
    expect(p50 / (50 + ((rho - 1) * 2000) / 2)).toBeGreaterThan(0.9);
    expect(p50 / (50 + ((rho - 1) * 2000) / 2)).toBeLessThan(1.1);
  });
});
