import { describe, expect, it } from 'vitest';
import { cellSummarySchema } from '../../harness/model/estimate.ts';
import type { OpenLevel } from '../../harness/model/level.ts';
import type { LoadReport } from '../../harness/model/load.ts';
import { bestLevels } from '../../harness/stats/best-level.ts';
import { compare } from '../../harness/stats/compare.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { summarise } from '../../harness/stats/summarise.ts';
import {
  encodedMs,
  type Life,
  openLevel,
  openLoad,
  openRun,
  openSummary,
  queueLives,
  steadyLives,
  summariesOf,
} from '../helpers/open-slices.ts';
import { syntheticPlan, syntheticRun, truth } from '../helpers/slices.ts';

describe('the summary of an open cell', () => {
  it('tells percentiles of the merged rounds, from the intended start, and their parts', () => {
    // Twelve rounds of 200, of which every hundredth takes 90 ms.
    const responsesMs = [90, ...Array.from({ length: 99 }, () => 5)];
    const summary = openSummary({ responsesMs, rounds: 12, lagMs: 0.2 });
    const { response, service, sendLag, wakeLag } = summary.distribution!;
    expect(response).toEqual({
      ...{ requests: 2400, p50: expect.closeTo(5, 1), p75: expect.closeTo(5, 1), p90: expect.closeTo(5, 1) },
      ...{ p95: expect.closeTo(5, 1), p99: expect.closeTo(5, 1), p999: null, p9999: null },
      max: expect.closeTo(90, 0),
    });
    expect(service).toMatchObject({ requests: 2400, p50: expect.closeTo(4.8, 1) });
    expect(sendLag).toMatchObject({ requests: 2400, p99: expect.closeTo(0.2, 2) });
    expect(wakeLag).toMatchObject({ requests: 2400, max: expect.closeTo(0.2, 2) });
    expect(() => cellSummarySchema.parse(summary)).not.toThrow();
  });

  it('has percentiles with intervals however many connections there may be', () => {
    const { metrics } = openSummary({ level: { ...openLevel(400), connections: 5000 } });
    expect(metrics.p50).toMatchObject({ point: expect.closeTo(5, 1), rounds: 6, unit: 'ms' });
    expect(metrics.p95?.point).toBeCloseTo(6, 1);
    // 1200 requests, 200 in each round: just enough.
    expect(metrics.p99?.point).toBeCloseTo(6, 1);
    expect(openSummary({ level: openLevel(398) }).metrics.p99).toBeNull();
  });

  it('tells the answers per second and the CPU of each', () => {
    const { metrics, requests } = openSummary({});
    expect(metrics.throughput?.point).toBeCloseTo(400, -0.5);
    expect(metrics.cpuPerRequest?.point).toBeCloseTo(0.3, 6);
    expect(requests).toMatchObject({ offered: 1200, sent: 1200, ok: 1200, unfinished: 0 });
  });

  it('counts what is left unfinished with its age, in no round as if it were done', () => {
    // A stall at the end of one round's slice: 20 of 200 requests are left, 1 to 1.05 s old.
    const run = openRun({
      load: (slice, level) => {
        const lives = steadyLives(level, 500, [5]);
        const stalled = lives.map((life, index) => (index < 180 ? life : { ...life, doneMs: 1e6 }));
        return openLoad(slice.round === 4 ? stalled : lives, { windowMs: 500, drainMs: 1000 });
      },
    });
    const [cell] = summariesOf(run);
    expect(cell!.metrics.p50?.point).toBeCloseTo(5, 1);
    expect(cell!.metrics.p95).toBeNull();
    expect(cell!.distribution!.response).toMatchObject({
      ...{ requests: 1200, p95: expect.closeTo(5, 1), max: expect.closeTo(1050, -1) },
      lowerBounds: ['p99', 'max'],
    });
    expect(cell!.validity.reasons).toEqual([{ code: 'censored', unfinished: 20, due: 1200 }]);
  });
});

describe('the summary of a closed cell', () => {
  const cellOf = (throughput: number, concurrency: number) => {
    const plan = syntheticPlan({ variants: ['dev'], concurrency: [concurrency] });
    const run = syntheticRun({ plan, truth: () => truth({ throughput }) });
    return summarise(plan, run.rounds, run.slices)[0]!;
  };

  it('has a distribution of response times alone, and no arrivals', () => {
    const { distribution, requests } = cellOf(4000, 8);
    expect(distribution).toMatchObject({ service: null, sendLag: null, wakeLag: null });
    expect(distribution!.response.p50).toBeCloseTo(2 * (0.5 - 0.5 * Math.log(0.5)), 1);
    expect(requests.offered).toBeUndefined();
  });

  it('tells nothing of the few connections that were answered twice', () => {
    const { response } = cellOf(20, 32).distribution!;
    expect(response).toMatchObject({ p50: null, p90: null, max: null });
    expect(response.requests).toBeGreaterThan(0);
  });
});

/** Variants that can serve so many requests per second each, one after another, on the levels of a ladder. */
function ladderOf(capacities: Record<string, number>, rates: readonly number[]) {
  const lives = (level: OpenLevel, capacity: number): Life[] =>
    queueLives({
      ...{ level, windowMs: 1000, servers: 1, load: level.rate / capacity },
      ...{ service: 'constant', random: createRandom(1) },
    });
  return openRun({
    levels: rates.map((rate) => openLevel(rate)),
    variants: Object.keys(capacities),
    load: (slice, level) => openLoad(lives(level, capacities[slice.variant]!), { windowMs: 1000 }),
  });
}

