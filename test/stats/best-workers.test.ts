import { describe, expect, it } from 'vitest';
import type { Variant } from '../../harness/model/variant.ts';
import { bestWorkers } from '../../harness/stats/best-workers.ts';
import { summarise } from '../../harness/stats/summarise.ts';
import { environment } from '../helpers/record-run.ts';
import { type Noise, nodeVariant, quiet, syntheticPlan, syntheticRun, truth } from '../helpers/slices.ts';

interface Given {
  readonly served: Readonly<Record<string, number>>;
  readonly rounds?: number;
  readonly noise?: Noise;
  readonly seed?: number;
  readonly change?: (variant: Variant) => Variant;
}

/** The record of a run in which each variant truly serves so many requests per second. */
function recordOf({ served, change = (variant) => variant, ...rest }: Given) {
  const variants = Object.keys(served).map((id) => change(nodeVariant(id)));
  const plan = syntheticPlan({ variants });
  const run = syntheticRun({
    plan,
    truth: ({ variant }) => truth({ throughput: served[variant]! }),
    ...rest,
  });
  return { ...run, environment: environment(), summaries: summarise(plan, run.rounds, run.slices) };
}

const workers = (one: number, two: number, four: number, eight: number) => ({
  'prefork:workers=1': one,
  'prefork:workers=2': two,
  'prefork:workers=4': four,
  'prefork:workers=8': eight,
});
const noisy: Noise = { machine: 0.3, process: 0.02, slice: 0.02 };

describe('the best worker count', () => {
  it('is that which serves most, and its rule of 2–4 × cores is told by what it loses', () => {
    const [sweep, ...more] = bestWorkers(recordOf({ served: workers(1000, 2000, 1800, 1500) }));
    expect(more).toEqual([]);
    expect(sweep).toMatchObject({
      stack: 'node',
      mode: 'prefork',
      option: 'workers',
      scenario: 'json',
      level: { kind: 'closed', concurrency: 8 },
      best: { count: 2, variant: 'prefork:workers=2' },
      enough: { count: 2, ofBest: { point: 1 } },
      advised: { low: 4, high: 8 },
    });
    expect(sweep?.sizes.map(({ count }) => count)).toEqual([1, 2, 4, 8]);
    const ofBest = sweep?.advised?.sizes.map((size) => [size.count, size.ofBest.point]);
    expect(ofBest?.[0]).toEqual([4, expect.closeTo(0.9, 2)]);
    expect(ofBest?.[1]).toEqual([8, expect.closeTo(0.75, 2)]);
  });

  it('is enough with fewer when no other count was shown to serve more', () => {
    const [sweep] = bestWorkers(recordOf({ served: workers(1000, 2000, 2001, 1990), noise: noisy, seed: 3 }));
    expect(sweep?.enough?.count).toBe(2);
    expect(sweep?.enough?.ofBest.point).toBeCloseTo(1, 1);
  });

  it('is told of threads as well, without the rule, and of each mode and layer apart', () => {
    const nginx = (variant: Variant): Variant =>
      variant.id.endsWith('8') && variant.source.kind === 'reference'
        ? { ...variant, source: { ...variant.source, layers: ['nginx'] } }
        : variant;
    const served = {
      ...workers(1000, 2000, 1800, 1500),
      'threaded:threads=2': 900,
      'threaded:threads=4': 700,
    };
    const sweeps = bestWorkers(recordOf({ served, change: nginx }));
    expect(sweeps.map(({ mode, option, sizes }) => [mode, option, sizes.map(({ count }) => count)])).toEqual([
      ['prefork', 'workers', [1, 2, 4]],
      ['threaded', 'threads', [2, 4]],
    ]);
    expect(sweeps[1]?.advised).toBeNull();
  });

  it('is told of servers of the user’s own, where one command takes the size', () => {
    const own = (variant: Variant): Variant => ({
      ...variant,
      source: { kind: 'command', command: 'x -w {workers}', cwd: '/app' },
    });
    const served = workers(1000, 2000, 1800, 1500);
    expect(bestWorkers(recordOf({ served, change: own }))).toMatchObject([
      { stack: null, mode: 'prefork', option: 'workers', best: { count: 2 } },
    ]);
    const other = (variant: Variant): Variant => ({
      ...variant,
      source: { kind: 'command', command: `${variant.id} {port}` },
    });
    expect(bestWorkers(recordOf({ served, change: other }))).toEqual([]);
  });

  it('compares only variants that differ in nothing else', () => {
    const preloaded = (variant: Variant): Variant =>
      variant.id.endsWith('2') ? { ...variant, options: { ...variant.options, preload: 1 } } : variant;
    const served = { 'prefork:workers=1': 1000, 'prefork:workers=2': 2000 };
    expect(bestWorkers(recordOf({ served, change: preloaded }))).toEqual([]);
    expect(bestWorkers(recordOf({ served: { dev: 1000, 'prefork:workers=2': 2000 } }))).toEqual([]);
  });

  it('is not told where nothing but one count gave a figure', () => {
    const record = recordOf({ served: { 'prefork:workers=1': 1000, 'prefork:workers=2': 2000 } });
    const slices = record.slices.filter(({ variant }) => variant === 'prefork:workers=1');
    expect(
      bestWorkers({ ...record, slices, summaries: summarise(record.plan, record.rounds, slices) }),
    ).toEqual([]);
  });

  it('leaves open what is enough where one round gives no interval', () => {
    const [sweep] = bestWorkers(
      recordOf({ served: workers(1000, 2000, 1800, 1500), rounds: 1, noise: quiet }),
    );
    expect(sweep?.best.count).toBe(2);
    expect(sweep?.enough).toBeNull();
  });
});

