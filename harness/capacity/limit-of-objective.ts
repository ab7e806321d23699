import { limitOf, type Objective, objectiveText } from '../model/objective.ts';
import type { Limit } from './limit.ts';

/** An objective of a variant in a scenario, which do not have to be said again. */
export function limitOfObjective(objective: Objective): Limit {
  const { metric, comparison } = objective;
  const text = objectiveText({ ...objective, scenario: null, mode: null });
  return { text, metric, comparison, limit: limitOf(objective) };
}
