import { type RunRecord, recordSchema, schemaVersion } from '../../harness/model/record.ts';
import { buildRecord } from '../../harness/runs/build-record.ts';
import { environment } from './record-run.ts';
import { searched, searchingPlan } from './searching.ts';

/** The record of a search on made-up servers that carry 300 requests per second and answer in 5 ms. */
export function searchedRecord(given: {
  readonly variants: readonly string[];
  readonly slo?: string;
}): RunRecord {
  const plan = searchingPlan(given);
  const { state, why } = searched(plan, () => ({ capacity: 300, serviceMs: 5 }));
  const { rounds, slices, elapsedSeconds } = state;
  const record = buildRecord(
    {
      ...{
        type: 'header',
        schemaVersion,
        id: '2026-03-04T10-15-00-capacity',
        startedAt: '2026-03-04T10:15:00.000Z',
      },
      ...{ command: ['capacity', '--slo', given.slo ?? 'p99<100ms'], environment: environment(), plan },
    },
    { stop: why as RunRecord['stop'], rounds, slices, elapsedMs: 1000 * elapsedSeconds },
    [],
    new Date('2026-03-04T10:20:00.000Z'),
  );
  return recordSchema.parse(record);
}
