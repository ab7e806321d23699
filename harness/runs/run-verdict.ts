import type { Failure } from '../model/failure.ts';
import type { RunRecord } from '../model/record.ts';

/**
 * What a run came to, in the order in which it is decided. `interrupted`: before it was done. `failed`: measuring failed,
 * or something was left behind. `missed`: an objective was. `no-answer`: some scenario has no valid comparison (with a
 * single variant: no valid cell), or with `strict` any cell is short of valid or an objective cannot be told.
 */
export type RunVerdict = 'interrupted' | 'failed' | 'missed' | 'no-answer' | 'pass';

/** Nothing is asked of variants that are declared to fail. */
export function runVerdict(record: RunRecord, troubles: readonly Failure[]): RunVerdict {
  const { plan, stop, summaries, comparisons, objectives } = record;
  if (stop === 'interrupted') return 'interrupted';
  if (stop === 'failed' || troubles.some((failure) => failure.reason === 'not-stopped')) return 'failed';
  if (objectives.some(({ verdict }) => verdict === 'missed')) return 'missed';
  const failing = plan.variants.filter((variant) => variant.expect === 'failing').map(({ id }) => id);
  const answered = plan.scenarios.every(({ name }) =>
    plan.variants.length - failing.length > 1
      ? comparisons.some((comparison) => comparison.scenario === name && comparison.metric === 'throughput')
      : summaries.some((cell) => cell.scenario === name && cell.validity.status !== 'invalid'),
  );
  const strictly =
    summaries.every(
      (cell) => failing.includes(cell.variant) || ['valid', 'caveat'].includes(cell.validity.status),
    ) && objectives.every(({ verdict }) => verdict !== 'cannot-tell');
  return answered && (strictly || !plan.strict) ? 'pass' : 'no-answer';
}
