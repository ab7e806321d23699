import { UsageError, type UsageProblem } from '../model/failure.ts';
import { needsFlow } from '../model/flow.ts';
import type { Plan } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import { type Catalogue, makePlan, type RunRequest } from '../plan/make-plan.ts';

/** Of a request to `bench micro`, what a run takes too. */
export type MicroRequest = Pick<
  RunRequest,
  'modes' | 'stack' | 'workers' | 'threads' | 'scenarios' | 'budget' | 'seed'
>;

const defaultBudget = '40s';

/** Scenarios whose requests wait, so that CPU time says nothing about them. */
const waiting = new Set(['wait', 'io']);

/** Why the cost of a scenario's handler cannot be told; null where it can. */
export function unfit({ name, requests, slow, feed }: Scenario): string | null {
  if (waiting.has(name)) return 'its requests wait, and what they cost is time, not CPU';
  if (slow !== undefined) return 'it is about slow clients, not about a handler';
  if (requests.length === 0) return 'a hook makes its requests';
  if (needsFlow(requests) || feed !== undefined)
    return 'its requests change from one to the next, and one is called again and again';
  return null;
}

/**
 * The plan of `bench micro`: variants and scenarios as for a run, all fit to be called in process.
 * @throws UsageError with all problems at once
 */
export function planMicro(request: MicroRequest, catalogue: Catalogue, seed: number): Plan {
  const fit = catalogue.scenarios.filter((scenario) => unfit(scenario) === null).map(({ name }) => name);
  const scenarios = request.scenarios ?? fit.join(',');
  const asked = { ...request, scenarios, budget: request.budget ?? defaultBudget };
  const problems: UsageProblem[] = [];
  for (const scenario of catalogue.scenarios) {
    const named = scenarios.split(',').some((name) => name.trim() === scenario.name);
    const why = named ? unfit(scenario) : null;
    if (why === null) continue;
    problems.push({
      where: '--scenarios',
      message: `"${scenario.name}" cannot be called in process: ${why}`,
      hint: `allowed: ${fit.join(', ')}`,
    });
  }
  try {
    const plan = makePlan(asked, catalogue, seed);
    if (problems.length === 0) return plan;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    problems.push(...error.problems);
  }
  throw new UsageError(problems);
}

/** The stack of all variants. @throws UsageError where there are several, for one app is opened in process */
export function onlyStack(plan: Plan): string {
  const stacks = new Set(
    plan.variants.map(({ source }) => (source.kind === 'reference' ? source.stack : '')),
  );
  const [stack = ''] = stacks;
  if (stacks.size === 1) return stack;
  throw new UsageError([
    {
      where: '--stack',
      message: `names ${[...stacks].join(' and ')}, and handlers are called in one process`,
      hint: 'name one stack at a time',
    },
  ]);
}
