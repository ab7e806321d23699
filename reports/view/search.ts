import type { RunRecord } from '../../harness/model/record.ts';
import { objectiveWording } from '../wording/objectives.ts';
import {
  betweenText,
  carriesText,
  limitText,
  searchEnded,
  searchRules,
  searchSentence,
  thereText,
} from '../wording/search.ts';
import type { SearchView } from './search-types.ts';
import type { ModeView } from './types.ts';

/** Null of a record that sought no rate. */
export function searchOf({ plan, search, stop }: RunRecord, modes: readonly ModeView[]): SearchView | null {
  if (plan.search === undefined || search === undefined) return null;
  const { search: asked } = plan;
  return {
    objectives: asked.objectives.map(objectiveWording),
    results: search.results.map((result) => ({
      scenario: result.scenario,
      mode: result.variant,
      label: modes.find(({ id }) => id === result.variant)?.label ?? result.variant,
      outcome: result.outcome,
      carries: carriesText(result),
      between: betweenText(result),
      there: thereText(asked, result),
      limit: limitText(asked, result),
      runs: result.runs.length,
      sentence: searchSentence(asked, result),
    })),
    rules: searchRules(asked),
    ended: searchEnded(stop),
  };
}
