// Requests that failed, and through whose fault.
import { failureKinds, type LoadReport, requestsDue } from '../../model/load.ts';
import type { Plan } from '../../model/plan.ts';
import type { CellData } from '../cell-data.ts';
import { TimeCounts } from '../time-counts.ts';
import { type Finding, failedRequests, total } from './finding.ts';

/** Failed requests by kind, but those for which this machine had no port or descriptor: that is not the server's doing. */
export function failureFindings(plan: Plan, data: CellData): Finding[] {
  const kinds: Record<string, number> = {};
  for (const kind of failureKinds) {
    if (kind !== 'exhausted') kinds[kind] = total(data, (report) => report.failed[kind]);
  }
  kinds.unfinished = total(data, (report) => givenUp(plan, report));

  const due = total(data, requestsDue);
  const failed = Object.values(kinds).reduce((sum, count) => sum + count, 0);
  if (due === 0 || failed / due <= plan.failureBound) return [];
  const occurred = Object.fromEntries(Object.entries(kinds).filter(([, count]) => count > 0));
  const reason = {
    code: 'failures',
    share: failed / due,
    bound: plan.failureBound,
    kinds: occurred,
  } as const;
  return [{ status: 'invalid', reason }];
}

/** No port or descriptor was left (EADDRNOTAVAIL, EMFILE): what was not sent would have loaded the server (method §6). */
export function exhaustedFindings(data: CellData): Finding[] {
  const failed = total(data, (report) => report.failed.exhausted);
  return failed === 0 ? [] : [{ status: 'invalid', reason: { code: 'exhausted', failed } }];
}

/** Slow clients that are turned away load nobody slowly: the cell is not what it is called. */
export function slowClientFindings(plan: Plan, data: CellData): Finding[] {
  const failed = total(data, ({ slow }) => slow?.failed ?? 0);
  const ended = failed + total(data, ({ slow }) => slow?.completed ?? 0);
  if (ended === 0 || failed / ended <= plan.failureBound) return [];
  return [{ status: 'caveat', reason: { code: 'slow-clients', failed, ended } }];
}

/** Failed requests, with those that were given up; not those for which this machine had no port or descriptor. */
export function failedByServer(plan: Plan, report: LoadReport): number {
  return failedRequests(report) - report.failed.exhausted + givenUp(plan, report);
}

/**
 * Unfinished requests that count as failed: those that were waited for as long as a request may take. What the native
 * engine leaves of a closed workload stayed unanswered for the whole drain; of an open one the ages tell. The others
 * are only known to have taken longer than that. Autocannon does not drain.
 */
function givenUp(plan: Plan, { unfinished, open }: LoadReport): number {
  if (plan.engine !== 'native' || unfinished === 0) return 0;
  if (open === undefined) return unfinished;
  const ages = new TimeCounts();
  ages.add(open.censored);
  return ages.countAbove(plan.requestTimeoutMs);
}
