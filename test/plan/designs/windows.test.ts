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
