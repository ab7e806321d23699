import { describe, expect, it } from 'vitest';
import { onlyStack, planMicro, unfit } from '../../harness/commands/micro-plan.ts';
import { UsageError } from '../../harness/model/failure.ts';
import { slowClient } from '../../scenarios/slow-client.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

const catalogue = { ...smallCatalogue, scenarios: [...smallCatalogue.scenarios, slowClient] };

function problemsOf(request: Parameters<typeof planMicro>[0]): string[] {
  try {
    planMicro(request, catalogue, 1);
  } catch (error) {
    if (error instanceof UsageError) return error.problems.map((p) => `${p.where}: ${p.message} | ${p.hint}`);
    throw error;
  }
  return [];
}

describe('the plan of bench micro', () => {
  it('takes all scenarios whose cost is not waiting, and the usual modes', () => {
    const plan = planMicro({}, catalogue, 1);
    expect(plan.scenarios.map(({ name }) => name)).toEqual(['json', 'cpu', 'plain']);
    expect(plan.variants.map(({ id }) => id)).toEqual(['dev', 'prefork', 'threaded']);
    expect(plan.budgetSeconds).toBe(40);
    expect(onlyStack(plan)).toBe('node');
  });

  it('takes what is named', () => {
    const plan = planMicro({ scenarios: 'cpu', modes: 'prefork', workers: '2', budget: '20s' }, catalogue, 1);
    expect(plan.scenarios.map(({ name }) => name)).toEqual(['cpu']);
    expect(plan.variants[0]?.options).toEqual({ workers: 2 });
    expect(plan.budgetSeconds).toBe(20);
  });

  it('says of every scenario that it cannot take why, with all else that is wrong', () => {
    expect(problemsOf({ scenarios: 'wait, slow-client,jsn', modes: 'devv', budget: '1s' })).toEqual([
      '--scenarios: "wait" cannot be called in process: its requests wait, and what they cost is time, not CPU | allowed: json, cpu, plain',
      '--scenarios: "slow-client" cannot be called in process: it is about slow clients, not about a handler | allowed: json, cpu, plain',
      expect.stringContaining('--scenarios: unknown scenario "jsn" | did you mean json?'),
      expect.stringContaining('--modes: unknown mode "devv" | did you mean dev?'),
      expect.stringContaining('--budget: "1s" is out of bounds | '),
    ]);
  });

  it('takes no scenario whose requests change, and the first of those that are sent in turn', () => {
    const [json] = catalogue.scenarios;
    const inTurn = { ...json!, requests: [json!.requests[0]!, json!.requests[0]!] };
    const several = { ...json!, requests: [{ ...json!.requests[0]!, path: '/json?{{n}}' }] };
    expect(unfit(inTurn)).toBe(null);
    expect(unfit(several)).toBe(
      'its requests change from one to the next, and one is called again and again',
    );
    expect(unfit(json!)).toBeNull();
  });

  it('is of one stack', () => {
    const plan = planMicro({}, catalogue, 1);
    const [dev] = plan.variants;
    const other = {
      ...dev!,
      source: { kind: 'reference' as const, stack: 'flask', mode: 'dev', layers: [] },
    };
    expect(() => onlyStack({ ...plan, variants: [dev!, other] })).toThrow(
      '--stack: names node and flask, and handlers are called in one process',
    );
  });
});
