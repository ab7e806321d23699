import type { MissingView } from '../view/types.ts';
import { count, list } from './numbers.ts';

/** Why percentiles are not given, the same for all of them: "p95 needs 200 answers, 40 in each round". */
export function needText(metrics: readonly string[], missing: MissingView): string {
  if (missing.lack === 'finish')
    return `${list(metrics)} cannot be told: requests that were left unfinished hide how high ${metrics.length === 1 ? 'it is' : 'they are'}`;
  const need = `${list(metrics)} ${metrics.length === 1 ? 'needs' : 'need'}`;
  return missing.lack === 'time'
    ? `${need} longer slices: fewer answers than connections`
    : `${need} ${count(missing.needed)} answers, ${count(missing.perRound)} in each round`;
}

/** Everything that some cells' percentiles lack, each need once. */
export function needTexts(
  cells: readonly { readonly missing: Readonly<Partial<Record<string, MissingView>>> }[],
  metrics: readonly string[],
): readonly string[] {
  const needs = new Map<string, { metrics: Set<string>; missing: MissingView }>();
  for (const { missing } of cells) {
    for (const metric of metrics) {
      const lack = missing[metric];
      if (lack === undefined) continue;
      const key = JSON.stringify(lack);
      const need = needs.get(key) ?? { metrics: new Set(), missing: lack };
      needs.set(key, need);
      need.metrics.add(metric);
    }
  }
  return [...needs.values()].map((need) => needText([...need.metrics], need.missing));
}
