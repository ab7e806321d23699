import { beyondAutocannon, flowFaults } from '../model/flow.ts';
import type { Plan } from '../model/plan.ts';
import type { Problems } from './problems.ts';

const pathHint = '{{n}} is a number that each request gets anew; only that can be filled in here';

/** Notes scenarios that make no sense, and those that the engine cannot send. `where`: the flag that brought them. */
export function checkScenarios(
  { scenarios, engine }: Pick<Plan, 'scenarios' | 'engine'>,
  where: '--path' | '--scenarios',
  problems: Problems,
): void {
  for (const { name, requests } of scenarios) {
    for (const fault of flowFaults(requests)) {
      if (where === '--path') problems.add(where, fault, pathHint);
      else problems.add(where, `${name}: ${fault}`);
    }
    const beyond = engine === 'autocannon' ? beyondAutocannon(requests) : null;
    if (beyond === null) continue;
    problems.add(
      '--engine',
      `autocannon cannot send scenario ${name}: it cannot ${beyond}`,
      `use --engine native, or leave ${name} out`,
    );
  }
}
