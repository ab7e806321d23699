import type { Estimate, Validity, ValidityReason } from '../../model/estimate.ts';
import type { LatencyMetric } from '../../model/metric.ts';
import type { Plan } from '../../model/plan.ts';
import type { RoundResult } from '../../model/slice.ts';
import type { CellData } from '../cell-data.ts';
import { LATE_SHARE_BORNE } from '../send-lag.ts';
import { accountingFindings, littleFindings } from './accounting.ts';
import { exhaustedFindings, failureFindings, slowClientFindings } from './failures.ts';
import { type Finding, gravest, isInvalidating } from './finding.ts';
import { floorFindings, generatorFindings, hookFindings } from './generator.ts';
import { intervalFindings } from './intervals.ts';
import { lostRoundFindings, roundFindings, saturationFindings } from './rounds.ts';
import { censoredFindings, lagFindings, overloadFindings, scheduleFindings } from './schedule.ts';

/** What is known of a cell beside its own slices. */
export interface Beside {
  readonly throughput: Estimate | null;
  readonly saturatedSince: number | null;
}

/** Judges a cell by method §6. The status is that of the gravest reason. */
export function judgeCell(
  plan: Plan,
  rounds: readonly RoundResult[],
  data: CellData,
  { throughput, saturatedSince }: Beside,
): Validity {
  const generator = findingsOfGenerator(plan, data);
  // What a generator at its limit makes of a server says nothing of the server's limit.
  const limits = isInvalidating(generator)
    ? []
    : [...overloadFindings(data), ...saturationFindings(saturatedSince)];
  const findings = [
    ...findingsOfRequests(plan, data),
    ...generator,
    ...limits,
    ...censoredFindings(data),
    ...littleFindings(plan, data),
    ...floorFindings(plan, data),
    ...hookFindings(data),
    ...slowClientFindings(plan, data),
    ...intervalFindings(plan, data, throughput),
    ...roundFindings(rounds, data),
  ];
  return { status: gravest(findings), reasons: findings.map((finding) => finding.reason) };
}

/**
 * Whether the cell must stay out of rankings and comparisons. Decodes histograms of open workloads alone, and those
 * only when nothing else condemns the cell.
 */
export function isInvalid(plan: Plan, data: CellData): boolean {
  return isInvalidating(findingsOfRequests(plan, data)) || isInvalidating(findingsOfGenerator(plan, data));
}

/**
 * Whether two sides that took turns cannot be told apart by this cell. As {@link isInvalid}, but that arrivals which the
 * generator noticed too late are borne up to {@link LATE_SHARE_BORNE}: on cores that it shares with the servers they are
 * often more than one in a hundred, on both sides alike. The median hardly knows of them, and the tail is told from the
 * actual send.
 */
export function isInvalidBeside(plan: Plan, data: CellData): boolean {
  const found = [...findingsOfRequests(plan, data), ...findingsOfGenerator(plan, data)];
  const lateShare = () => data.latency().open?.lag?.lateShare ?? 0;
  return isInvalidating(
    found.filter(({ reason }) => reason.code !== 'send-lag' || lateShare() > LATE_SHARE_BORNE),
  );
}

/**
 * Whether the cell's throughput may be higher in truth, for the generator was near its limit (method §6). Not asked of
 * open workloads, whose throughput is that of the arrivals.
 */
export function isThroughputBounded(plan: Plan, data: CellData): boolean {
  return data.cell.level.kind === 'closed' && generatorFindings(plan, data).length > 0;
}

/** What of the generator, or of this machine's ports, keeps the cell from telling of the server; null for nothing. */
export function generatorFault(plan: Plan, data: CellData): ValidityReason | null {
  const findings = [...findingsOfGenerator(plan, data), ...exhaustedFindings(data)];
  return findings.find(({ status }) => status === 'invalid')?.reason ?? null;
}

/** Whether the cell's latencies grow with the length of its slices. */
export function isOverloaded(data: CellData): boolean {
  return overloadFindings(data).length > 0;
}

/**
 * Whether arrivals outran the server so far that a percentile is hidden by requests that stayed unanswered or were given
 * up, or that rounds went without any answer, and nothing else is wrong with the cell: then it is known to be that slow at
 * least.
 */
export function isOutrun(plan: Plan, data: CellData, metric: LatencyMetric): boolean {
  if (data.cell.level.kind === 'closed') return false;
  const found = findingsOfRequests(plan, data);
  const waited = found.filter(isWaiting);
  if (waited.length === 0 && !data.latency().withheld.includes(metric)) return false;
  return (
    !isInvalidating(found.filter((one) => !waited.includes(one))) &&
    !isInvalidating(findingsOfGenerator(plan, data))
  );
}

/** Requests that no answer came to, or none in time. */
function isWaiting({ reason }: Finding): boolean {
  if (reason.code === 'no-answers') return true;
  return reason.code === 'failures' && Object.keys(reason.kinds).every((kind) => waitingKinds.has(kind));
}

const waitingKinds: ReadonlySet<string> = new Set(['timeout', 'dropped', 'unfinished']);

function findingsOfRequests(plan: Plan, data: CellData): Finding[] {
  return [
    ...failureFindings(plan, data),
    ...exhaustedFindings(data),
    ...accountingFindings(data),
    ...lostRoundFindings(data),
  ];
}

function findingsOfGenerator(plan: Plan, data: CellData): Finding[] {
  const strained = [...generatorFindings(plan, data), ...lagFindings(data)];
  return [...scheduleFindings(data, strained), ...strained];
}
