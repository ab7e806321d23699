import { describe, expect, it } from 'vitest';
import { windowsOf } from '../../../harness/plan/designs/windows.ts';
import { makePlan } from '../../../harness/plan/make-plan.ts';
import { smallCatalogue } from '../../helpers/catalogue.ts';

const plan = makePlan({ scenarios: 'json', concurrency: '4' }, smallCatalogue, 7);

describe('the window of a scenario that thinks', () => {
  it('holds several thoughts, as one of a plan that thinks does', () => {
    const [level, scenario] = [plan.levels[0]!, plan.scenarios[0]!];
    const ofPlan = makePlan({ scenarios: 'json', concurrency: '4', think: '2s' }, smallCatalogue, 7);
    const own = windowsOf(plan, { ...scenario, thinkMs: 2000 }, level);
    expect(own.usual.minMs).toBe(6000);
    expect(own).toEqual(windowsOf(ofPlan, scenario, level));
    expect(windowsOf(plan, { ...scenario, thinkMs: 0 }, level)).toEqual(windowsOf(plan, scenario, level));
  });
});

describe('the window of arrivals', () => {
  const usualMs = (rate: string, slo?: string) => {
    const request = { scenarios: 'json', rate, ...(slo === undefined ? {} : { slo: [slo] }) };
    const open = makePlan(request, smallCatalogue, 7);
    return windowsOf(open, open.scenarios[0]!, open.levels[0]!).usual.minMs;
  };

  it('holds as many as the percentile of an objective is told from in each round, and some to spare', () => {
    expect(usualMs('40')).toBe(1250);
    expect((40 * usualMs('40', 'p95<1s')) / 1000).toBeCloseTo(40 + 3 * Math.sqrt(40), 1);
    expect((40 * usualMs('40', 'p99<1s')) / 1000).toBeCloseTo(200 + 3 * Math.sqrt(200), 1);
  });

  it('is no longer for an objective that is of no percentile, another rate or another scenario', () => {
    for (const slo of ['failures<1%', 'p99<1s@r=80', 'p99<1s in wait']) {
      const open = makePlan({ scenarios: 'json,wait', rate: '40,80', slo: [slo] }, smallCatalogue, 7);
      expect(windowsOf(open, open.scenarios[0]!, open.levels[0]!).usual.minMs, slo).toBe(1250);
    }
  });

  it('is never longer than 10 s', () => expect(usualMs('2', 'p99<1s')).toBe(10_000));
});
