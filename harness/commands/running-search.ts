import type { SearchingPlan } from '../model/plan.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';
import { type Standing, standings } from '../stats/search/results.ts';

/** Searches up to which each has a line while a run goes on. */
const mostShown = 12;

/** Where each search stands: `json · prefork: 182 held, 200 not; next 191 req/s`. */
export function runningSearch(
  plan: SearchingPlan,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): readonly string[] {
  const all = standings(plan, rounds, slices);
  if (all.length <= mostShown) return all.map(standingText);
  const done = all.filter(({ course }) => course?.next.length === 0).length;
  return [`${done} of ${all.length} searches are done`];
}

function standingText({ search, course, runs }: Standing): string {
  const place = `${search.scenario} · ${search.variant}`;
  const last = runs.at(-1);
  if (course === null || last === undefined) {
    const first = course?.next[0];
    return `${place}: ${first === undefined ? 'looking where to begin' : `begins with ${first} req/s`}`;
  }
  const { low, high, next } = course;
  const told = {
    held: 'held',
    failed: 'did not hold',
    generator: 'was the generator’s limit',
  }[last.outcome];
  const bracket =
    low === null
      ? 'nothing has held yet'
      : high === null
        ? `${low.rate} holds`
        : `between ${low.rate} and ${high.rate}`;
  const then = next.length === 0 ? 'done' : `next ${next.join(' and ')} req/s`;
  return `${place}: ${last.rate} ${told}; ${bracket}; ${then}`;
}
