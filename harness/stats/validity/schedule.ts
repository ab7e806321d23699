// Open workloads: whether requests were sent when they were due, and what was measured when they were not.
import type { CellData } from '../cell-data.ts';
import { overloadOf } from '../overload.ts';
import { type Finding, failedRequests, isInvalidating, total } from './finding.ts';

/** Share of the requests due that must be sent, or have a reason not to be that is not the generator's (method §6). */
export const SENT_BOUND = 0.99;

/** Arrivals that were noticed too late were sent in bursts: another workload than was asked for. */
export function lagFindings(data: CellData): Finding[] {
  if (data.cell.level.kind === 'closed') return [];
  const lag = data.latency().open?.lag ?? null;
  if (lag === null || !lag.late) return [];
  return [{ status: 'invalid', reason: { code: 'send-lag', p99Ms: lag.p99Ms, boundMs: lag.boundMs } }];
}

/**
 * Requests that were not sent through the generator's fault.
 *
 * An arrival that finds every connection busy waits, or is dropped when too many wait. That alone says nothing of the
 * generator: connections are busy because the server has not answered. So the queue is the server's as long as the
 * generator kept up: it noticed arrivals in time (`wakeLag`), had CPU and event loop to spare and was not at its
 * ceiling; then what was dropped is a failure, what still waited is unfinished. A generator that did not keep up
 * (`strained`: what was found against it) also reads answers late, so that connections only seem busy: the same
 * numbers are then its own. What was neither sent nor dropped, failed or waiting, is its fault in any case.
 */
export function scheduleFindings(data: CellData, strained: readonly Finding[]): Finding[] {
  if (data.cell.level.kind === 'closed') return [];
  const offered = total(data, ({ open }) => open?.offered ?? 0);
  const sent = total(data, (report) => report.sent);
  const unsent = total(data, ({ open }) => open?.unsent ?? 0);
  const excused = isInvalidating(strained) ? 0 : unsent + total(data, failedRequests);
  if (sent + excused >= SENT_BOUND * offered) return [];
  return [{ status: 'invalid', reason: { code: 'schedule', offered, sent, bound: SENT_BOUND } }];
}

/**
 * A valid measurement of an overloaded server: what it serves at most, in memory and CPU too. But the latencies grow with
 * the slices, so nothing ranks by them.
 */
export function overloadFindings(data: CellData): Finding[] {
  const overload = overloadOf(data);
  return overload === null ? [] : [{ status: 'caveat', reason: { code: 'overloaded', ...overload } }];
}

/** Where requests that were left unfinished make a percentile a lower bound; of the greatest value that goes without saying. */
export function censoredFindings(data: CellData): Finding[] {
  if (data.cell.level.kind === 'closed') return [];
  const { distribution, withheld } = data.latency();
  const bounded = (distribution?.response.lowerBounds ?? []).filter((name) => name !== 'max');
  if (bounded.length + withheld.length === 0) return [];
  const unfinished = total(data, (report) => report.unfinished);
  const due = total(data, ({ open }) => open?.offered ?? 0);
  return [{ status: 'caveat', reason: { code: 'censored', unfinished, due } }];
}
