import type { Failure } from '../model/failure.ts';
import type { RunRecord } from '../model/record.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/**
 * What `bench run` tells the shell: 1 when measuring failed or something was left behind, 99 when an objective was
 * missed, 3 when some scenario has no valid comparison (with a single variant: no valid cell), or with `--strict` when any
 * cell is short of valid or an objective cannot be told. Nothing is asked of variants that are declared to fail.
 */
export function runVerdict(record: RunRecord, troubles: readonly Failure[]): ExitCode {
  const { plan, stop, summaries, comparisons, objectives } = record;
  if (stop === 'failed' || troubles.some((failure) => failure.reason === 'not-stopped'))
    return exitCodes.failed;
  if (objectives.some(({ verdict }) => verdict === 'missed')) return exitCodes.objective;
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
  return answered && (strictly || !plan.strict) ? exitCodes.pass : exitCodes.noAnswer;
}
