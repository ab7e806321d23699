import { describe, expect, it } from 'vitest';
import type { MicroSample } from '../../harness/micro/measure-micro.ts';
import { cyclesCounted, summariseMicro } from '../../harness/micro/summarise-micro.ts';
import { syntheticPlan } from '../helpers/slices.ts';

const plan = syntheticPlan({ variants: ['dev', 'prefork:workers=4'], scenarios: ['json', 'static'] });

/** In cycle `c` everything takes `c` times as long: the machine's weather. */
function samples(ms: Record<string, number | null>, scenario = 'json', cycles = 7): MicroSample[] {
  return Array.from({ length: cycles }, (_, cycle) =>
    Object.entries(ms).map(([way, cpuMs]) => ({
      cycle,
      scenario,
      way,
      cpuMs: cpuMs === null ? null : cpuMs * (cycle === 0 ? 100 : cycle),
    })),
  ).flat();
}

const all = { handler: 0.002, framework: 0.04, dev: 0.05, 'prefork:workers=4': 0.06 };

describe('the summary of bench micro', () => {
  it('gives the CPU time of each way in µs, over cycles, the first one left out', () => {
    const [json] = summariseMicro(plan, samples(all), 'Fastify, no socket');
    expect(json?.costs.map(({ way, label }) => [way, label])).toEqual([
      ['handler', 'handler alone'],
      ['framework', 'Fastify, no socket'],
      ['dev', 'served by dev'],
      ['prefork:workers=4', 'served by prefork ×4'],
    ]);
    const handler = json?.costs[0]?.cpuUs;
    expect(handler).toMatchObject({ confidence: 0.95, rounds: 6, fewRounds: false });
    expect(handler?.low).toBeCloseTo(2, 9);
    expect(handler?.high).toBeCloseTo(12, 9);
  });

  it('pairs factors within cycles, so that what slows the machine down does not widen them', () => {
    const [json] = summariseMicro(plan, samples(all), 'Fastify');
    const factors = json?.costs.map(({ factor }) => [factor?.low, factor?.point, factor?.high]);
    for (const [index, expected] of [1, 20, 25, 30].entries()) {
      for (const value of factors?.[index] ?? []) expect(value).toBeCloseTo(expected, 9);
    }
  });

  it('takes the framework for the base where no handler can be called alone', () => {
    const rows = summariseMicro(plan, samples({ ...all, handler: null }, 'static'), 'Fastify');
    const costs = rows[1]?.costs ?? [];
    expect(costs[0]).toMatchObject({ cpuUs: null, factor: null });
    expect(costs[1]?.factor?.point).toBeCloseTo(1, 9);
    expect(costs[2]?.factor?.point).toBeCloseTo(1.25, 9);
  });

  it('leaves out a way that answered wrongly, or in some cycles only those', () => {
    const wrong = samples({ ...all, dev: null });
    expect(summariseMicro(plan, wrong, 'Fastify')[0]?.costs[2]).toMatchObject({ cpuUs: null, factor: null });
    const once = samples(all).map((one) =>
      one.way === 'dev' && one.cycle === 3 ? { ...one, cpuMs: null } : one,
    );
    expect(summariseMicro(plan, once, 'Fastify')[0]?.costs[2]).toMatchObject({
      cpuUs: { rounds: 5, fewRounds: true },
      factor: { rounds: 5 },
    });
  });

  it('makes no figure of a scenario that was not reached', () => {
    const [json] = summariseMicro(plan, samples(all, 'json', 1), 'Fastify');
    expect(json?.costs.map(({ cpuUs }) => cpuUs)).toEqual([null, null, null, null]);
    expect(cyclesCounted(samples(all, 'json', 1))).toBe(0);
    expect(cyclesCounted(samples(all, 'json', 4))).toBe(3);
  });
});
