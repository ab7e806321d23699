// Fabricates a run record: invented figures that fit together, with seeded noise, checked against the schema.
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { cellsOf, comparisons, noiseFrom, roundsOf, summary } from './record-cells.ts';
import { claims } from './record-claims.ts';
import { environment, plan, roundResults, slicesOf } from './record-run.ts';

export type RecordDraft = RunRecord;

export interface Fabrication {
  readonly seed?: number;
  readonly rounds?: number;
  readonly concurrency?: readonly number[];
  /** Changes the finished record before the schema checks it. */
  readonly edit?: (draft: RecordDraft) => void;
}

/**
 * Three variants × json, cpu, wait × 1, 8, 32 connections. json c8 of prefork is invalid (failures), json c32 of
 * threaded inconclusive, `wait` has too few answers for p99.
 */
export function fabricateRecord(fabrication: Fabrication = {}): RunRecord {
  const rounds = fabrication.rounds ?? 6;
  const concurrency = fabrication.concurrency ?? [1, 8, 32];
  const noise = noiseFrom(fabrication.seed ?? 7);
  const cells = cellsOf(concurrency).map((cell) => ({ ...cell, rounds: roundsOf(cell, rounds, noise) }));
  const slices = slicesOf(cells, rounds, noise);
  const lastMs = slices.at(-1)?.startedMs ?? 0;
  const draft: RecordDraft = {
    schemaVersion: 1,
    id: '2026-03-04T10-15-00-default',
    startedAt: '2026-03-04T10:15:00.000Z',
    endedAt: '2026-03-04T10:16:18.000Z',
    measuredSeconds: Math.round(lastMs / 1000) + 1,
    command: ['run', '--modes', 'dev,prefork,threaded'],
    environment: environment(),
    plan: plan(concurrency),
    stop: 'budget',
    rounds: roundResults(rounds, concurrency.length, noise),
    slices,
    summaries: cells.map((cell) => summary(cell)),
    comparisons: comparisons(cells),
    objectives: [],
    experiments: [],
    absent: [],
    claims: claims(),
  };
  fabrication.edit?.(draft);
  return recordSchema.parse(draft);
}
