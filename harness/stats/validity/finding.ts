import type { Validity, ValidityReason } from '../../model/estimate.ts';
import { failureKinds, type LoadReport } from '../../model/load.ts';
import type { CellData } from '../cell-data.ts';

export type Status = Validity['status'];

/** A reason and how much it weighs. */
export interface Finding {
  readonly status: Exclude<Status, 'valid'>;
  readonly reason: ValidityReason;
}

const severity: readonly Status[] = ['valid', 'caveat', 'inconclusive', 'invalid'];

export function gravest(findings: readonly Finding[]): Status {
  return findings.reduce<Status>(
    (worst, { status }) => (severity.indexOf(status) > severity.indexOf(worst) ? status : worst),
    'valid',
  );
}

export function isInvalidating(findings: readonly Finding[]): boolean {
  return findings.some(({ status }) => status === 'invalid');
}

/** Over all reports of rounds that count, also of slices that enter no figure. */
export function total(data: CellData, of: (report: LoadReport) => number): number {
  return data.reports.reduce((sum, report) => sum + of(report), 0);
}

export function failedRequests(report: LoadReport): number {
  return failureKinds.reduce((sum, kind) => sum + report.failed[kind], 0);
}
