// A record whose levels are of several kinds: connections, and arrivals at rates.
import type { Level } from '../../harness/model/level.ts';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { analyse } from '../../harness/stats/analyse.ts';
import { openSlice } from './open-slice.ts';
import { environment } from './record-run.ts';
import { closed, syntheticPlan, syntheticRun, truth } from './slices.ts';

const shape = { arrivals: 'constant', connections: 256, overflow: 'queue', queueLimit: 1000 } as const;
const levels: readonly Level[] = [
  ...[1, 8, 32].map(closed),
  ...[100, 300, 600].map((rate): Level => ({ kind: 'open', ...shape, rate })),
];

/** dev, and prefork with 1, 2 and 4 workers × json × 1, 8 and 32 connections and 100, 300 and 600 req/s. */
export function mixedRecord(): RunRecord {
  const variants = ['dev', 'prefork:workers=1', 'prefork:workers=2', 'prefork:workers=4'];
  const plan = syntheticPlan({ variants, overrides: { levels: [...levels] } });
  const noise = { machine: 0.05, process: 0.02, slice: 0.02 };
  const capacity = (variant: string) => 400 * Number(/\d+$/.exec(variant)?.[0] ?? 1);
  const run = syntheticRun({
    ...{ plan, noise, rounds: 6 },
    truth: ({ variant }) => truth({ throughput: capacity(variant) }),
  });
  const slices = run.slices.map((slice) =>
    slice.level.kind === 'closed'
      ? slice
      : openSlice(plan, slice, slice.round, {
          capacity: capacity(slice.variant),
          serviceMs: 4 + slice.round / 10,
        }),
  );
  return recordSchema.parse({
    schemaVersion: 1,
    id: '2026-03-04T10-15-00-mixed',
    startedAt: '2026-03-04T10:15:00.000Z',
    endedAt: '2026-03-04T10:16:18.000Z',
    measuredSeconds: 60,
    command: ['run'],
    environment: environment(),
    ...run,
    slices,
    ...analyse(plan, run.rounds, slices),
    stop: 'rounds',
    experiments: [],
    absent: [],
    claims: [],
  });
}
