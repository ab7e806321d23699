import type { RunRecord } from '../../harness/model/record.ts';
import type { SearchResult } from '../../harness/model/search.ts';
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
import type { SearchVerdict, SearchView } from './search-types.ts';
import type { ModeView } from './types.ts';

/** Null of a record that sought no rate. */
export function searchOf({ plan, search, stop }: RunRecord, modes: readonly ModeView[]): SearchView | null {
  if (plan.search === undefined || search === undefined) return null;
  const { search: asked, budgetSeconds } = plan;
  const end = { stop, budgetSeconds };
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
      verdict: verdictOf(result, plan.strict),
      runs: result.runs.length,
      sentence: searchSentence(asked, result, end),
    })),
    rules: searchRules(asked),
    ended: searchEnded(stop),
  };
}

/** As the exit code has it. */
function verdictOf({ outcome, rate }: SearchResult, strict: boolean): SearchVerdict {
  if (outcome === 'none') return 'missed';
  if (rate === null) return 'no-answer';
  if (outcome === 'unconfirmed') return strict ? 'no-answer' : 'unconfirmed';
  return 'told';
}
