// Fabricates a record of modes that differ in their number of workers, with what each worker got of the requests.
import type { WorkerShare } from '../../harness/model/experiment.ts';
import type { MemorySample } from '../../harness/model/memory.ts';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { analyse } from '../../harness/stats/analyse.ts';
import { fabricateRecord } from './record.ts';
import { nodeVariant, syntheticPlan, syntheticRun, truth } from './slices.ts';

const mb = 1e6;
const served = { dev: 900, 'prefork:workers=1': 1000, 'prefork:workers=2': 1900, 'prefork:workers=4': 2100 };
const noise = { machine: 0.05, process: 0.02, slice: 0.02 };

/** What the workers of prefork with four got: one of them twice as much as another. */
export const shares: readonly WorkerShare[] = [
  { requests: 4000, cpuMs: 810 },
  { requests: 3100, cpuMs: 640 },
  { requests: 2900, cpuMs: 590 },
  { requests: 2000, cpuMs: 400 },
];

/** dev, and prefork with 1, 2 and 4 workers × json × 2, 8, 32 connections; the first `workers` have a tree of that many. */
export function sizedRecord(edit: (draft: RunRecord) => void = () => {}): RunRecord {
  const variants = Object.keys(served).map(nodeVariant);
  const plan = syntheticPlan({ variants, concurrency: [2, 8, 32] });
  const run = syntheticRun({
    ...{ plan, noise, rounds: 6 },
    truth: ({ variant }) =>
      truth({
        throughput: served[variant as keyof typeof served],
        footprint: (40 + 22 * workersOf(variant)) * mb,
      }),
  });
  for (const round of run.rounds) {
    for (const launch of round.launches) {
      launch.restMemory = treeOf(workersOf(launch.variant), round.round);
    }
  }
  const draft: RunRecord = {
    ...fabricateRecord(),
    ...run,
    ...analyse(plan, run.rounds, run.slices),
    claims: [],
    experiments: [
      {
        ...{ experiment: 'fairness', act: 'load', variant: 'prefork:workers=4', scenario: null },
        ...{ startedMs: 1000, tookMs: 4000 },
        outcome: {
          kind: 'done',
          findings: { workers: 4, requestsIndex: 0.945, cpuIndex: 0.94, leastShare: 1 / 6, mostShare: 1 / 3 },
          remarks: [],
          courses: [],
          perWorker: [...shares],
        },
      },
    ],
  };
  edit(draft);
  return recordSchema.parse(draft);
}

function workersOf(variant: string): number {
  return Number(variant.split('=')[1] ?? 0);
}

/** A master of 40 MB, and workers of 30 MB of which 22 are their own; each round a little more. */
function treeOf(workers: number, round: number): MemorySample {
  const more = 1 + round / 100;
  const process = (pid: number, parent: number, pss: number) => ({
    ...{ pid, parent, command: 'node', threads: 11 },
    ...{ rss: pss * 1.5 * mb * more, pss: pss * mb * more, uss: (pss - 8) * mb * more },
  });
  const processes = [
    process(100, 1, 40),
    ...Array.from({ length: workers }, (_, i) => process(101 + i, 100, 30)),
  ];
  const sum = (key: 'rss' | 'pss' | 'uss') => processes.reduce((all, one) => all + one[key], 0);
  const [rss, pss, uss] = [sum('rss'), sum('pss'), sum('uss')];
  return { method: 'smaps', rss, pss, uss, footprint: pss, processes };
}
