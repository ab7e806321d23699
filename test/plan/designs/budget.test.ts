import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DesignState, LevelVisit } from '../../../harness/model/design.ts';
import type { Cell, RoundResult, SliceResult } from '../../../harness/model/slice.ts';
import { ladder } from '../../../harness/plan/designs/ladder.ts';
import { makePlan, type RunRequest } from '../../../harness/plan/make-plan.ts';
import { smallCatalogue } from '../../helpers/catalogue.ts';
import { openSlice } from '../../helpers/open-slice.ts';
import { syntheticSlice, truth } from '../../helpers/slices.ts';

/** What a round of these visits costs beside its windows, s; rounds count from 1. */
type Overhead = (round: number) => number;

interface Simulated {
  readonly rounds: number;
  readonly seconds: number;
  readonly why: string;
  /** Shortest window of each round, ms. */
  readonly windows: readonly number[];
}

/** What a run of the design comes to where all windows take as long as planned; a round is cut where it must end. */
function simulate(request: RunRequest, overhead: Overhead): Simulated {
  const plan = makePlan(request, smallCatalogue, 7);
  const design = ladder(plan);
  const rounds: RoundResult[] = [];
  const slices: SliceResult[] = [];
  const windows: number[] = [];
  let elapsedSeconds = 0;
  for (;;) {
    const state: DesignState = { rounds, slices, elapsedSeconds };
    const step = design.next(state);
    if (step.kind === 'done')
      return { rounds: rounds.length, seconds: elapsedSeconds, why: step.why, windows };
    const round = rounds.length + 1;
    const planned = overhead(round) + windowsMs(step.visits) / 1000;
    const left = (step.untilSeconds ?? Number.POSITIVE_INFINITY) - elapsedSeconds;
    const startedMs = 1000 * elapsedSeconds;
    elapsedSeconds += Math.min(planned, Math.max(left, overhead(round)));
    rounds.push({
      ...{ round, startedMs, endedMs: 1000 * elapsedSeconds },
      ...{ warmups: [], launches: [], discarded: [] },
    });
    windows.push(Math.min(...step.visits.map(({ window }) => window.minMs)));
    // Ratios are left as wide as they can be, so that only time ends the run.
    for (const { scenario, level, variants, window } of step.visits) {
      for (const variant of variants) {
        const cell = { variant, scenario, level };
        const serviceMs = 50 + 40 * Math.sin(7 * round + variant.length);
        slices.push(
          level.kind === 'open'
            ? openSlice(plan, cell, round, { capacity: 1e6, serviceMs }, window.minMs)
            : closedSlice(cell, round, window.minMs),
        );
      }
    }
  }
}

/** Of binary fractions, s. */
const hair = 1e-6;

/** Made once: what a slice tells beside its window makes no difference here. */
const anySlice = syntheticSlice(
  makePlan({}, smallCatalogue, 7),
  { variant: 'dev', scenario: 'json', level: { kind: 'closed', concurrency: 8 } },
  1,
  1,
  truth({ throughput: 1000 }),
);

/** Throughput differs from round to round, so that nothing is ever as precise as asked. */
function closedSlice(cell: Cell, round: number, windowMs: number): SliceResult {
  const answers = 500 * (2 + Math.sin(7 * round + cell.variant.length));
  const load = { ...anySlice.load!, windowMs, busy: { answers, elapsedMs: 1000 } };
  return { ...anySlice, ...cell, round, load };
}

const windowsMs = (visits: readonly LevelVisit[]) =>
  visits.reduce((sum, { variants, window }) => sum + variants.length * window.minMs, 0);

/** Of the default run, whose 27 windows take 6.75 s, or 5.4 s in a hurry. */
const whole =
  (seconds: readonly number[]): Overhead =>
  (round) =>
    (seconds[round - 1] ?? 15) - 5.4;

describe('the budget of a closed run', () => {
  it.each([
    ['a slow machine', [17, 16, 16, 16, 16, 16]],
    ['a slow machine that gets slower', [17, 13, 14, 15, 16, 16]],
    ['a slow machine that gets faster', [17, 16, 16, 15, 14, 13]],
    ['a slow first round', [22, 14, 14, 14, 14, 14]],
  ])('holds the six rounds that are needed on %s', (_what, costs) => {
    const run = simulate({}, whole(costs));
    expect(run.rounds).toBe(6);
    expect(run.seconds).toBeLessThanOrEqual(99);
    expect(run.windows.slice(1)).toEqual([200, 200, 200, 200, 200]);
  });

  it('holds the six rounds wherever the first takes 17 s and the others 13 to 16 s', () => {
    const cost = fc.double({ min: 13, max: 16, noNaN: true });
    fc.assert(
      fc.property(fc.array(cost, { minLength: 5, maxLength: 5 }), (later) => {
        const run = simulate({}, whole([17, ...later]));
        expect(run.rounds).toBeGreaterThanOrEqual(6);
        expect(run.seconds).toBeLessThanOrEqual(99);
      }),
    );
  });

  it('is never overrun by more than a tenth, and by rounds that are not needed not at all', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 6, max: 80, noNaN: true }),
        fc.array(fc.double({ min: 0.95, max: 1.05, noNaN: true }), { minLength: 20 }),
        (seconds, factors) => {
          const run = simulate({}, whole(factors.map((factor) => seconds * factor)));
          expect(run.seconds).toBeLessThanOrEqual(99 + hair);
          if (run.rounds > 6) expect(run.seconds).toBeLessThanOrEqual(90 + hair);
        },
      ),
    );
  });

  it('is not stretched for rounds that do not complete the six', () => {
    const run = simulate({}, whole([22, 22, 22, 22, 22, 22]));
    expect(run).toMatchObject({ rounds: 4, why: 'budget' });
    expect(run.seconds).toBeLessThanOrEqual(90);
  });

  it('leaves windows as they are where the rounds fit', () => {
    const run = simulate({}, () => 5);
    expect(run.windows.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => 250));
  });
});

describe('the budget of an open run', () => {
  it('holds six rounds of three scenarios and three rates, in windows as long as it lets them be', () => {
    const run = simulate({ rate: '100,200,400' }, (round) => (round === 1 ? 14 : 11));
    expect(run.rounds).toBeGreaterThanOrEqual(6);
    expect(run.seconds).toBeLessThanOrEqual(198);
    for (const ms of run.windows.slice(0, 6)) {
      expect(ms).toBeGreaterThanOrEqual(500);
      expect(ms).toBeLessThan(1000);
    }
  });

  it('leaves windows a second long where there is time', () => {
    const run = simulate({ rate: '200', scenarios: 'json' }, () => 6);
    expect(run.windows.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => 1000));
  });

  it('foresees, before it has measured anything, that windows of a second would not fit', () => {
    const [first] = simulate({ rate: '100,200,400', budget: '90s' }, () => 5).windows;
    expect(first).toBe(500);
  });

  it('shortens windows to the least that says something, and then makes fewer rounds', () => {
    const run = simulate({ rate: '20..160', budget: '60s' }, () => 10);
    expect(run.windows.at(-1)).toBe(500);
    expect(run.rounds).toBeLessThan(6);
    expect(run.seconds).toBeLessThanOrEqual(60);
  });
});
