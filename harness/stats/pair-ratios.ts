import { levelKey } from '../model/level.ts';
import { comparedMetrics } from '../model/metric.ts';
import type { RunRecord } from '../model/record.ts';
import type { RecordRatio, UnusableCell } from '../model/record-comparison.ts';
import { pairsOf } from '../model/variant.ts';

/** The pairs that one run was made to tell apart. */
export interface MeasuredPairs {
  readonly ratios: readonly RecordRatio[];
  readonly unusable: readonly UnusableCell[];
}

/** Candidate ÷ baseline of each pair of a record's plan, as the record has them: paired within rounds. */
export function measuredPairs({ plan, summaries, comparisons }: RunRecord): MeasuredPairs {
  const pairs = pairsOf(plan);
  const ratios: RecordRatio[] = [];
  const unusable: UnusableCell[] = [];
  for (const scenario of plan.scenarios) {
    for (const level of plan.levels) {
      const isHere = (at: { readonly scenario: string; readonly level: typeof level }) =>
        at.scenario === scenario.name && levelKey(at.level) === levelKey(level);
      for (const modes of pairs) {
        const cell = { modes, scenario: scenario.name, level };
        const of = (id: string) => summaries.find((one) => isHere(one) && one.variant === id);
        const sides = { baseline: of(modes.baseline), candidate: of(modes.candidate) };
        for (const side of ['baseline', 'candidate'] as const) {
          const summary = sides[side];
          if (summary?.validity.status !== 'invalid') continue;
          const sent = summary.requests.offered ?? summary.requests.sent;
          unusable.push({ ...cell, of: side, sent, reasons: summary.validity.reasons });
        }
        for (const metric of comparedMetrics) {
          const found = comparisons.find(
            (one) =>
              one.metric === metric &&
              isHere(one) &&
              one.baseline === modes.baseline &&
              one.candidate === modes.candidate,
          );
          const [baseline, candidate] = [sides.baseline?.metrics[metric], sides.candidate?.metrics[metric]];
          if (!found || !baseline || !candidate) continue;
          ratios.push({ ...cell, metric, baseline, candidate, ratio: found.ratio, verdict: found.verdict });
        }
      }
    }
  }
  return { ratios, unusable };
}
