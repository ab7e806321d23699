// Whether every request is accounted for, and the times fit the counts.
import { type LoadReport, requestsDue } from '../../model/load.ts';
import { type Plan, thinkMsOf } from '../../model/plan.ts';
import type { CellData } from '../cell-data.ts';
import { type Finding, failedRequests } from './finding.ts';

/**
 * How far throughput × mean response time may be from the connections of a closed workload. Method §4 allows one long
 * run 2 %; here short slices are pooled, whose opening answers count for throughput but not for the mean.
 */
export const LITTLE_TOLERANCE = 0.1;

/**
 * Response times per connection and slice from which Little's law is held against them; with fewer, those of the
 * connections that were answered first weigh too much.
 */
export const LITTLE_RESPONSES_PER_CONNECTION = 10;

/** Share of connections closed with their answer above which connecting takes part of the time, so Little is not asked. */
export const LITTLE_RECONNECT_BOUND = 0.01;

/**
 * The same of an open workload (method §4). There it is no law of averages: what is in flight, summed over a slice, is
 * the sum of the times in flight exactly. What may differ is how times are rounded: the histogram's buckets by 0.05 %,
 * and half a µs for each request ({@link LITTLE_ROUNDING_MS}), which shows where requests take few µs.
 */
export const LITTLE_OPEN_TOLERANCE = 0.02;
export const LITTLE_ROUNDING_MS = 0.0005;

/** Share of requests without a time from which an open workload is not asked: nobody knows how long they were in flight. */
export const LITTLE_UNTIMED_BOUND = 0.01;

/** due = ok + failed + unfinished, in every slice. */
export function accountingFindings(data: CellData): Finding[] {
  for (const report of data.reports) {
    const accounted = report.ok + failedRequests(report) + report.unfinished;
    const due = requestsDue(report);
    if (due !== accounted) {
      return [{ status: 'invalid', reason: { code: 'accounting', sent: due, accounted } }];
    }
  }
  return [];
}

export function littleFindings(plan: Plan, data: CellData): Finding[] {
  const law = littleOf(plan, data);
  if (law === null || law.holds) return [];
  const { inFlight, expected } = law;
  const counted = law.counted ? { counted: true as const } : {};
  return [{ status: 'caveat', reason: { code: 'little', inFlight, expected, ...counted } }];
}

/** Little's law in a cell: what is in flight by throughput and response times, and what it is to be. */
export interface LittleLaw {
  readonly inFlight: number;
  /** The connections; of an open workload, what was counted in flight. */
  readonly expected: number;
  readonly counted: boolean;
  /** How far they may lie apart, as a share. */
  readonly tolerance: number;
  readonly holds: boolean;
}

/** Null where it cannot be asked: too few response times, or connections that are not busy with requests alone. */
export function littleOf(plan: Plan, data: CellData): LittleLaw | null {
  const loads = data.rounds.flatMap(({ slices }) => slices.map((slice) => slice.load));
  const { level, scenario } = data.cell;
  // Where nothing was answered there is no response time to hold it against.
  if (loads.length === 0) return null;
  return level.kind === 'open'
    ? littleOfOpen(data, loads)
    : littleOfClosed(data, loads, level.concurrency, thinkMsOf(plan, scenario));
}

/** Closed workload: connections = throughput × (mean response time + think time). */
function littleOfClosed(
  data: CellData,
  loads: readonly LoadReport[],
  expected: number,
  thinkMs: number,
): LittleLaw | null {
  const closed = sum(loads, (load) => load.reconnects.afterAnswer);
  if (closed > sum(loads, (load) => load.ok) * LITTLE_RECONNECT_BOUND) return null;
  const responses = sum(loads, (load) => load.responses);
  if (responses < LITTLE_RESPONSES_PER_CONNECTION * expected * loads.length) return null;

  const perMs = sum(loads, (load) => load.busy.answers) / sum(loads, (load) => load.busy.elapsedMs);
  const inFlight = perMs * (data.latency().meanMs + thinkMs);
  const holds = Math.abs(inFlight / expected - 1) <= LITTLE_TOLERANCE;
  return { inFlight, expected, counted: false, tolerance: LITTLE_TOLERANCE, holds };
}

/**
 * Open workload: the requests counted in flight, over time, are the sum of the response times, with the ages of what was
 * left unfinished. Those without a time (failed, and first answers that stay out of the histogram) were in flight for
 * no longer than their slice: what they may explain is no finding.
 */
function littleOfOpen(data: CellData, loads: readonly LoadReport[]): LittleLaw | null {
  const { open } = data.latency();
  const due = sum(loads, requestsDue);
  if (open === null || due === 0 || sum(loads, untimed) > due * LITTLE_UNTIMED_BOUND) return null;
  const countedMs = sum(loads, (load) => (load.open?.meanInFlight ?? 0) * load.totalMs);
  const mostUntimedMs = sum(loads, (load) => (untimed(load) - load.failed.dropped) * load.totalMs);
  const rounding = LITTLE_OPEN_TOLERANCE * countedMs + LITTLE_ROUNDING_MS * due;
  const holds = countedMs >= open.sumMs - rounding && countedMs <= open.sumMs + mostUntimedMs + rounding;
  const totalMs = sum(loads, (load) => load.totalMs);
  const [inFlight, expected] = [open.sumMs / totalMs, countedMs / totalMs];
  return { inFlight, expected, counted: true, tolerance: LITTLE_OPEN_TOLERANCE, holds };
}

/** Requests that were in flight for a time that no histogram holds. */
function untimed(load: LoadReport): number {
  return failedRequests(load) + load.ok - load.responses;
}

function sum(loads: readonly LoadReport[], of: (load: LoadReport) => number): number {
  return loads.reduce((all, load) => all + of(load), 0);
}
