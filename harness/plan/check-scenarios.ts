import { flowFaults, splitFlow } from '../model/flow.ts';
import type { Plan } from '../model/plan.ts';
import type { Problems } from './problems.ts';

const pathHint = '{{n}} is a number that each request gets anew; only that can be filled in here';

/** Notes scenarios that make no sense, or none with this workload. `where`: the flag that brought them. */
export function checkScenarios(
  { scenarios, levels }: Pick<Plan, 'scenarios' | 'levels'>,
  where: '--path' | '--scenarios',
  problems: Problems,
): void {
  const open = levels.some(({ kind }) => kind === 'open');
  for (const { name, requests } of scenarios) {
    for (const fault of flowFaults(requests)) {
      if (where === '--path') problems.add(where, fault, pathHint);
      else problems.add(where, `${name}: ${fault}`);
    }
    if (open && splitFlow(requests).opening.length > 0) refuseOpening(name, problems);
  }
}

/**
 * An open workload opens a connection when an arrival finds none free. Its opening steps would then be sent in the
 * middle of the schedule: load that nobody asked for, and an arrival that waits for them. To go through those of all
 * connections beforehand, one after the other, would take longer than the slice.
 */
function refuseOpening(name: string, problems: Problems): void {
  problems.add(
    '--rate',
    `scenario ${name} has opening steps for each connection, and an open workload opens connections on its way`,
    `leave ${name} out, or name --concurrency in place of --rate`,
  );
}
