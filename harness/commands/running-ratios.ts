import { levelKey } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';
import { pairsOf } from '../model/variant.ts';
import { decidingMetric } from '../plan/designs/resolution.ts';
import { compare } from '../stats/compare.ts';

/** Modes up to which their ratios fit a line; nobody reads those of more while a run goes on. */
const mostShown = 8;

/**
 * The ratios so far at the highest level of each scenario: `wait c32, × dev: prefork 4.00 (3.90–4.10), …`; of response
 * times where the workload is open, `wait r400, p50 × dev: …`.
 */
export function runningRatios(
  plan: Plan,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): readonly string[] {
  const top = plan.levels.at(-1);
  const count = plan.variants.length;
  if (top === undefined || count < 2 || count > mostShown) return [];
  const metric = decidingMetric(plan);
  const of = metric === 'throughput' ? '' : `${metric} `;
  const pairs = pairsOf(plan);
  const ratios = compare(plan, rounds, slices, [metric]).filter(
    ({ baseline, candidate, level }) =>
      levelKey(level) === levelKey(top) &&
      pairs.some((pair) => pair.baseline === baseline && pair.candidate === candidate),
  );
  return plan.scenarios.flatMap(({ name }) =>
    [...new Set(pairs.map(({ baseline }) => baseline))].flatMap((baseline) => {
      const parts = ratios
        .filter((comparison) => comparison.scenario === name && comparison.baseline === baseline)
        .map(({ candidate, ratio: { point, low, high } }) => {
          const interval = low === null || high === null ? '' : ` (${low.toFixed(2)}–${high.toFixed(2)})`;
          return `${candidate} ${point.toFixed(2)}${interval}`;
        });
      return parts.length === 0 ? [] : [`${name} ${levelKey(top)}, ${of}× ${baseline}: ${parts.join(', ')}`];
    }),
  );
}
