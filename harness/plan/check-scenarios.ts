import { flowFaults, openedAhead, splitFlow } from '../model/flow.ts';
import type { Plan } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Problems } from './problems.ts';

const pathHint = '{{n}} is a number that each request gets anew; only that can be filled in here';

/** Who named a scenario: by its path, by its name, or a configuration, which was checked by itself. */
export type ScenarioPlace = '--path' | '--scenarios' | 'configuration';

/** Notes scenarios that make no sense, or none with this workload. */
export function checkScenarios(
  { scenarios, levels }: Pick<Plan, 'scenarios' | 'levels'>,
  placeOf: (scenario: Scenario) => ScenarioPlace,
  problems: Problems,
): void {
  const late = levels.some((level) => level.kind === 'open' && level.connections > openedAhead);
  for (const scenario of scenarios) {
    const { name, requests } = scenario;
    const where = placeOf(scenario);
    for (const fault of where === 'configuration' ? [] : flowFaults(requests)) {
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
