import type { Estimate, Validity, ValidityReason } from '../model/estimate.ts';
import { failureKinds, type LoadReport } from '../model/load.ts';
import type { Plan } from '../model/plan.ts';
import type { RoundResult } from '../model/slice.ts';
import type { CellData } from './cell-data.ts';
import { halfWidth, roundsNeeded } from './interval.ts';

/**
 * Share of the rounds that may be lost to a failed server or loader, or go without an answer, before the rest no longer
 * stands for the variant: with two of six gone, the figures are those of its lucky starts.
 */
export const LOST_ROUNDS_BOUND = 1 / 3;

/** Busy share of the generator's core or event loop above which it may have slowed answers down (method §6). */
export const GENERATOR_CAVEAT = 0.8;

/** The same above which the generator, not the server, is what was measured (method §6). */
export const GENERATOR_BOUND = 0.95;

/**
 * How far throughput × mean response time may be from the connections in use. Method §4 allows one long run 2 %; here
 * short slices are pooled, whose opening answers count for throughput but not for the mean.
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
 * Half-width of the throughput interval above which the cell's own figure is to be read with care. No more than that:
 * a machine that is slower today than tomorrow widens it, and leaves the paired ratios narrow.
 */
export const WIDE_INTERVAL_BOUND = 0.25;

/** Share of rounds discarded above which the machine was too disturbed to tell (method §7). */
export const DISCARDED_BOUND = 0.3;

type Status = Validity['status'];

interface Finding {
  readonly status: Exclude<Status, 'valid'>;
  readonly reason: ValidityReason;
}

const severity: readonly Status[] = ['valid', 'caveat', 'inconclusive', 'invalid'];

/** Judges a cell by method §6, as far as slices tell. The status is that of the gravest reason. */
export function judgeCell(
  plan: Plan,
  rounds: readonly RoundResult[],
  data: CellData,
  throughput: Estimate | null,
): Validity {
  const findings = [
    ...findingsOfLoad(plan, data),
    ...littleFindings(data),
    ...slowClientFindings(plan, data),
    ...intervalFindings(plan, data, throughput),
    ...roundFindings(rounds, data),
  ];
  return {
    status: findings.reduce<Status>((worst, { status }) => graver(worst, status), 'valid'),
    reasons: findings.map((finding) => finding.reason),
  };
}

/** Whether the cell must stay out of rankings and comparisons. Decodes no histogram. */
export function isInvalid(plan: Plan, data: CellData): boolean {
  return findingsOfLoad(plan, data).some((finding) => finding.status === 'invalid');
}

/** Whether so many rounds were discarded that nothing may be concluded from the rest. */
export function isDisturbed(data: CellData): boolean {
  return data.discarded > (data.due + data.discarded) * DISCARDED_BOUND;
}

/** What can make a cell invalid. */
function findingsOfLoad(plan: Plan, data: CellData): Finding[] {
  return [
    ...failureFindings(plan, data),
    ...accountingFindings(data),
    ...lostRoundFindings(data),
    ...generatorFindings(data),
  ];
}

/** Failed requests by kind. What the native engine leaves unfinished stayed unanswered for the whole drain; others do not drain. */
function failureFindings(plan: Plan, data: CellData): Finding[] {
  const kinds: Record<string, number> = {};
  for (const kind of failureKinds) kinds[kind] = total(data, (report) => report.failed[kind]);
  if (plan.engine === 'native') kinds.unfinished = total(data, (report) => report.unfinished);

  const sent = total(data, (report) => report.sent);
  const failed = Object.values(kinds).reduce((sum, count) => sum + count, 0);
  if (sent === 0 || failed / sent <= plan.failureBound) return [];
  const occurred = Object.fromEntries(Object.entries(kinds).filter(([, count]) => count > 0));
  const reason = {
    code: 'failures',
    share: failed / sent,
    bound: plan.failureBound,
    kinds: occurred,
  } as const;
  return [{ status: 'invalid', reason }];
}

/** sent = ok + failed + unfinished, in every slice. */
function accountingFindings(data: CellData): Finding[] {
  for (const report of data.reports) {
    const accounted = report.ok + failedRequests(report) + report.unfinished;
    if (report.sent !== accounted) {
      return [{ status: 'invalid', reason: { code: 'accounting', sent: report.sent, accounted } }];
    }
  }
  return [];
}

function lostRoundFindings({ lost, due }: CellData): Finding[] {
  return (['server-failed', 'loader-failed', 'no-answers'] as const).flatMap((code): Finding[] => {
    const ofCode = lost.filter((round) => round.code === code);
    const [first] = ofCode;
    if (!first) return [];
    const status = ofCode.length >= due * LOST_ROUNDS_BOUND ? 'invalid' : 'caveat';
    return [{ status, reason: code === 'no-answers' ? { code } : { code, detail: first.detail } }];
  });
}

