// A record that curves can be fitted to: each mode serves by a law of its own, with little noise.
import { type Curve, throughputAt } from '../../harness/capacity/curve.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { analyse } from '../../harness/stats/analyse.ts';
import { environment } from './record-run.ts';
import { syntheticPlan, syntheticRun, truth } from './slices.ts';

const MB = 1e6;

export interface Growing {
  readonly variants: readonly string[];
  readonly scenarios: readonly string[];
  readonly concurrency: readonly number[];
  readonly rounds?: number;
  /** Requests per second. */
  served(variant: string, scenario: string, connections: number): number;
}

export function recordOfCurves(given: Growing): RunRecord {
  const plan = syntheticPlan(given);
  const run = syntheticRun({
    plan,
    noise: { machine: 0.01, process: 0.02, slice: 0.01 },
    rounds: given.rounds ?? 6,
    truth: ({ variant, scenario, level }) =>
      truth({
        throughput: given.served(variant, scenario, level.kind === 'closed' ? level.concurrency : 1),
        footprint: (50 + 40 * workersOf(variant)) * MB,
      }),
  });
  return {
    schemaVersion: 1,
    id: '2026-03-04T10-15-00-growing',
    startedAt: '2026-03-04T10:15:00.000Z',
    endedAt: '2026-03-04T10:16:18.000Z',
    measuredSeconds: 60,
    command: ['run'],
    environment: { ...environment(), cores: 16, memoryBytes: 32e9 },
    ...run,
    ...analyse(plan, run.rounds, run.slices),
    stop: 'rounds',
    experiments: [],
    absent: [],
    claims: [],
  };
}

/** json can be fitted, over connections and over workers; cpu jumps at the third level, so that no curve is drawn. */
export function growingRecord(): RunRecord {
  return recordOfCurves({
    variants: ['dev', ...[1, 2, 3, 4, 6].map((count) => `prefork:workers=${count}`)],
    scenarios: ['json', 'cpu'],
    concurrency: [1, 2, 4, 8, 16, 32],
    served: (variant, scenario, connections) =>
      scenario === 'cpu'
        ? (connections < 4 ? 40 : 90) * workersOf(variant)
        : throughputAt(curveOf(variant), connections),
  });
}

function curveOf(variant: string): Curve {
  return variant === 'dev'
    ? { lambda: 1000, contention: 0.12, coherence: 0.002 }
    : { lambda: 400 * workersOf(variant) ** 0.85, contention: 0.05, coherence: 0.0004 };
}

function workersOf(variant: string): number {
  return Number(/workers=(\d+)/.exec(variant)?.[1] ?? 1);
}
