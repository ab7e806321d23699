import { UsageError } from '../model/failure.ts';
import { flagOf } from '../plan/problems.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';
import type { RunFlags } from './run-flags.ts';

/** What a search decides itself, with what to say in its place. */
const decided = {
  rate: ['is what is sought', 'leave it out'],
  concurrency: ['cannot go with a search: it offers requests at a rate', 'leave it out'],
  think: ['cannot go with a search: what comes at a rate waits for no answer', 'leave it out'],
  rounds: ['cannot go with a search: it takes as many runs as it needs', '--budget bounds its time'],
  precision: ['is of ratios, and a search makes none', 'leave it out'],
} as const satisfies Partial<Record<keyof RunFlags, readonly [string, string]>>;

/**
 * A search for the highest rates that meet what `--slo` says, as it was asked for; starts and writes nothing. Levels, rounds
 * and budget that a configuration has for `bench run` are not for it.
 * @throws UsageError with everything that is wrong
 */
export async function prepareSearch(typed: RunFlags): Promise<PreparedRun> {
  const refused = Object.entries(decided).flatMap(([name, [message, hint]]) =>
    typed[name as keyof typeof decided] === undefined ? [] : [{ where: flagOf(name), message, hint }],
  );
  const ours = Object.fromEntries(Object.keys(decided).map((name) => [name, undefined]));
  const named = { ...typed, name: typed.name ?? 'capacity' };
  try {
    const prepared = await prepareRun(named, {
      words: ['capacity'],
      beside: () => ({ ...ours, budget: typed.budget, search: true }),
    });
    if (refused.length > 0) throw new UsageError([]);
    return { ...prepared, typed };
  } catch (error) {
    throw error instanceof UsageError ? new UsageError([...refused, ...error.problems]) : error;
  }
}
