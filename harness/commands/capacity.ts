import { UsageError } from '../model/failure.ts';
import { flagOf } from '../plan/problems.ts';
import { recordlessFlags } from './capacity-flags.ts';
import { planFromRecord } from './capacity-plan.ts';
import { searchCapacity } from './capacity-search.ts';
import type { ExitCode } from './exit-codes.ts';

/** `bench capacity`: with a record it plans from that; without one it measures. */
export async function capacityCommand(
  record: string | undefined,
  options: Record<string, unknown>,
): Promise<ExitCode> {
  if (record !== undefined) return planFromRecord(record, options);
  const planning = recordlessFlags(options);
  if (planning.length === 0) return searchCapacity(options);
  const message = 'is of a plan, which is made from a run, and none is named';
  const hint = 'name one: bench capacity latest --target-rps 2000; bench history lists them';
  throw new UsageError(planning.map((name) => ({ where: flagOf(name), message, hint })));
}
