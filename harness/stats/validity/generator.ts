// Whether the load generator, rather than the server, was what was measured.

import type { LoadReport } from '../../model/load.ts';
import { type Plan, thinkMsOf } from '../../model/plan.ts';
import { calibratedAt, calibrationOf, ceilingOf } from '../calibrated.ts';
import type { CellData } from '../cell-data.ts';
import { sentPerSecond, sliceMedian, workShare } from '../headroom.ts';
import type { Finding } from './finding.ts';

/** Busy share of the generator's core or event loop above which it may have slowed answers down (method §6). */
export const GENERATOR_CAVEAT = 0.8;

/** The same above which the generator, not the server, is what was measured (method §6). */
export const GENERATOR_BOUND = 0.95;

/** How late the generator's event loop may come to what is due, p99 (method §6). */
export const LOOP_DELAY_BOUND_MS = 10;

/** Share of the calibrated arrival rate above which the generator is near its ceiling, or at it (method §6). */
export const CEILING_CAVEAT = 0.5;
export const CEILING_BOUND = 0.9;

/** Response times below so many times those of a server that does nothing are partly the generator's (method §6). */
export const FLOOR_FACTOR = 2;

/** Share of the slice that a request hook may take. While it runs nothing is sent, and answers that come wait unread. */
export const HOOK_CAVEAT = 0.1;

/** All are medians over slices, so that one disturbed slice does not condemn the cell. */
export function generatorFindings(plan: Plan, data: CellData): Finding[] {
  return [
    ...cpuFindings(data),
    ...eventLoopFindings(data),
    ...loopDelayFindings(data),
    ...ceilingFindings(plan, data),
  ];
}

function cpuFindings(data: CellData): Finding[] {
  const share = sliceMedian(data, workShare);
  const limit = exceeded(share);
  if (share === null || limit === null) return [];
  return [{ status: limit.status, reason: { code: 'generator-cpu', share, bound: limit.bound } }];
}

function eventLoopFindings(data: CellData): Finding[] {
  const utilization = sliceMedian(data, loopShare);
  const limit = exceeded(utilization);
  if (utilization === null || limit === null) return [];
  return [{ status: limit.status, reason: { code: 'event-loop', utilization, bound: limit.bound } }];
}

/** A pacer that spins keeps the event loop active; that is taken off, for it gives way to whatever is due. */
function loopShare({ generator, totalMs }: LoadReport): number {
  return Math.max(0, generator.eventLoopUtilization - (generator.spinMs ?? 0) / totalMs);
}

function loopDelayFindings(data: CellData): Finding[] {
  const p99Ms = sliceMedian(data, ({ generator }) => generator.loopDelayP99Ms ?? null);
  if (p99Ms === null || p99Ms <= LOOP_DELAY_BOUND_MS) return [];
  return [{ status: 'invalid', reason: { code: 'loop-delay', p99Ms, boundMs: LOOP_DELAY_BOUND_MS } }];
}

/** Never invalid: throughput is that of users who take as long to make up their minds. */
export function hookFindings(data: CellData): Finding[] {
  const share = sliceMedian(data, ({ generator }) => generator.hookShare ?? null);
  if (share === null || share <= HOOK_CAVEAT) return [];
  return [{ status: 'caveat', reason: { code: 'request-hook', share, bound: HOOK_CAVEAT } }];
}

/**
 * Near what the generator was calibrated to. An open workload is judged by the rate that it asks for. A closed one only
 * gets a caveat, and late: its ceiling is what generator and null server reach together where they share the CPUs,
 * and whether the generator holds the server up is told by its own CPU.
 */
function ceilingFindings(plan: Plan, data: CellData): Finding[] {
  const { level } = data.cell;
  const ceilingPerSecond = ceilingOf(plan, data);
  const perSecond = level.kind === 'open' ? level.rate : sliceMedian(data, sentPerSecond);
  if (ceilingPerSecond === null || perSecond === null) return [];
  const share = perSecond / ceilingPerSecond;
  const found = (status: Finding['status'], bound: number): Finding[] => [
    { status, reason: { code: 'generator-ceiling', perSecond, ceilingPerSecond, share, bound } },
  ];
  if (share > CEILING_BOUND) return found(level.kind === 'open' ? 'invalid' : 'caveat', CEILING_BOUND);
  return share > CEILING_CAVEAT && level.kind === 'open' ? found('caveat', CEILING_CAVEAT) : [];
}

/**
 * Never invalid: throughput, memory and CPU stand. The floor is what a null server's answers take when as many requests
 * are in flight, and in an open workload what the generator takes to notice an arrival as well.
 */
export function floorFindings(plan: Plan, data: CellData): Finding[] {
  const { distribution, open } = data.latency();
  const p50Ms = distribution?.response.p50 ?? null;
  const calibration = calibrationOf(plan);
  const nullMs = calibration === null ? 0 : calibratedAt(calibration, inFlightOf(plan, data)).p50Ms;
  const floorMs = nullMs + (open?.lag?.p50Ms ?? 0);
  if (p50Ms === null || p50Ms >= FLOOR_FACTOR * floorMs) return [];
  return [{ status: 'caveat', reason: { code: 'near-generator-floor', p50Ms, floorMs } }];
}

/** Requests in flight: all connections of a closed workload, but for those that rest. */
function inFlightOf(plan: Plan, data: CellData): number {
  const { level, scenario } = data.cell;
  if (level.kind === 'open') return sliceMedian(data, ({ open }) => open?.meanInFlight ?? null) ?? 1;
  if (thinkMsOf(plan, scenario) === 0) return level.concurrency;
  const perSecond = sliceMedian(data, sentPerSecond) ?? 0;
  return (perSecond * data.latency().meanMs) / 1000;
}

function exceeded(share: number | null): { status: Finding['status']; bound: number } | null {
  if (share === null) return null;
  if (share > GENERATOR_BOUND) return { status: 'invalid', bound: GENERATOR_BOUND };
  if (share > GENERATOR_CAVEAT) return { status: 'caveat', bound: GENERATOR_CAVEAT };
  return null;
}