describe('a count that the load generator may have held down', () => {
  const record = recordOf({ served: workers(1000, 2000, 1800, 1500) });
  const strained = (variant: string) => {
    const slices = record.slices.map((slice) =>
      slice.variant === variant
        ? {
            ...slice,
            load: {
              ...slice.load!,
              generator: { cpuMs: 0.85 * slice.load!.totalMs, eventLoopUtilization: 0.3 },
            },
          }
        : slice,
    );
    return { ...record, slices, summaries: summarise(record.plan, record.rounds, slices) };
  };

  it('leaves open whether less is enough, and shows that fewer are not', () => {
    const enough = (variant: string) => bestWorkers(strained(variant))[0]?.enough?.count;
    expect(bestWorkers(record)[0]?.enough?.count).toBe(2);
    expect(enough('prefork:workers=2')).toBe(2);
    expect(enough('prefork:workers=4')).toBeUndefined();
    expect(enough('prefork:workers=1')).toBeUndefined();
  });
});

describe('by simulation, on a machine whose weather changes by a third', () => {
  const runs = 100;
  const simulate = (served: Readonly<Record<string, number>>) =>
    Array.from(
      { length: runs },
      (_, seed) => bestWorkers(recordOf({ served, noise: noisy, rounds: 8, seed }))[0]!,
    );

  it('finds a best count that is better by a tenth, and that no fewer are enough', () => {
    const sweeps = simulate(workers(1000, 1800, 2000, 1800));
    expect(sweeps.filter(({ best }) => best.count === 4).length).toBe(runs);
    expect(sweeps.filter(({ enough }) => enough?.count === 4).length).toBeGreaterThan(0.95 * runs);
  });

  it('seldom asks for more than enough when counts are equal', () => {
    const sweeps = simulate(workers(1000, 2000, 2000, 2000));
    // Two comparisons, each wrong towards one side in 2.5 of 100.
    const more = sweeps.filter(({ enough }) => enough?.count !== 2).length / runs;
    expect(more).toBeLessThan(0.1);
  });

  it('says what the rule costs with intervals that hold the truth as often as they promise', () => {
    const sweeps = simulate(workers(1000, 2000, 1700, 1400));
    const held = sweeps.flatMap(({ advised }) =>
      (advised?.sizes ?? []).map(({ count, ofBest: { low, high } }) => {
        const loss = count === 4 ? 0.85 : 0.7;
        return low !== null && high !== null && low <= loss && loss <= high;
      }),
    );
    expect(held.length).toBe(2 * runs);
    expect(held.filter(Boolean).length / held.length).toBeGreaterThan(0.92);
  });
});
