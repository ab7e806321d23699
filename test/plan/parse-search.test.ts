import { describe, expect, it } from 'vitest';
import { presentError } from '../../harness/commands/present-error.ts';
import { UsageError } from '../../harness/model/failure.ts';
import { objectiveText } from '../../harness/model/objective.ts';
import { makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import { configuredObjectives } from '../../harness/plan/parse-objectives.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

const planOf = (request: RunRequest) =>
  makePlan({ modes: 'dev,prefork', scenarios: 'json,wait', search: true, ...request }, smallCatalogue, 7);

/** What is printed of a request that is refused. */
function refusal(request: RunRequest): string {
  try {
    planOf(request);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return presentError(error, false).text;
  }
  throw new Error('it was not refused');
}

describe('the plan of a search', () => {
  it('has what must hold, how requests come, and the closed levels it begins with', () => {
    const plan = planOf({ slo: ['p99<250ms,errors<0.1%'] });
    expect(plan.search?.objectives.map(objectiveText)).toEqual(['p99<250ms', 'failures<0.1%']);
    expect(plan.search?.shape).toMatchObject({ arrivals: 'poisson', connections: 256, overflow: 'queue' });
    expect(plan.levels).toEqual([
      { kind: 'closed', concurrency: 1 },
      { kind: 'closed', concurrency: 16 },
    ]);
    expect(plan).toMatchObject({ objectives: [], isolate: true });
  });

  it('takes five minutes for each mode and scenario that an objective is of, or what it is given', () => {
    expect(planOf({ slo: ['p99<250ms'] }).budgetSeconds).toBe(4 * 300);
    expect(planOf({ slo: ['p99<250ms in json of dev'] }).budgetSeconds).toBe(300);
    expect(planOf({ slo: ['p99<250ms'], budget: '2m' }).budgetSeconds).toBe(120);
  });

  it('lets requests come as they are asked to', () => {
    expect(planOf({ slo: ['p99<250ms'], arrivals: 'constant' }).search?.shape.arrivals).toBe('constant');
  });

  it('needs an objective', () => {
    expect(refusal({})).toContain('--slo: is needed: what is to hold at the rate that is sought');
    expect(refusal({})).toContain("write --slo 'p99<250ms,errors<0.1%'");
  });

  it.each([
    ['p99<200ms@c=16', '"p99<200ms@c=16" names a level, and the rate is what is sought', 'write p99<200ms'],
    [
      'throughput>500req/s',
      '"throughput>500req/s" is what is sought, and no condition of it',
      'leave it out',
    ],
    ['p99>5ms', '"p99>5ms" is a limit from below, which more load does not break', 'write p99<5ms'],
  ])('refuses %s', (slo, message, hint) => {
    const text = refusal({ slo: [slo] });
    expect(text).toContain(message);
    expect(text).toContain(hint);
  });

  it('tells an objective of what is not measured as every command does', () => {
    expect(refusal({ slo: ['p99<250ms in jsn'] })).toContain('scenario "jsn" is not measured');
    expect(refusal({ slo: ['p99<250ms of async'] })).toContain('mode "async" is not measured');
  });

  it('takes those of the configuration that a search can be of', () => {
    const known = { scenarios: ['json', 'wait'], modes: ['dev', 'prefork'] };
    const objectives = configuredObjectives(['p95<80ms', 'p99<200ms@c=16', 'throughput>5req/s'], known);
    expect(planOf({ objectives }).search?.objectives.map(objectiveText)).toEqual(['p95<80ms']);
  });

  it('refuses an engine that cannot keep to a rate', () => {
    expect(refusal({ slo: ['p99<250ms'], engine: 'autocannon' })).toContain('cannot keep to a rate');
  });
});
