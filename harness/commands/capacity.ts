import { planCapacity } from './capacity-plan.ts';
import { searchCapacity } from './capacity-search.ts';
import type { ExitCode } from './exit-codes.ts';

/** `bench capacity`: with a record it plans from that; without one it measures. */
export async function capacityCommand(
  record: string | undefined,
  options: Record<string, unknown>,
): Promise<ExitCode> {
  return record === undefined ? searchCapacity(options) : planCapacity(record, options);
}
