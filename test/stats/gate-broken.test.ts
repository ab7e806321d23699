/** How often a gate without any change is said to be broken, or worse by a lower bound, where servers go wrong in bursts. */
import { describe, expect, it } from 'vitest';
import type { GateSeries } from '../../harness/model/gate.ts';
import { testGate } from '../../harness/stats/gate-tests.ts';
import { createRandom, type Random } from '../../harness/stats/random.ts';
import { cauchy, normal, share } from '../helpers/draws.ts';
import { gatePlan, series } from '../helpers/gating.ts';

type Draw = (random: Random) => number;

const plan = gatePlan();
/** α, and three standard errors of it in so many draws. */
const most = (draws: number, alpha = plan.alpha) => alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / draws);

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Eight rounds are two more than it ever takes here: one that is broken is so by then. */
const roundsLooked = 8;

/** As a gate goes: looked at after each round, until something is found broken. */
function isEverBroken(after: (rounds: number) => readonly GateSeries[]): boolean {
  return times(roundsLooked, (index) => index + 1).some((rounds) =>
    testGate(plan, after(rounds), false).some(({ broken }) => broken),
  );
}

/** Shares of failed requests of one side in one round. */
const failing: [string, Draw][] = [
  ['all or none, half the time each', (random) => random.below(2)],
  ['all, in one round of five', (random) => Number(random.below(5) === 0)],
  ['any share as likely as any other', (random) => random.next()],
  ['none, half or all', (random) => random.below(3) / 2],
  ['three fifths, half the time', (random) => 0.6 * random.below(2)],
  ['heavy-tailed', (random) => Math.min(1, Math.abs(0.05 * cauchy(random)))],
];

describe('sides that are the same and fail in bursts', () => {
  const differences = (random: Random, draw: Draw, rounds: number) =>
    times(rounds, () => draw(random) - draw(random));

  it.each(failing)('are called broken in no more gates than α: %s', (_, draw) => {
    const random = createRandom(11);
    const draws = 3000;
    for (const scenarios of [1, 3]) {
      const wrong = share(draws, () => {
        const all = times(scenarios, () => differences(random, draw, roundsLooked));
        return isEverBroken((rounds) =>
          all.map((values, at) => series('failures', values.slice(0, rounds), { scenario: `s${at}` })),
        );
      });
      expect(wrong, `${scenarios} scenarios`).toBeLessThan(most(draws));
    }
  });

  it.each(failing)('fail, broken and tested together, in no more gates than α: %s', (_, draw) => {
    const random = createRandom(12);
    const gates = 1500;
    const wrong = share(gates, () => {
      const failures = differences(random, draw, 18);
      const quiet = (['cpuPerRequest', 'p50', 'footprint'] as const).map((metric) =>
        series(
          metric,
          times(18, () => 0.03 * normal(random)),
        ),
      );
      const all = [series('failures', failures), ...quiet];
      return (
        isEverBroken((rounds) => [series('failures', failures.slice(0, rounds))]) ||
        testGate(plan, all, true).some(({ confirmed }) => confirmed)
      );
    });
    expect(wrong).toBeLessThan(most(gates));
  });
});

/** Logarithms of the p50 of one side in one round, and the limit above which its requests stay unanswered. */
const answering: [string, number, Draw][] = [
  ['unanswered in half of all rounds', 5, (random) => 9 * random.below(2) + 0.05 * normal(random)],
  ['unanswered in one round of five', 5, (random) => 9 * Number(random.below(5) === 0) + normal(random)],
  ['heavy-tailed', 3, cauchy],
  ['heavy-tailed, with much that stays unanswered', 0.5, (random) => 3 * cauchy(random)],
];

describe('sides that are the same and leave requests unanswered in bursts', () => {
  /** What is known of them: where the base leaves requests unanswered nothing, where the candidate does the limit. */
  function p50Of(base: readonly number[], head: readonly number[], limit: number): GateSeries {
    if (base.some((log) => log > limit))
      return series('p50', [], { trouble: { code: 'lower-bound', variant: 'old' } });
    const worsening = head.map((log, round) => Math.min(log, limit) - (base[round] ?? 0));
    const isBounded = head.some((log) => log > limit);
    return series('p50', worsening, isBounded ? { trouble: { code: 'lower-bound', variant: 'new' } } : {});
  }

  it.each(answering)('are called broken in no more gates than α: %s', (_, limit, draw) => {
    const random = createRandom(13);
    const draws = 3000;
    const wrong = share(draws, () => {
      const sides = () => times(roundsLooked, () => draw(random));
      const scenarios = times(3, () => ({ base: sides(), head: sides() }));
      return isEverBroken((rounds) =>
        scenarios.map(({ base, head }, at) => ({
          ...p50Of(base.slice(0, rounds), head.slice(0, rounds), limit),
          scenario: `s${at}`,
        })),
      );
    });
    expect(wrong).toBeLessThan(most(draws));
  });

  it.each(answering)('are confirmed to be worse by lower bounds in no more than α: %s', (_, limit, draw) => {
    const random = createRandom(14);
    // With α = 5 %, for which fewer draws tell; the rule is the same.
    const loose = gatePlan({ alpha: 0.05 });
    const sides = () => times(18, () => draw(random));
    const wrong = share(4000, () =>
      testGate(loose, [p50Of(sides(), sides(), limit)], true).some(({ confirmed }) => confirmed),
    );
    expect(wrong).toBeLessThan(most(4000, 0.05));
  });
});
