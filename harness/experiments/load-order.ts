import type { LoadOrder, LoadReport } from '../model/load.ts';
import { failureKinds } from '../model/load.ts';
import type { Bench } from './experiment.ts';

/** A slice of one scenario on so many connections, for so long. */
export function loadOrder(bench: Bench, scenario: string, connections: number, ms: number): LoadOrder {
  return {
    requests: bench.scenario(scenario).requests,
    level: { kind: 'closed', concurrency: connections },
    window: { minMs: ms, maxMs: ms, minAnswers: 0 },
    requestTimeoutMs: bench.requestTimeoutMs,
    drainTimeoutMs: bench.requestTimeoutMs,
  };
}

/** Requests of a slice that were not answered as they should be. */
export function failedOf({ failed }: Pick<LoadReport, 'failed'>): number {
  return failureKinds.reduce((sum, kind) => sum + failed[kind], 0);
}

/** The same with those that were never answered; of a slice that was left to end by itself. */
export function lostOf(report: Pick<LoadReport, 'failed' | 'unfinished'>): number {
  return failedOf(report) + report.unfinished;
}
