import { describe, expect, it } from 'vitest';
import { capacityOf } from '../../harness/capacity/capacity-of.ts';
import { throughputAt } from '../../harness/capacity/curve.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { analyse } from '../../harness/stats/analyse.ts';
import { environment } from '../helpers/record-run.ts';
import { searchedRecord } from '../helpers/record-search.ts';
import { type Noise, syntheticPlan, syntheticRun, truth } from '../helpers/slices.ts';

const curve = { lambda: 1000, contention: 0.1, coherence: 0.001 };
const little: Noise = { machine: 0.005, process: 0.01, slice: 0.005 };

function recordOf(given: {
  variants: readonly string[];
  concurrency: readonly number[];
  served: (variant: string, connections: number) => number;
  rounds?: number;
}): RunRecord {
  const plan = syntheticPlan(given);
  const run = syntheticRun({
    plan,
    noise: little,
    rounds: given.rounds ?? 6,
    truth: ({ variant, level }) =>
      truth({ throughput: given.served(variant, level.kind === 'closed' ? level.concurrency : 1) }),
  });
  return {
    schemaVersion: 1,
    id: '2026-03-04T10-15-00-default',
    startedAt: '2026-03-04T10:15:00.000Z',
    endedAt: '2026-03-04T10:16:18.000Z',
    measuredSeconds: 60,
    command: ['run'],
    environment: { ...environment(), cores: 4 },
    ...run,
    ...analyse(plan, run.rounds, run.slices),
    stop: 'rounds',
    experiments: [],
    absent: [],
    claims: [],
  };
}

describe('what a record tells of capacity', () => {
  const record = recordOf({
    variants: ['dev'],
    concurrency: [1, 2, 4, 8, 16, 32],
    served: (_, connections) => throughputAt(curve, connections),
  });

  it('is a curve over what was in flight, by Little’s law', () => {
    const [named] = capacityOf(record, []).models;
    expect(named).toMatchObject({ name: 'dev', scenario: 'json' });
    expect(named?.model.refusals).toEqual([]);
    expect(named?.model.over).toBe('concurrency');
    for (const { n, level } of named?.model.levels ?? []) expect(n / level).toBeCloseTo(1, 1);
    expect(named?.model.fitted?.contention.point).toBeCloseTo(0.1, 1);
    expect(named?.model.fitted?.peak.kind).toBe('within');
  });

  it('is each usable cell, with the figures that objectives are of', () => {
    const [mode] = capacityOf(record, ['p50', 'p99', 'failures']).modes;
    expect(mode).toMatchObject({ mode: 'dev', scenario: 'json', option: null, machine: { cores: 4 } });
    const levels = mode?.sizes[0]?.levels ?? [];
    expect(levels.map(({ level: { value } }) => value)).toEqual([1, 2, 4, 8, 16, 32]);
    expect(levels[2]?.figures.p50?.point).toBeCloseTo(4000 / throughputAt(curve, 4), 0);
    expect(levels[2]?.figures.failures?.point).toBe(0);
  });

  it('is plain data, for a page', () => {
    const capacity = capacityOf(record, ['p99']);
    expect(JSON.parse(JSON.stringify(capacity))).toEqual(capacity);
  });

  it('holds by the laws, which are told of every cell', () => {
    const { checks } = capacityOf(record, []);
    expect(checks).toHaveLength(6);
    for (const { little: law, level } of checks) {
      expect(law?.holds).toBe(true);
      expect(law?.measured).toBe(level.kind === 'closed' && level.concurrency);
    }
    for (const { utilisation } of checks) expect(utilisation?.predicted).toBeGreaterThan(0);
  });

  it('leaves cells out that are invalid, and the curve with them', () => {
    const slices = record.slices.map((slice) =>
      slice.level.kind === 'closed' && slice.level.concurrency === 8 && slice.load !== null
        ? {
            ...slice,
            load: { ...slice.load, ok: 1, failed: { ...slice.load.failed, status: slice.load.ok - 1 } },
          }
        : slice,
    );
    const broken = { ...record, slices, ...analyse(record.plan, record.rounds, slices) };
    const { modes, models } = capacityOf(broken, []);
    expect(modes[0]?.sizes[0]?.levels.map(({ level }) => level.value)).toEqual([1, 2, 4, 16, 32]);
    expect(models[0]?.model.refusals).toContainEqual({ code: 'invalid-cells', levels: [8] });
  });
});

describe('what a record of several sizes tells', () => {
  const counts = [1, 2, 3, 4, 6];
  const variants = ['dev', ...counts.map((count) => `prefork:workers=${count}`)];
  const sized = recordOf({
    variants,
    concurrency: [8],
    served: (variant) => {
      const workers = Number(/workers=(\d+)/.exec(variant)?.[1] ?? 1);
      return throughputAt({ lambda: 500, contention: 0.05, coherence: 0 }, workers);
    },
    rounds: 8,
  });

  it('is a mode in these sizes, and one that has a single one', () => {
    const { modes } = capacityOf(sized, []);
    expect(modes.map(({ mode, option, sizes }) => [mode, option, sizes.map(({ count }) => count)])).toEqual([
      ['dev', null, [null]],
      ['prefork', 'workers', counts],
    ]);
  });

  it('is a curve over workers, and what it says of sizes up to twice the largest', () => {
    const idle = { ...sized, environment: { ...sized.environment, cores: 16 } };
    const { models, modes } = capacityOf(idle, []);
    const over = models.find(({ model }) => model.over === 'workers');
    expect(over).toMatchObject({ name: 'prefork', scenario: 'json' });
    expect(over?.model.refusals).toEqual([]);
    const { modelled } = modes[1]!;
    expect(modelled.map(({ count }) => count)).toEqual([5, 7, 8, 9, 10, 11, 12]);
    expect(modelled.at(-1)?.ofLargest.point).toBeCloseTo(
      throughputAt({ lambda: 1, contention: 0.05, coherence: 0 }, 12) /
        throughputAt({ lambda: 1, contention: 0.05, coherence: 0 }, 6),
      1,
    );
  });
});

describe('what a search found', () => {
  const record = searchedRecord({ variants: ['web'] });
  const [result] = record.search!.results;
  const evidence = (given: Partial<NonNullable<typeof result>>) => {
    const results = [{ ...result!, ...given }];
    const [mode] = capacityOf({ ...record, search: { results } }, []).modes;
    return mode!.sizes[0]!.searched[0]!;
  };

  it('has the interval in which all runs together see the limit', () => {
    const { rate, limit } = result!;
    expect(evidence({}).rate).toEqual({ point: rate, low: limit!.low, high: limit!.high });
  });

  it('lies in its interval, also where the limit is known so well that it lies above', () => {
    const limit = { point: 312, low: 308, high: 316 };
    expect(evidence({ rate: 300, limit }).rate).toEqual({ point: 300, low: 300, high: 316 });
  });

  it('lies between what holds and what does not where no limit is told', () => {
    const high = { rate: 330, held: 0, failed: 2, generator: 0 };
    expect(evidence({ rate: 300, limit: null, high }).rate).toEqual({ point: 300, low: 300, high: 330 });
  });

  it('has no upper end where the load generator ended the search', () => {
    expect(evidence({ rate: 300, outcome: 'generator' })).toMatchObject({
      rate: { point: 300, low: 300, high: null },
      atLeast: true,
    });
  });
});
