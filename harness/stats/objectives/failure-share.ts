import type { Interval } from '../../model/estimate.ts';
import { type LoadReport, requestsDue } from '../../model/load.ts';
import type { Plan } from '../../model/plan.ts';
import type { CellData } from '../cell-data.ts';
import { clopperPearson } from '../clopper-pearson.ts';
import { roundsNeeded } from '../interval.ts';
import { studentQuantile } from '../student.ts';
import { failedByServer } from '../validity/failures.ts';

/** Of one round: requests that failed, of those that were due. */
export interface RoundCount {
  readonly failed: number;
  readonly due: number;
}

/** The share of failed requests over a cell's rounds; null where none was due. */
export function failureShare(plan: Plan, data: CellData): Interval | null {
  const rounds = [...data.reportsByRound.values()].map((reports) => countOf(plan, reports));
  return shareInterval(
    rounds.filter(({ due }) => due > 0),
    plan.confidence,
  );
}

/**
 * The wider of two intervals, on either side, for each is blind to what the other sees.
 *
 * Clopper & Pearson's takes requests as independent; it alone says how little is known when none failed. But failures
 * come in heaps: a process that starts badly fails thousands of requests at once, and the next one none. So there is also
 * the spread over rounds, by the ratio estimator of cluster sampling (W. G. Cochran, Sampling Techniques, 1977, 6.3) with
 * Student's t; it is 0 when all rounds agree.
 *
 * From two rounds on; with one there is no interval, as of every other figure.
 */
export function shareInterval(rounds: readonly RoundCount[], confidence: number): Interval | null {
  const failed = rounds.reduce((sum, round) => sum + round.failed, 0);
  const due = rounds.reduce((sum, round) => sum + round.due, 0);
  if (due === 0) return null;
  const point = failed / due;
  const n = rounds.length;
  const shared = { point, confidence, rounds: n, fewRounds: n < roundsNeeded(confidence) };
  if (n < 2) return { ...shared, low: null, high: null };
  const requests = clopperPearson(failed, due, confidence);
  const squares = rounds.reduce((sum, round) => sum + (round.failed - point * round.due) ** 2, 0);
  const error = Math.sqrt((n / (n - 1)) * squares) / due;
  const reach = studentQuantile(confidence, n - 1) * error;
  return {
    ...shared,
    low: Math.max(0, Math.min(requests.low, point - reach)),
    high: Math.min(1, Math.max(requests.high, point + reach)),
  };
}

function countOf(plan: Plan, reports: readonly LoadReport[]): RoundCount {
  return {
    failed: reports.reduce((sum, report) => sum + failedByServer(plan, report), 0),
    due: reports.reduce((sum, report) => sum + requestsDue(report), 0),
  };
}
