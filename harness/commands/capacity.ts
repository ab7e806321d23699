import { UsageError } from '../model/failure.ts';
import { planCapacity } from './capacity-plan.ts';
import type { ExitCode } from './exit-codes.ts';

/** `bench capacity`: with a record it plans from that; without one it measures. */
export async function capacityCommand(
  record: string | undefined,
  options: Record<string, unknown>,
): Promise<ExitCode> {
  return record === undefined ? measureCapacity(options) : planCapacity(record, options);
}

async function measureCapacity(_options: Record<string, unknown>): Promise<ExitCode> {
  throw new UsageError([
    {
      where: 'bench capacity',
      message: 'no record to plan from',
      hint: 'name one, such as latest; bench history lists them',
    },
  ]);
}
