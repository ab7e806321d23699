import { expect } from 'vitest';
import type { Failed, LoadOrder, LoadReport } from '../../harness/model/load.ts';
import { failureKinds, requestsDue } from '../../harness/model/load.ts';
import type { RequestSpec } from '../../harness/model/scenario.ts';

export const noFailures: Failed = {
  connect: 0,
  reset: 0,
  timeout: 0,
  status: 0,
  protocol: 0,
  body: 0,
  exhausted: 0,
  dropped: 0,
};

/** Asserts that every request is accounted for, and once: those that were due = ok + Σ failed + unfinished. */
export function expectAccounted(
  report: Omit<LoadReport, 'generator' | 'reconnects' | 'windowMs' | 'totalMs' | 'bytesReceived'>,
): void {
  const failed = failureKinds.reduce((sum, kind) => sum + report.failed[kind], 0);
  expect(requestsDue(report)).toBe(report.ok + failed + report.unfinished);
  const unsent = (report.open?.unsent ?? 0) + report.failed.dropped;
  expect(report.sent).toBe(requestsDue(report) - unsent);
  expect(report.ok).toBe(report.opening + report.responses);
  const answers = Object.values(report.statuses).reduce((sum, count) => sum + count, 0);
  expect(answers).toBe(report.ok + report.failed.status + report.failed.body);
}

export function get(path = '/', change: Partial<RequestSpec> = {}): RequestSpec {
  return {
    method: 'GET',
    path,
    headers: {},
    body: null,
    expect: { status: 200, body: { kind: 'any' } },
    ...change,
  };
}

export function orderFor(concurrency: number, change: Partial<LoadOrder> = {}): LoadOrder {
  return {
    requests: [get()],
    level: { kind: 'closed', concurrency },
    window: { minMs: 60, maxMs: 5000, minAnswers: 20 },
    requestTimeoutMs: 10_000,
    drainTimeoutMs: 10_000,
    ...change,
  };
}
