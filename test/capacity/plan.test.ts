import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModeCapacity } from '../../harness/capacity/mode-capacity.ts';
import { type MachinePlan, planFor } from '../../harness/capacity/plan.ts';
import {
  type Instance,
  machinesFor,
  type PlanQuestion,
  requiredRate,
} from '../../harness/capacity/question.ts';
import { busy, connections, figure, level, mode, p99Below, question, size } from '../helpers/capacity.ts';

const instance = (cores: number, given: Partial<Instance> = {}): Instance => ({
  name: null,
  cores,
  memoryBytes: null,
  price: null,
  ...given,
});

function only(modes: ModeCapacity | readonly ModeCapacity[], asked: PlanQuestion) {
  const [answer, ...others] = planFor([modes].flat(), asked);
  expect(others).toEqual([]);
  return answer!;
}

function planned(modes: ModeCapacity, asked: PlanQuestion): MachinePlan {
  const answer = only(modes, asked);
  if (answer.kind !== 'plan') throw new Error(JSON.stringify(answer));
  return answer;
}

const dev = mode([size([level(1000)])]);
/** 300, 500 and 600 req/s with 1, 2 and 4 workers of 50 MB beside 50 MB. */
const prefork = mode(
  [1, 2, 4].map((count, at) =>
    size([level([300, 500, 600][at]!, { footprint: figure(50e6 * (count + 1), 0) })], {
      variant: `prefork:workers=${count}`,
      count,
    }),
  ),
  { mode: 'prefork', option: 'workers' },
);

describe('machines for a target', () => {
  it('carry it with growth and head-room, and one is spare', () => {
    const asked = question(1400, { growth: 2 });
    expect(requiredRate(asked)).toBeCloseTo(4000, 9);
    const answer = planned(dev, asked);
    expect(answer).toMatchObject({
      machines: 4,
      withSpare: 5,
      fewest: 4,
      most: 5,
      extrapolated: [],
      cost: null,
    });
    expect(answer.load.needed).toBeCloseTo(0.7, 9);
    expect(answer.load.withSpare).toBeCloseTo(0.56, 9);
    // 2800 req/s of 1 ms each on 4 × 2 cores.
    expect(answer.cpu).toBeCloseTo(2.8 / 8, 9);
  });

  it('are the machine that was measured on, unless others are named', () => {
    expect(planned(dev, question(1)).instance).toEqual(instance(2, { memoryBytes: 8e9 }));
  });

  it('take the memory that may be needed, the upper end of the interval', () => {
    const { footprint } = planned(dev, question(1));
    expect(footprint?.each).toBeCloseTo(105e6, 0);
    expect(footprint?.all).toBeCloseTo(210e6, 0);
  });

  it('cost their price each', () => {
    const { cost } = planned(dev, question(1400, { instances: [instance(2, { price: 0.25 })] }));
    expect(cost).toEqual({ needed: 0.5, withSpare: 0.75 });
  });

  it('are planned for each kind of machine and each mode', () => {
    const asked = question(100, { instances: [instance(2), instance(2, { memoryBytes: 1e9 })] });
    expect(planFor([dev, prefork], asked)).toHaveLength(4);
  });

  it('run the size that needs the fewest, and of as many the least memory', () => {
    expect(planned(prefork, question(2000))).toMatchObject({ count: 4, machines: 5 });
    expect(planned(prefork, question(100))).toMatchObject({ count: 1, machines: 1 });
  });

  it('have no fewest and most where there is no interval', () => {
    const seldom = mode([size([level(1000, { throughput: { point: 1000, low: null, high: null } })])]);
    expect(planned(seldom, question(2000))).toMatchObject({ machines: 3, fewest: null, most: null });
  });

  it('are whole, and not one more for the digits of a product', () => {
    expect(machinesFor(3 * 0.1, 0.1)).toBe(3);
    expect(machinesFor(3.0001, 1)).toBe(4);
    expect(machinesFor(0.001, 1)).toBe(1);
  });
});

describe('memory', () => {
  it('leaves out sizes that do not fit, and is then what limits', () => {
    // 90 % of 200 MB hold three parts of 50 MB.
    const asked = question(2000, { instances: [instance(2, { memoryBytes: 200e6 })] });
    expect(planned(prefork, asked)).toMatchObject({ count: 2, machines: 6, binding: 'memory' });
  });

  it('refuses where no size fits, and says how much each needs', () => {
    const asked = question(2000, { instances: [instance(2, { memoryBytes: 100e6 })] });
    const answer = only(dev, asked);
    expect(answer).toMatchObject({
      kind: 'refused',
      reasons: [{ code: 'memory', count: null, has: 90e6, machines: 3 }],
    });
  });

  it('is not what limits where larger sizes would need as many machines', () => {
    const asked = question(100, { instances: [instance(2, { memoryBytes: 200e6 })] });
    expect(planned(prefork, asked).binding).toBe('cpu');
  });
});

describe('an objective', () => {
  const slow = mode([size([level(1000, { figures: { p99: { ...figure(400), bound: null } } })])]);

  it('that no level meets refuses, with the best', () => {
    expect(only(slow, question(1, { limits: [p99Below(250)] }))).toMatchObject({
      kind: 'refused',
      reasons: [
        {
          code: 'unsustained',
          variant: 'dev',
          why: { kind: 'not-met', best: { level: connections(8), figure: { point: 400 } } },
        },
      ],
    });
  });

  it('that one size meets is planned with that', () => {
    const fine = size([level(300, { figures: { p99: { ...figure(100), bound: null } } })], {
      variant: 'w1',
      count: 1,
    });
    const sizes = [fine, { ...slow.sizes[0]!, variant: 'w2', count: 2 }];
    const answer = planned(mode(sizes, { option: 'workers' }), question(400, { limits: [p99Below(250)] }));
    expect(answer).toMatchObject({ count: 1, machines: 2 });
  });
});

