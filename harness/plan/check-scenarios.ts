import { flowFaults, openedAhead, openingFaults, splitFlow } from '../model/flow.ts';
import type { Plan } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import { checkFeed } from './check-feed.ts';
import type { Problems } from './problems.ts';

const pathHint = '{{n}} is a number that each request gets anew; only that can be filled in here';

/** Notes scenarios that make no sense, or none with this workload. `placeOf`: where each was named. */
export function checkScenarios(
  { scenarios, levels, hooks }: Pick<Plan, 'scenarios' | 'levels' | 'hooks'>,
  placeOf: (scenario: Scenario) => string,
  problems: Problems,
): void {
  const late = levels.some((level) => level.kind === 'open' && level.connections > openedAhead);
  for (const scenario of scenarios) {
    const { name, requests } = scenario;
    const where = placeOf(scenario);
    const hooked = hooks?.scenarios[name]?.request === true;
    const columns = checkFeed(scenario, hooked, problems);
    // Which placeholders are filled is not known without the columns.
    if (columns === null) continue;
    for (const fault of (hooked ? openingFaults : flowFaults)(requests, columns)) {
      if (where === '--path') problems.add(where, fault, pathHint);
      else problems.add(where, where === '--scenarios' ? `${name}: ${fault}` : fault);
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