const shown = (run: ReturnType<typeof ladderOf>) => {
  const [best] = bestLevels(summariesOf(run));
  return best?.level.kind === 'open' ? best.level.rate : null;
};

describe('the level to show of an open ladder', () => {
  it('is the highest rate that all keep up with', () => {
    const run = ladderOf({ dev: 300, prefork: 1200 }, [100, 200, 400, 1000]);
    expect(shown(run)).toBe(200);
  });

  it('is that with which most keep up where none is for all', () => {
    const run = ladderOf({ dev: 60, prefork: 1200, threaded: 500 }, [100, 400, 1000]);
    expect(shown(run)).toBe(400);
  });

  it('is the lowest where none keeps up at all', () => {
    expect(shown(ladderOf({ dev: 50, prefork: 60 }, [100, 400]))).toBe(100);
  });

  it('is none at which a variant has no usable cell, if there is another', () => {
    const run = ladderOf({ dev: 1200, prefork: 1200 }, [100, 400]);
    const slices = run.slices.map((slice) =>
      slice.variant === 'prefork' && slice.level.kind === 'open' && slice.level.rate === 400
        ? { ...slice, load: { ...slice.load!, sent: 0 } }
        : slice,
    );
    expect(shown({ ...run, slices })).toBe(100);
  });
});

describe('comparisons at an arrival rate', () => {
  const find = (run: ReturnType<typeof ladderOf>, metric: string, baseline = 'dev', candidate = 'prefork') =>
    compare(run.plan, run.rounds, run.slices).find(
      (one) => one.metric === metric && one.baseline === baseline && one.candidate === candidate,
    );

  it('show no difference in throughput among those that keep up, and do in response times', () => {
    const run = ladderOf({ dev: 500, prefork: 2000 }, [400]);
    expect(find(run, 'throughput')).toMatchObject({ verdict: 'no-difference' });
    expect(find(run, 'p50')).toMatchObject({
      verdict: 'improved',
      ratio: { point: expect.closeTo(0.25, 1) },
    });
    expect(find(run, 'cpuPerRequest')).toMatchObject({ verdict: 'no-difference' });
  });

  it('tell other pairs apart by response times', () => {
    const run = ladderOf({ dev: 500, prefork: 2000, threaded: 1000 }, [400]);
    const others = compare(run.plan, run.rounds, run.slices).filter(({ baseline }) => baseline === 'prefork');
    expect(others.map(({ candidate, metric, verdict }) => [candidate, metric, verdict])).toEqual([
      ['threaded', 'p50', 'regressed'],
      ['threaded', 'p99', 'regressed'],
    ]);
    expect(compare(run.plan, run.rounds, run.slices, ['throughput']).map(({ baseline }) => baseline)).toEqual(
      ['dev', 'dev'],
    );
  });

  it('conclude of an overloaded server’s response times only that they are longer', () => {
    const behind = ladderOf({ dev: 1000, prefork: 200 }, [400]);
    expect(find(behind, 'p50')?.verdict).toBe('regressed');
    expect(find(behind, 'throughput')).toMatchObject({
      verdict: 'regressed',
      ratio: { point: expect.closeTo(0.5, 1) },
    });
    const ahead = ladderOf({ dev: 200, prefork: 1000 }, [400]);
    expect(find(ahead, 'p50')?.verdict).toBe('improved');
    const both = ladderOf({ dev: 200, prefork: 100 }, [400]);
    expect(find(both, 'p50')).toMatchObject({
      verdict: 'inconclusive',
      ratio: { point: expect.any(Number) },
    });
    expect(find(both, 'throughput')?.verdict).toBe('regressed');
  });
});

describe('a throughput that the load generator may have held down', () => {
  /** Both serve 4000 req/s but for the factor; whose generator was busy for 85 % of its core. */
  function compared(factor: number, busy: readonly string[]) {
    const plan = syntheticPlan({ variants: ['dev', 'prefork'] });
    const run = syntheticRun({
      plan,
      truth: ({ variant }) => truth({ throughput: variant === 'dev' ? 4000 : 4000 * factor }),
    });
    const slices = run.slices.map((slice) => {
      const load = slice.load!;
      const cpuMs = (busy.includes(slice.variant) ? 0.85 : 0.3) * load.totalMs;
      return { ...slice, load: { ...load, generator: { cpuMs, eventLoopUtilization: 0.3 } } };
    });
    return compare(plan, run.rounds, slices, ['throughput'])[0]!.verdict;
  }

  it.each([
    [1.5, [], 'improved'],
    [1.5, ['prefork'], 'improved'],
    [1.5, ['dev'], 'inconclusive'],
    [1.5, ['dev', 'prefork'], 'inconclusive'],
    [0.7, ['dev'], 'regressed'],
    [0.7, ['prefork'], 'inconclusive'],
    [1, [], 'no-difference'],
    [1, ['prefork'], 'inconclusive'],
  ])('of %f × with %j near the limit is %s', (factor, busy, verdict) => {
    expect(compared(factor, busy)).toBe(verdict);
  });
});

describe('lags of nothing', () => {
  it('are told as 0', () => {
    const edit = (load: LoadReport) => ({
      open: { ...load.open!, wakeLag: encodedMs([0, 0, 0]), sendLag: encodedMs([0, 0, 0]) },
    });
    const { wakeLag, sendLag } = openSummary({ edit }).distribution!;
    expect([wakeLag!.max, sendLag!.max]).toEqual([0, 0]);
  });
});