/** Medians over slices, so that one disturbed slice does not condemn the cell. */
function generatorFindings(data: CellData): Finding[] {
  const loads = data.rounds.flatMap(({ slices }) => slices.map((slice) => slice.load));
  const cpu = median(loads.map((load) => load.generator.cpuMs / load.totalMs));
  const loop = median(loads.map((load) => load.generator.eventLoopUtilization));
  const findings: Finding[] = [];
  const cpuBound = exceeded(cpu);
  if (cpuBound) {
    findings.push({
      status: cpuBound.status,
      reason: { code: 'generator-cpu', share: cpu, bound: cpuBound.bound },
    });
  }
  const loopBound = exceeded(loop);
  if (loopBound) {
    findings.push({
      status: loopBound.status,
      reason: { code: 'event-loop', utilization: loop, bound: loopBound.bound },
    });
  }
  return findings;
}

function exceeded(share: number): { status: Finding['status']; bound: number } | null {
  if (share > GENERATOR_BOUND) return { status: 'invalid', bound: GENERATOR_BOUND };
  if (share > GENERATOR_CAVEAT) return { status: 'caveat', bound: GENERATOR_CAVEAT };
  return null;
}

/** Closed workload without think time: connections in use = throughput × mean response time (Little). */
function littleFindings(data: CellData): Finding[] {
  const loads = data.rounds.flatMap(({ slices }) => slices.map((slice) => slice.load));
  const sum = (of: (load: LoadReport) => number) => loads.reduce((all, load) => all + of(load), 0);
  const { level } = data.cell;
  // Where nothing was answered there is no response time to hold it against.
  if (loads.length === 0 || level.kind === 'open') return [];
  const closed = sum((load) => load.reconnects.afterAnswer);
  const expected = level.concurrency;
  if (closed > sum((load) => load.ok) * LITTLE_RECONNECT_BOUND) return [];
  if (sum((load) => load.responses) < LITTLE_RESPONSES_PER_CONNECTION * expected * loads.length) return [];

  const perMs = sum((load) => load.busy.answers) / sum((load) => load.busy.elapsedMs);
  const inFlight = perMs * data.latency().meanMs;
  if (Math.abs(inFlight / expected - 1) <= LITTLE_TOLERANCE) return [];
  return [{ status: 'caveat', reason: { code: 'little', inFlight, expected } }];
}

/** Slow clients that are turned away load nobody slowly: the cell is not what it is called. */
function slowClientFindings(plan: Plan, data: CellData): Finding[] {
  const failed = total(data, ({ slow }) => slow?.failed ?? 0);
  const ended = failed + total(data, ({ slow }) => slow?.completed ?? 0);
  if (ended === 0 || failed / ended <= plan.failureBound) return [];
  return [{ status: 'caveat', reason: { code: 'slow-clients', failed, ended } }];
}

function intervalFindings(plan: Plan, data: CellData, throughput: Estimate | null): Finding[] {
  const findings: Finding[] = [];
  const rounds = data.rounds.length;
  const needed = roundsNeeded(plan.confidence);
  if (rounds < needed) findings.push({ status: 'caveat', reason: { code: 'few-rounds', rounds, needed } });
  const width = throughput && halfWidth(throughput);
  if (width !== null && width > WIDE_INTERVAL_BOUND) {
    const reason = { code: 'wide-interval', halfWidth: width, bound: WIDE_INTERVAL_BOUND } as const;
    findings.push({ status: 'caveat', reason });
  }
  return findings;
}

function roundFindings(rounds: readonly RoundResult[], data: CellData): Finding[] {
  const findings: Finding[] = [];
  if (isDisturbed(data)) {
    const all = data.due + data.discarded;
    const reason = { code: 'disturbed', discarded: data.discarded, rounds: all } as const;
    findings.push({ status: 'inconclusive', reason });
  }
  const used = new Set(data.rounds.map(({ round }) => round));
  const unsteady = rounds.some(
    ({ round, warmups }) =>
      used.has(round) &&
      warmups.some(
        (w) => w.variant === data.cell.variant && w.scenario === data.cell.scenario && w.steady === false,
      ),
  );
  if (unsteady) findings.push({ status: 'caveat', reason: { code: 'unsteady' } });
  return findings;
}

function graver(a: Status, b: Status): Status {
  return severity.indexOf(b) > severity.indexOf(a) ? b : a;
}

function failedRequests(report: LoadReport): number {
  return failureKinds.reduce((sum, kind) => sum + report.failed[kind], 0);
}

function total(data: CellData, of: (report: LoadReport) => number): number {
  return data.reports.reduce((sum, report) => sum + of(report), 0);
}

/** NaN without values, which exceeds no bound. */
function median(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? 0)) / 2;
}