describe('beyond what was measured', () => {
  it('another number of cores is refused', () => {
    expect(only(dev, question(1, { instances: [instance(4)] }))).toMatchObject({
      kind: 'refused',
      reasons: [{ code: 'across-cores', measured: 2, asked: 4 }],
    });
  });

  it('more than twice as many are refused for that too', () => {
    const answer = only(dev, question(1, { instances: [instance(5)] }));
    expect(answer.kind === 'refused' && answer.reasons.map(({ code }) => code)).toEqual([
      'across-cores',
      'too-far',
    ]);
  });

  it('is planned in proportion where that is asked for, and labelled', () => {
    const asked = question(5000, { instances: [instance(8)], extrapolate: true });
    expect(planned(prefork, asked)).toMatchObject({
      count: 16,
      rate: { point: 2400 },
      machines: 3,
      extrapolated: [{ by: 'proportional', of: 'cores', from: 2, to: 8, factor: 4 }],
    });
  });

  it('gives a single process nothing for more cores, and less for fewer', () => {
    const on = (cores: number) =>
      planned(dev, question(1, { instances: [instance(cores)], extrapolate: true })).rate.point;
    expect(on(8)).toBe(1000);
    expect(on(1)).toBe(500);
  });

  it('takes the memory of as many more workers as were measured to need it', () => {
    const asked = question(5000, { instances: [instance(8)], extrapolate: true });
    expect(planned(prefork, asked).footprint?.each).toBeCloseTo(50e6 * 17, 0);
  });

  const modelled = {
    ...prefork,
    modelled: [
      { count: 3, ofLargest: figure(0.93) },
      { count: 8, ofLargest: figure(1.3) },
    ],
  };

  it('sizes on the curve are taken where they save machines, and labelled', () => {
    expect(planned(modelled, question(2000))).toMatchObject({
      count: 8,
      machines: 4,
      extrapolated: [{ by: 'modelled', of: 'workers', from: 4, to: 8, factor: 2 }],
    });
  });

  it('what was measured comes before what was not, for as many machines', () => {
    expect(planned(modelled, question(350))).toMatchObject({ count: 2, machines: 1, extrapolated: [] });
  });
});

describe('a plan (property)', () => {
  const modes = fc
    .array(
      fc.record({
        served: fc.double({ min: 1, max: 5000, noNaN: true }),
        mb: fc.integer({ min: 10, max: 2000 }),
      }),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((sizes) =>
      mode(
        sizes.map(({ served, mb }, at) =>
          size([level(served, { footprint: figure(mb * 1e6, 0), cores: busy() })], {
            variant: `w${at + 1}`,
            count: at + 1,
          }),
        ),
        { option: 'workers' },
      ),
    );
  const asked = fc.record({
    target: fc.double({ min: 0.1, max: 1e5, noNaN: true }),
    headroom: fc.double({ min: 0, max: 0.9, noNaN: true }),
    growth: fc.double({ min: 0.5, max: 10, noNaN: true }),
  });
  const machines = (capacity: ModeCapacity, given: PlanQuestion) => {
    const answer = only(capacity, given);
    return answer.kind === 'plan' ? answer.machines : Number.POSITIVE_INFINITY;
  };

  it('never needs fewer machines for more: target, growth or head-room', () => {
    fc.assert(
      fc.property(modes, asked, fc.double({ min: 1, max: 3, noNaN: true }), (capacity, given, more) => {
        const { target, headroom, growth } = given;
        const base = machines(capacity, question(target, { headroom, growth }));
        expect(machines(capacity, question(target * more, { headroom, growth }))).toBeGreaterThanOrEqual(
          base,
        );
        expect(
          machines(capacity, question(target, { headroom, growth: growth * more })),
        ).toBeGreaterThanOrEqual(base);
        const fuller = 1 - (1 - headroom) / more;
        expect(machines(capacity, question(target, { headroom: fuller, growth }))).toBeGreaterThanOrEqual(
          base,
        );
      }),
    );
  });

  it('never needs more machines of a kind with more memory or more cores, nor with more sizes to choose from', () => {
    fc.assert(
      fc.property(modes, asked, fc.integer({ min: 50, max: 3000 }), (capacity, { target }, mb) => {
        const on = (given: Instance) =>
          machines(capacity, question(target, { instances: [given], extrapolate: true }));
        const base = on(instance(2, { memoryBytes: mb * 1e6 }));
        expect(on(instance(2, { memoryBytes: mb * 2e6 }))).toBeLessThanOrEqual(base);
        expect(on(instance(4))).toBeLessThanOrEqual(on(instance(2)));
        const fewer = { ...capacity, sizes: capacity.sizes.slice(0, 1) };
        expect(machines(capacity, question(target))).toBeLessThanOrEqual(machines(fewer, question(target)));
      }),
    );
  });

  it('carries what it is for', () => {
    fc.assert(
      fc.property(modes, asked, (capacity, { target, headroom, growth }) => {
        const plan = planned(capacity, question(target, { headroom, growth }));
        const required = requiredRate(question(target, { headroom, growth }));
        expect(plan.machines * plan.rate.point).toBeGreaterThanOrEqual(required * (1 - 1e-9));
        expect(plan.load.needed).toBeLessThanOrEqual(1 - headroom + 1e-9);
        expect(plan.fewest).toBeLessThanOrEqual(plan.machines);
        expect(plan.most).toBeGreaterThanOrEqual(plan.machines);
      }),
    );
  });
});
