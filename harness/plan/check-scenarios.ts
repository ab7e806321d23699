import { flowFaults, openedAhead, splitFlow } from '../model/flow.ts';
import type { Plan } from '../model/plan.ts';
import type { Problems } from './problems.ts';

const pathHint = '{{n}} is a number that each request gets anew; only that can be filled in here';

/** Notes scenarios that make no sense, or none with this workload. `where`: the flag that brought them. */
export function checkScenarios(
  { scenarios, levels }: Pick<Plan, 'scenarios' | 'levels'>,
  where: '--path' | '--scenarios',
  problems: Problems,
): void {
  const late = levels.some((level) => level.kind === 'open' && level.connections > openedAhead);
  for (const { name, requests } of scenarios) {
    for (const fault of flowFaults(requests)) {
      if (where === '--path') problems.add(where, fault, pathHint);
      else problems.add(where, `${name}: ${fault}`);
    }
    if (late && splitFlow(requests).opening.length > 0) refuseLateOpening(name, problems);
  }
}

/**
 * An open workload opens a connection when an arrival finds none free. Opening steps that are due then are sent in the
 * middle of the schedule: load that nobody asked for, and an arrival that waits for it. Only so many can be gone
 * through before.
 */
function refuseLateOpening(name: string, problems: Problems): void {
  problems.add(
    '--rate',
    `scenario ${name} has opening steps, which can be done for ${openedAhead} connections before a slice begins`,
    `add --max-connections ${openedAhead}, leave ${name} out, or name --concurrency in place of --rate`,
  );
}
