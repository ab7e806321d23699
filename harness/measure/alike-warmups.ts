import { gatedPairs, type Plan } from '../model/plan.ts';
import type { Warmup } from './warm-up.ts';

/**
 * What the first round found, with the longer look of the two sides of a gate for both: where one look ended sooner by
 * chance, that side would be the colder in every round to come, and a change would be seen where there is none.
 */
export function alikeWarmups(plan: Plan, found: Warmup): Warmup {
  if (plan.gate === undefined) return found;
  const pairs = gatedPairs(plan);
  return found.map((one) => {
    const pair = pairs.find(({ baseline, candidate }) => [baseline, candidate].includes(one.variant));
    const both = found.filter(
      ({ variant, scenario }) =>
        scenario === one.scenario && (variant === pair?.baseline || variant === pair?.candidate),
    );
    return {
      ...one,
      ms: Math.max(one.ms, ...both.map(({ ms }) => ms)),
      answers: Math.max(one.answers, ...both.map(({ answers }) => answers)),
    };
  });
}
