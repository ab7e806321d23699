import { describe, expect, it } from 'vitest';
import { levelValue } from '../../harness/model/level.ts';
import type { Plan } from '../../harness/model/plan.ts';
import type { RoundResult, SliceResult } from '../../harness/model/slice.ts';
import { summarise } from '../../harness/stats/summarise.ts';
import { syntheticPlan, syntheticRun, truth } from '../helpers/slices.ts';

const concurrency = [1, 8, 32, 64];

/** Cells that are called saturated, after some slices were not visited: `dev c8 since 1`. */
function saturated(given: {
  visited: (slice: SliceResult) => boolean;
  slice?: (slice: SliceResult) => SliceResult;
  round?: (round: RoundResult) => RoundResult;
  plan?: Partial<Plan>;
}): string[] {
  const plan = syntheticPlan({ variants: ['dev', 'prefork'], concurrency, overrides: given.plan ?? {} });
  const run = syntheticRun({ plan, truth: () => truth({ throughput: 2000 }) });
  const slices = run.slices.filter(given.visited).map((slice) => given.slice?.(slice) ?? slice);
  const rounds = run.rounds.map((round) => given.round?.(round) ?? round);
  return summarise(plan, rounds, slices).flatMap((cell) =>
    cell.validity.reasons.flatMap((reason) =>
      reason.code === 'saturated' ? [`${cell.variant} c${levelValue(cell.level)} since ${reason.since}`] : [],
    ),
  );
}

const upTo =
  (highest: number, when: (slice: SliceResult) => boolean = () => true) =>
  (slice: SliceResult) =>
    slice.variant !== 'dev' || levelValue(slice.level) <= highest || !when(slice);

describe('a variant that climbed no further', () => {
  it('is saturated since the lower of the last two levels, when others climbed on in each round', () => {
    expect(saturated({ visited: upTo(32) })).toEqual(['dev c32 since 8']);
    expect(saturated({ visited: upTo(8) })).toEqual(['dev c8 since 1']);
  });

  it('is not called so when it reached the top, or did in one round', () => {
    expect(saturated({ visited: () => true })).toEqual([]);
    expect(saturated({ visited: upTo(8, ({ round }) => round !== 3) })).toEqual([]);
  });

  it('is not called so when nobody climbed on, for lack of time', () => {
    expect(saturated({ visited: ({ level }) => levelValue(level) <= 8 })).toEqual([]);
    const cutShort = upTo(8);
    expect(
      saturated({
        visited: (slice) => cutShort(slice) && (slice.round !== 2 || levelValue(slice.level) <= 8),
      }),
    ).toEqual([]);
  });

  it('is not called so from its lowest level, for the ladder’s rule looks at two', () => {
    expect(saturated({ visited: upTo(1) })).toEqual([]);
  });

  it('is not called so when its server had died', () => {
    const died = (round: RoundResult): RoundResult => ({
      ...round,
      launches: round.launches.map((launch) =>
        launch.variant === 'dev'
          ? {
              ...launch,
              failure: {
                ...{ reason: 'server-exited', variant: 'dev', phase: 'under load', exitCode: 1 },
                ...{ signal: null, stderrTail: '' },
              },
            }
          : launch,
      ),
    });
    expect(saturated({ visited: upTo(8), round: died })).toEqual([]);
  });

  it('is not called so where variants have their time one after another', () => {
    expect(saturated({ visited: upTo(8), plan: { isolate: true } })).toEqual([]);
  });

  it('is not called so on the word of a load generator at its limit', () => {
    const slice = (one: SliceResult): SliceResult => ({
      ...one,
      load: { ...one.load!, generator: { cpuMs: one.load!.totalMs, eventLoopUtilization: 0.3 } },
    });
    expect(saturated({ visited: upTo(8), slice })).toEqual([]);
  });

  it('is judged by the rounds that count', () => {
    const discarded = (round: RoundResult) =>
      round.round === 3 ? { ...round, discarded: ['steal'] } : round;
    expect(saturated({ visited: upTo(8, ({ round }) => round !== 3), round: discarded })).toEqual([
      'dev c8 since 1',
    ]);
  });
});
