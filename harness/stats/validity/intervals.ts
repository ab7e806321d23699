// Whether there are rounds enough, and how far they are apart.
import type { Estimate } from '../../model/estimate.ts';
import type { Plan } from '../../model/plan.ts';
import type { CellData } from '../cell-data.ts';
import { halfWidth, roundsNeeded } from '../interval.ts';
import type { Finding } from './finding.ts';

/**
 * Half-width of the throughput interval above which the cell's own figure is to be read with care. No more than that:
 * a machine that is slower today than tomorrow widens it, and leaves the paired ratios narrow.
 */
export const WIDE_INTERVAL_BOUND = 0.25;

export function intervalFindings(plan: Plan, data: CellData, throughput: Estimate | null): Finding[] {
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
