import { type PreparedRun, prepareRun } from './prepare-run.ts';
import type { RunFlags } from './run-flags.ts';

/** What a search decides itself: what a configuration says of it is for `bench run`. */
const ours = {
  rate: undefined,
  concurrency: undefined,
  think: undefined,
  rounds: undefined,
  precision: undefined,
};

/**
 * A search for the highest rates that meet the objectives, as it was asked for; starts and writes nothing.
 * @throws UsageError with everything that is wrong
 */
export async function prepareSearch(typed: RunFlags): Promise<PreparedRun> {
  const prepared = await prepareRun(
    { ...typed, name: typed.name ?? 'capacity' },
    { words: ['capacity'], beside: () => ({ ...ours, budget: typed.budget, search: true }) },
  );
  return { ...prepared, typed };
}
