import { describe, expect, it } from 'vitest';
import { deadlinesOf, orderOf } from '../../harness/measure/load-order.ts';
import { loadOrderSchema } from '../../harness/model/load.ts';
import type { Plan } from '../../harness/model/plan.ts';
import { makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import { slowClient } from '../../scenarios/slow-client.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

const catalogue = { ...smallCatalogue, scenarios: [...smallCatalogue.scenarios, slowClient] };
const planOf = (request: RunRequest) => makePlan({ scenarios: 'json,cpu', ...request }, catalogue, 7);

function visit(plan: Plan, scenario = 'json', level = plan.levels[0]!) {
  return { scenario, level, variants: ['dev'], passes: 2, window: plan.window };
}

const pinned = { loadCpus: '0', serverCpus: '1' };

describe('an order to a loader', () => {
  it('is one that a loader takes', () => {
    for (const request of [{}, { think: '1s' }, { rate: '100' }, { rate: '0.5', idleTimeout: '1s' }]) {
      const plan = planOf(request);
      const order = orderOf(plan, visit(plan), 1, 1);
      expect(loadOrderSchema.parse(order)).toEqual(order);
    }
  });

  it('lets the connections of a closed workload think', () => {
    const plan = planOf({ think: '200ms', concurrency: '8' });
    expect(orderOf(plan, visit(plan), 1, 1)).toMatchObject({
      level: { kind: 'closed', concurrency: 8 },
      thinkMs: 200,
    });
    expect(orderOf(plan, visit(plan), 1, 1)).not.toHaveProperty('arrivalSeed');
  });

  it('lets those of a scenario think for as long as that says', () => {
    const plan = planOf({ think: '200ms', concurrency: '8' });
    const scenarios = plan.scenarios.map((one) => (one.name === 'cpu' ? { ...one, thinkMs: 50 } : one));
    expect(orderOf({ ...plan, scenarios }, visit(plan, 'cpu'), 1, 1).thinkMs).toBe(50);
    expect(orderOf({ ...plan, scenarios }, visit(plan, 'json'), 1, 1).thinkMs).toBe(200);
  });

  it('says of an open one how the loader is woken, and no thoughts', () => {
    const plan = planOf({ rate: '100', pacing: 'spin', ...pinned });
    const order = orderOf(plan, visit(plan), 1, 1);
    expect(order).toMatchObject({ level: { kind: 'open', rate: 100 }, pacing: 'spin' });
    expect(order).not.toHaveProperty('thinkMs');
  });

  it('carries the deadlines of the plan', () => {
    const plan = planOf({ timeout: '3s', connectTimeout: '1s', idleTimeout: '2s' });
    const deadlines = {
      requestTimeoutMs: 3000,
      drainTimeoutMs: 3000,
      connectTimeoutMs: 1000,
      idleTimeoutMs: 2000,
    };
    expect(deadlinesOf(plan)).toEqual(deadlines);
    expect(orderOf(plan, visit(plan), 1, 1)).toMatchObject(deadlines);
    expect(deadlinesOf(planOf({}))).not.toHaveProperty('idleTimeoutMs');
  });

  it('brings slow clients, whatever the workload', () => {
    for (const request of [{ concurrency: '8' }, { rate: '100' }]) {
      const plan = planOf({ scenarios: 'slow-client', ...request });
      expect(orderOf(plan, visit(plan, 'slow-client'), 1, 1).slow).toEqual(slowClient.slow);
    }
  });
});

describe('an order for a scenario with hooks or rows', () => {
  const plain = planOf({ concurrency: '8' });
  const file = '/app/bench.config.ts';
  const request = { setup: false, teardown: false, request: true };
  const plan: Plan = {
    ...plain,
    scenarios: plain.scenarios.map((scenario) =>
      scenario.name === 'cpu'
        ? { ...scenario, feed: { file: '/app/rows.csv', order: 'random' } }
        : { ...scenario, requests: [] },
    ),
    hooks: { file, setup: true, teardown: false, scenarios: { json: request } },
  };

  it('names the files, which the loader reads, and is one that a loader takes', () => {
    const hooked = orderOf(plan, visit(plan), 1, 1);
    expect(loadOrderSchema.parse(hooked)).toEqual(hooked);
    expect(hooked).toMatchObject({ requests: [], hook: { file, scenario: 'json' } });
    expect(hooked).not.toHaveProperty('feed');
    const fed = orderOf(plan, visit(plan, 'cpu'), 1, 1);
    expect(loadOrderSchema.parse(fed)).toEqual(fed);
    expect(fed).toMatchObject({ feed: { file: '/app/rows.csv', order: 'random' } });
    expect(fed).not.toHaveProperty('hook');
  });

  it('draws alike for all variants, and anew in each round and pass', () => {
    const seed = (round: number, pass: number) => orderOf(plan, visit(plan, 'cpu'), round, pass).drawSeed;
    expect(seed(1, 1)).toBe(seed(1, 1));
    expect(new Set([seed(1, 1), seed(1, 2), seed(2, 1)]).size).toBe(3);
    expect(orderOf(plain, visit(plain), 1, 1)).not.toHaveProperty('drawSeed');
  });
});

describe('the arrivals of an open level', () => {
  const plan = planOf({ rate: '100,200', arrivals: 'poisson' });
  const [low, high] = plan.levels;
  const seed = (round: number, pass: number, scenario = 'json', level = low, of = plan) =>
    orderOf(of, visit(of, scenario, level), round, pass).arrivalSeed;

  it('are the same for all variants of a pass, and in a run with the same seed', () => {
    expect(seed(1, 1)).toBe(seed(1, 1));
    expect(seed(3, 2)).toBe(seed(3, 2, 'json', low, planOf({ rate: '100,200', seed: '7' })));
  });

  it('are others in each round, pass, scenario, level and run', () => {
    const seeds = [
      seed(1, 1),
      seed(2, 1),
      seed(1, 2),
      seed(2, 2),
      seed(1, 1, 'cpu'),
      seed(1, 1, 'json', high),
      seed(1, 1, 'json', low, planOf({ rate: '100,200', seed: '8' })),
    ];
    expect(new Set(seeds).size).toBe(seeds.length);
  });
});
