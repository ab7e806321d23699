import type { Calibration } from '../../model/calibration.ts';
import { FailureError } from '../../model/failure.ts';
import type { LoadOrder, LoadReport, LoadSession } from '../../model/load.ts';
import { calibrationOrder } from './order.ts';
import { busiestShare, pooledQuantile, total } from './pooled.ts';

export type OpenStep = Calibration['open']['steps'][number];

/** Method §6: what a generator must hold to that is said to keep up. */
const lagBoundMs = 2;
const sentBound = 0.999;

/** Connections of each loader: many more than a null server needs, so that waiting for one is no part of the lag. */
const connections = 256;
/** Arrivals that may wait, s: what waits longer is lost, and the rate with it. */
const queueSeconds = 1;

/** Offers `rate` arrivals per second for `ms`, shared out among the loaders. */
export async function driveOpen(
  sessions: readonly LoadSession[],
  rate: number,
  ms: number,
): Promise<OpenStep> {
  const reports = await Promise.all(
    sessions.map((session, index) => session.drive(orderOf(rate, ms, index, sessions.length))),
  );
  return stepOf(rate, reports);
}

export function keepsUp({ lagP99Ms, sentShare }: OpenStep): boolean {
  return lagP99Ms <= lagBoundMs && sentShare >= sentBound;
}

function orderOf(rate: number, ms: number, index: number, of: number): LoadOrder {
  const queueLimit = Math.ceil(rate * queueSeconds);
  const order = calibrationOrder(
    { kind: 'open', rate, arrivals: 'constant', connections, overflow: 'queue', queueLimit },
    ms,
  );
  return of === 1 ? order : { ...order, share: { index, of } };
}

/** @throws FailureError when a loader does not tell what it was late by */
export function stepOf(rate: number, reports: readonly LoadReport[]): OpenStep {
  const lags = reports.map(({ open }) => {
    if (open !== undefined) return open.wakeLag;
    const detail = 'it sends no requests at given times';
    throw new FailureError({ reason: 'loader-error', variant: '', phase: '', detail });
  });
  const offered = total(reports, ({ open }) => open?.offered ?? 0);
  const sent = total(reports, (report) => report.sent);
  // A rate so low that nothing was due in the step tells nothing of lag.
  const lag = (q: number) => (offered === 0 ? 0 : pooledQuantile(lags, q));
  return {
    rate,
    lagP50Ms: lag(0.5),
    lagP99Ms: lag(0.99),
    sentShare: offered === 0 ? 0 : Math.min(1, sent / offered),
    cpuShare: busiestShare(reports),
  };
}
