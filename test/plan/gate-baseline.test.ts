import { describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import { levelKey } from '../../harness/model/level.ts';
import { gatedPairs, type Plan } from '../../harness/model/plan.ts';
import type { Code } from '../../harness/plan/code-variants.ts';
import type { RecordedBaseline } from '../../harness/plan/gate-baseline.ts';
import { makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

const hash = '70dc05c1234567890123456789012345678901ab';
const codes: readonly Code[] = ['main', '.'].map((name) => ({
  ...{ name, commit: hash, top: '/app', submodules: [] },
}));
const asked: RunRequest = {
  cmd: ['web=node a.js {port}', 'pool=node b.js {port}'],
  gate: { thresholds: [] },
};
/** As a gate measured it, with a rate that was found. */
const then: Plan = makePlan({ ...asked, codes, concurrency: '8', rate: '200' }, smallCatalogue, 1);
const recorded = (more: Partial<RecordedBaseline> = {}): RecordedBaseline => ({
  ...{ where: '--baseline', id: 'nightly', plan: then, rounds: 14 },
  ...more,
});
const plan = (more: RunRequest = {}, baseline = recorded()) =>
  makePlan({ ...asked, recorded: baseline, ...more }, smallCatalogue, 1);

function problemsOf(more: RunRequest, baseline = recorded()): string[] {
  try {
    plan(more, baseline);
  } catch (error) {
    if (error instanceof UsageError) return error.problems.map((p) => `${p.where}: ${p.message} | ${p.hint}`);
    throw error;
  }
  return [];
}

describe('a gate against a record', () => {
  it('is of each mode and what was judged of it then, at the levels and for the rounds of the record', () => {
    const made = plan();
    expect(made.levels.map(levelKey)).toEqual(['c8', 'r200']);
    expect(made.gate).toMatchObject({ maxRounds: 14, findRate: null });
    expect(gatedPairs(made)).toEqual([
      { recorded: 'working tree web', baseline: 'recorded web', candidate: 'web' },
      { recorded: 'working tree pool', baseline: 'recorded pool', candidate: 'pool' },
    ]);
    expect(made.variants[0]?.notes).toContain('as measured in nightly, working tree');
    expect(made.gate?.metrics.some(({ role }) => role === 'gating')).toBe(true);
  });

  it('only warns of what was measured elsewhere', () => {
    const made = plan({}, recorded({ differences: ['cpuModel'] }));
    expect(new Set(made.gate?.metrics.map(({ role }) => role))).toEqual(new Set(['advisory']));
    expect(made.gate?.against?.differences).toEqual(['cpuModel']);
  });

  it('is refused where the record lacks a mode or a scenario, or was loaded in another way', () => {
    expect(problemsOf({ cmd: ['api=node a.js {port}'], path: ['/items'], loaders: '2' })).toEqual([
      '--baseline: was loaded in another way: loaders was 1, and is 2 now | load it alike',
      '--baseline: has no scenario GET /items | measure it again with these scenarios',
      '--baseline: has no mode api | it has web, pool',
    ]);
  });
});
