import { covers, type Objective, objectiveText } from '../model/objective.ts';
import type { Plan } from '../model/plan.ts';
import type { SearchPlan } from '../model/search.ts';
import { type Measured, type ObjectiveSource, parseObjectives } from './parse-objectives.ts';
import { quote } from './parse-quantity.ts';
import { type MixedWorkload, parseMixed, type WorkloadRequest } from './parse-workload.ts';
import type { Problems } from './problems.ts';
import { searchArrivals, searchDefaults, searchSeconds } from './search-defaults.ts';

/** A search as far as it is of the workload: rates are still to be found. */
export function parseSearchWorkload(request: WorkloadRequest, problems: Problems): MixedWorkload {
  const { begin } = searchDefaults;
  const concurrency = [...new Set([1, begin.concurrency])].join(',');
  const { arrivals = searchArrivals } = request;
  return parseMixed({ ...request, arrivals, concurrency, rate: undefined }, begin.concurrency, problems);
}

/** What a plan has in place of objectives that are judged at given levels. */
export type ParsedSearch = Pick<Plan, 'objectives' | 'isolate' | 'budgetSeconds'> & {
  readonly search: SearchPlan;
};

/**
 * What is sought. Of objectives that a configuration has for all runs, those that no search can be of are left out.
 * Variants take turns being alive: what an overloaded one still has to work off is not to slow another down.
 */
export function parseSearch(
  sources: readonly ObjectiveSource[],
  { shape, budgetSeconds }: { readonly shape: SearchPlan['shape']; readonly budgetSeconds: number | null },
  measured: Measured,
  problems: Problems,
): ParsedSearch {
  const before = problems.found.length;
  const objectives = sources.flatMap((source) =>
    parseObjectives([source], measured, problems).filter((one) => isSearchable(one, source, problems)),
  );
  const pairs = measured.scenarios.flatMap(({ name: scenario }) =>
    measured.variants.filter(({ id: variant }) =>
      objectives.some((one) => covers(one, { variant, scenario })),
    ),
  );
  if (problems.found.length === before && pairs.length === 0) {
    const message = 'is needed: what is to hold at the rate that is sought';
    problems.add('--slo', message, "write --slo 'p99<250ms,errors<0.1%'");
  }
  return {
    search: { ...searchDefaults, objectives, shape },
    objectives: [],
    isolate: true,
    budgetSeconds: budgetSeconds ?? searchSeconds * Math.max(1, pairs.length),
  };
}

/** Whether more load can break it, and nothing else is said of the level. */
function isSearchable(objective: Objective, { where, known }: ObjectiveSource, problems: Problems): boolean {
  const fault = faultOf(objective);
  if (fault === null) return true;
  if (known === undefined)
    problems.add(where, `${quote(objectiveText(objective))} ${fault.message}`, fault.hint);
  return false;
}

function faultOf(objective: Objective): { readonly message: string; readonly hint: string } | null {
  const { metric, comparison, level } = objective;
  if (metric === 'throughput') {
    const hint = 'leave it out: how many requests per second are carried is the answer';
    return { message: 'is what is sought, and no condition of it', hint };
  }
  if (level !== null) {
    return {
      message: 'names a level, and the rate is what is sought',
      hint: `write ${objectiveText({ ...objective, level: null })}`,
    };
  }
  if (!comparison.startsWith('>')) return null;
  return {
    message: 'is a limit from below, which more load does not break',
    hint: `write ${objectiveText({ ...objective, comparison: comparison === '>' ? '<' : '<=' })}`,
  };
}
