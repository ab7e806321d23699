import type { DesignState } from '../../harness/model/design.ts';
import type { LoadReport } from '../../harness/model/load.ts';
import type { Objective } from '../../harness/model/objective.ts';
import type { SearchingPlan } from '../../harness/model/plan.ts';
import type { SearchPlan } from '../../harness/model/search.ts';
import type { RoundResult, SliceResult } from '../../harness/model/slice.ts';
import { objectiveSearch } from '../../harness/plan/designs/objective-search.ts';
import { readObjectives } from '../../harness/plan/objective-grammar.ts';
import { searchDefaults } from '../../harness/plan/search-defaults.ts';
import { type OpenTruth, openSlice } from './open-slice.ts';
import { closed, commandVariant, syntheticPlan, syntheticRound, syntheticSlice, truth } from './slices.ts';

export function objectivesOf(text: string): Objective[] {
  return readObjectives(text).written.map(({ objective }) => objective);
}

export function searchPlan(text = 'p99<100ms', overrides: Partial<SearchPlan> = {}): SearchPlan {
  return {
    ...searchDefaults,
    objectives: objectivesOf(text),
    shape: { arrivals: 'constant', connections: 256, overflow: 'queue', queueLimit: 100_000 },
    ...overrides,
  };
}

export function searchingPlan(given: {
  readonly slo?: string;
  readonly variants?: readonly string[];
  readonly scenarios?: readonly string[];
  readonly budgetSeconds?: number | null;
}): SearchingPlan {
  const { slo, variants = ['web'], scenarios = ['json'], budgetSeconds = null } = given;
  const plan = syntheticPlan({
    variants: variants.map(commandVariant),
    scenarios,
    overrides: { isolate: true, budgetSeconds },
  });
  return { ...plan, levels: [closed(1), closed(searchDefaults.begin.concurrency)], search: searchPlan(slo) };
}

/** Looks at what the load of a slice says, and may change it. */
export type Tamper = (slice: SliceResult & { readonly load: LoadReport }) => SliceResult;

export interface Searched {
  readonly state: DesignState;
  readonly why: string;
  /** What each round loaded at a rate: `web json 50`, in order, each once. */
  readonly rounds: readonly (readonly string[])[];
}

/**
 * Executes the design on made-up servers, asking it before each visit as the measuring loop does; a round takes two seconds
 * beside its slices.
 */
export function searched(
  plan: SearchingPlan,
  truthOf: (variant: string, scenario: string, round: number) => OpenTruth,
  {
    tamper = (slice) => slice,
    discarded = () => false,
    mostRounds = 80,
  }: {
    readonly tamper?: Tamper;
    readonly discarded?: (round: number) => boolean;
    readonly mostRounds?: number;
  } = {},
): Searched {
  const design = objectiveSearch(plan);
  const [rounds, slices, told]: [RoundResult[], SliceResult[], string[][]] = [[], [], []];
  let seconds = 0;
  for (let round = 1; round <= mostRounds; round++) {
    const step = design.next({ rounds, slices, elapsedSeconds: seconds });
    if (step.kind === 'done')
      return { state: { rounds, slices, elapsedSeconds: seconds }, why: step.why, rounds: told };
    const startedMs = 1000 * seconds;
    const now = new Set<string>();
    seconds += 2;
    for (const { scenario, level, variants, window, firstPass = 1 } of step.visits) {
      for (const variant of variants) {
        const state = { rounds, slices, elapsedSeconds: seconds };
        if (!design.climbs(variant, scenario, level, state)) continue;
        const real = truthOf(variant, scenario, round);
        const cell = { variant, scenario, level };
        const { capacity, serviceMs } = real;
        const throughput =
          level.kind === 'closed' ? Math.min(capacity, (1000 * level.concurrency) / serviceMs) : 0;
        const slice =
          level.kind === 'open'
            ? openSlice(plan, cell, round, real, window.minMs)
            : syntheticSlice(plan, cell, round, firstPass, truth({ throughput, steadiness: 1 }));
        const { load } = slice;
        slices.push(
          load === null
            ? slice
            : tamper({ ...slice, pass: firstPass, load: { ...load, statuses: { '200': load.ok } } }),
        );
        seconds += (load?.totalMs ?? 0) / 1000;
        if (level.kind === 'open') now.add(`${variant} ${scenario} ${level.rate}`);
      }
    }
    told.push([...now]);
    const reasons = discarded(round) ? ['steal'] : [];
    rounds.push({ ...syntheticRound(plan, round), startedMs, endedMs: 1000 * seconds, discarded: reasons });
  }
  throw new Error(`not done after ${mostRounds} rounds`);
}
