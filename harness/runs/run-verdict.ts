import type { Comparison } from '../model/estimate.ts';
import type { Failure } from '../model/failure.ts';
import type { GateOutcome } from '../model/gate.ts';
import type { RunRecord } from '../model/record.ts';
import type { SearchRecord } from '../model/search.ts';
import { codeOf, pairsOf } from '../model/variant.ts';

/**
 * What a run came to, in the order in which it is decided. `interrupted`: before it was done. `failed`: measuring failed,
 * or something was left behind. `missed`: an objective was, or a gate fails. `no-answer`: some scenario has no valid comparison (with a
 * single variant: no valid cell; of several codes: none of one with another), a gate that is invalid; or with `strict` any cell is short of valid or an objective cannot be told.
 */
export type RunVerdict = 'interrupted' | 'failed' | 'missed' | 'no-answer' | 'pass';

/** A warning is to be read, and stops nothing. */
const verdictOfGate: Readonly<Record<GateOutcome, RunVerdict>> = {
  ...{ pass: 'pass', warn: 'pass', fail: 'missed', invalid: 'no-answer' },
};

/** Missed where some mode meets the objective at no rate; without an answer where one was not found. */
function verdictOfSearch({ results }: SearchRecord, strict: boolean): RunVerdict {
  if (results.some(({ outcome }) => outcome === 'none')) return 'missed';
  const told = results.every(({ outcome, rate }) => rate !== null && (!strict || outcome !== 'unconfirmed'));
  return told && results.length > 0 ? 'pass' : 'no-answer';
}

/** Nothing is asked of variants that are declared to fail. */
export function runVerdict(record: RunRecord, troubles: readonly Failure[]): RunVerdict {
  const { plan, stop, summaries, comparisons, objectives, gate, noise, search } = record;
  if (stop === 'interrupted') return 'interrupted';
  if (stop === 'failed' || troubles.some((failure) => failure.reason === 'not-stopped')) return 'failed';
  // Objectives are of what is served, and noise is not about that.
  if (noise !== undefined) return noise.alarms === null ? 'no-answer' : 'pass';
  if (objectives.some(({ verdict }) => verdict === 'missed')) return 'missed';
  if (gate !== undefined) return verdictOfGate[gate.outcome];
  if (search !== undefined) return verdictOfSearch(search, plan.strict);
  const failing = plan.variants.filter((variant) => variant.expect === 'failing').map(({ id }) => id);
  const asked = plan.variants.some((variant) => codeOf(variant) !== null) ? pairsOf(plan) : null;
  const isAsked = ({ baseline, candidate }: Comparison) =>
    asked === null || asked.some((pair) => pair.baseline === baseline && pair.candidate === candidate);
  const answered = plan.scenarios.every(({ name }) =>
    plan.variants.length - failing.length > 1
      ? comparisons.some((one) => one.scenario === name && one.metric === 'throughput' && isAsked(one))
      : summaries.some((cell) => cell.scenario === name && cell.validity.status !== 'invalid'),
  );
  const strictly =
    summaries.every(
      (cell) => failing.includes(cell.variant) || ['valid', 'caveat'].includes(cell.validity.status),
    ) && objectives.every(({ verdict }) => verdict !== 'cannot-tell');
  return answered && (strictly || !plan.strict) ? 'pass' : 'no-answer';
}
