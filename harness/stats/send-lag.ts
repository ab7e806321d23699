import type { TimeCounts } from './time-counts.ts';

/** How late the generator may take notice of arrivals, p99, when response times are short (method §6). */
export const LAG_BOUND_MS = 2;

/** The same as a share of the measured p99, when they are long (method §6). */
export const LAG_SHARE_OF_P99 = 0.1;

/** Arrivals that must have been noticed too late, whatever their share: a p99 of fewer is that of a few accidents (method §3). */
export const LATE_ARRIVALS_SEEN = 10;

/**
 * Share of the arrivals that may be noticed too late where two sides take turns and are compared by a median, by a tail
 * from the actual send, or by what has no response times in it. Both sides are hit alike, and with one in five the median
 * is still one of those between p37 and p63 of the arrivals that were noticed in time: (0.5 − 0.2) / 0.8 and 0.5 / 0.8.
 */
export const LATE_SHARE_BORNE = 0.2;

/** How late the generator took notice of what was due. */
export interface SendLag {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly boundMs: number;
  /** Share of the arrivals that were noticed later than the bound. */
  readonly lateShare: number;
  /** Whether these are more than 1 %, and more than a few. */
  readonly late: boolean;
}

/**
 * Judged by when the generator took notice, not by when it sent: an arrival that waits for a connection waits for the
 * server to answer. Null without arrivals.
 */
export function sendLagOf(wakeLag: TimeCounts, responseP99Ms: number): SendLag | null {
  if (wakeLag.total === 0) return null;
  const share = Number.isFinite(responseP99Ms) ? LAG_SHARE_OF_P99 * responseP99Ms : 0;
  const boundMs = Math.max(LAG_BOUND_MS, share);
  const p99Ms = wakeLag.quantileMs(0.99);
  const lateArrivals = wakeLag.countAbove(boundMs);
  const lateShare = lateArrivals / wakeLag.total;
  const late = p99Ms > boundMs && lateArrivals > LATE_ARRIVALS_SEEN;
  return { p50Ms: wakeLag.quantileMs(0.5), p99Ms, boundMs, lateShare, late };
}
