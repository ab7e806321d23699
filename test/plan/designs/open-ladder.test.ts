import { describe, expect, it } from 'vitest';
import type { DesignState } from '../../../harness/model/design.ts';
import type { Level } from '../../../harness/model/level.ts';
import { levelValue } from '../../../harness/model/level.ts';
import { slowRequestMs } from '../../../harness/model/scenario.ts';
import type { RoundResult, SliceResult } from '../../../harness/model/slice.ts';
import { climbs } from '../../../harness/plan/designs/climbing.ts';
import { ladder } from '../../../harness/plan/designs/ladder.ts';
import { decidingMetric } from '../../../harness/plan/designs/resolution.ts';
import { makePlan, type RunRequest } from '../../../harness/plan/make-plan.ts';
import { slowClient } from '../../../scenarios/slow-client.ts';
import { smallCatalogue } from '../../helpers/catalogue.ts';
import { type OpenTruth, openSlice } from '../../helpers/open-slice.ts';
import { syntheticSlice, truth } from '../../helpers/slices.ts';

const catalogue = { ...smallCatalogue, scenarios: [...smallCatalogue.scenarios, slowClient] };
const planOf = (request: RunRequest) =>
  makePlan({ scenarios: 'json', modes: 'dev,prefork', budget: '10m', ...request }, catalogue, 7);

function rounds(count: number): RoundResult[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ round: i + 1, startedMs: 10_000 * i, endedMs: 10_000 * (i + 1) },
    ...{ warmups: [], launches: [], discarded: [] },
  }));
}

function state(slices: readonly SliceResult[], count = 6): DesignState {
  return { rounds: rounds(count), slices, elapsedSeconds: 10 * count };
}

const start: DesignState = { rounds: [], slices: [], elapsedSeconds: 0 };

function visitsOf(request: RunRequest, from = start) {
  const step = ladder(planOf(request)).next(from);
  return step.kind === 'round' ? step.visits : [];
}

describe('the windows of a first round', () => {
  it.each([
    ['a rate that a second has plenty of', '100', 1000],
    ['a low rate: some tens of arrivals', '20', 2500],
    ['a very low rate: no longer than ten seconds', '1', 10_000],
    ['a high rate', '20k', 1000],
  ])('hold, at %s', (_what, rate, ms) => {
    expect(visitsOf({ rate }).map(({ window }) => window)).toEqual([
      { minMs: ms, maxMs: 10_000, minAnswers: 0 },
    ]);
  });

  it('hold several requests of slow clients at any rate', () => {
    const least = 3 * slowRequestMs(slowClient.slow!);
    const [visit] = visitsOf({ rate: '500', scenarios: 'slow-client' });
    expect(visit?.window.minMs).toBe(Math.max(1000, least));
  });

  it.each([
    ['no thought', undefined, { minMs: 250, maxMs: 3000 }],
    ['short thoughts', '20ms', { minMs: 250, maxMs: 3000 }],
    ['thoughts of half a second', '500ms', { minMs: 1500, maxMs: 3000 }],
    ['long thoughts', '4s', { minMs: 12_000, maxMs: 12_000 }],
  ])('hold several thoughts of a closed workload with %s', (_what, think, window) => {
    expect(visitsOf({ think, concurrency: '8' })[0]?.window).toEqual({ ...window, minAnswers: 8 });
  });

  it('hold fewer thoughts where the budget is short', () => {
    const plan = planOf({ think: '500ms', concurrency: '8', budget: '20s' });
    const step = ladder(plan).next({ ...state([], 1), elapsedSeconds: 10 });
    expect(step.kind === 'round' && step.visits[0]?.window.minMs).toBe(1000);
  });
});

/** Rounds of one open level in which prefork's response times are those of dev times `ratio` ± `spread`. */
function compared(
  request: RunRequest,
  {
    devMs,
    ratio,
    spread,
    preforkCan = 1e6,
  }: { devMs: number; ratio: number; spread: number; preforkCan?: number },
) {
  const plan = planOf(request);
  return rounds(6).flatMap(({ round }) =>
    plan.levels.flatMap((level) => {
      const of = (variant: string, served: OpenTruth) =>
        openSlice(plan, { variant, scenario: 'json', level }, round, served);
      const preforkMs = devMs * ratio * (1 + spread * Math.cos(2.4 * round));
      return [
        of('dev', { capacity: 1e6, serviceMs: devMs }),
        of('prefork', { capacity: preforkCan, serviceMs: preforkMs }),
      ];
    }),
  );
}

describe('an open run', () => {
  it('tells its variants apart by the median response time, for all serve what is offered', () => {
    expect(decidingMetric(planOf({ rate: '100' }))).toBe('p50');
    expect(decidingMetric(planOf({ concurrency: '8' }))).toBe('throughput');
  });

  const next = (request: RunRequest, slices: readonly SliceResult[]) =>
    ladder(planOf(request)).next(state(slices));

  it('is done when the median is known as precisely as asked', () => {
    const request = { rate: '100' };
    expect(next(request, compared(request, { devMs: 50, ratio: 2, spread: 0.01 }))).toEqual({
      kind: 'done',
      why: 'precision',
    });
  });

  it('goes on where it is not, in longer windows, and only there', () => {
    const request = { rate: '100,400' };
    const sharp = compared({ rate: '100' }, { devMs: 50, ratio: 2, spread: 0.01 });
    const blurred = compared({ rate: '400' }, { devMs: 50, ratio: 2, spread: 0.3 });
    const step = next(request, [...sharp, ...blurred]);
    expect(step.kind === 'round' && step.visits.map((visit) => levelValue(visit.level))).toEqual([400]);
    expect(step.kind === 'round' && step.visits[0]?.window).toEqual({
      minMs: 2000,
      maxMs: 10_000,
      minAnswers: 0,
    });
  });

  it('does not ask for differences that its own loader could not tell', () => {
    const request = { rate: '100' };
    expect(next(request, compared(request, { devMs: 0.5, ratio: 1, spread: 0.1 }))).toMatchObject({
      why: 'precision',
    });
    expect(next(request, compared(request, { devMs: 5, ratio: 1, spread: 0.1 })).kind).toBe('round');
  });

  it('goes on where there were too few answers for a median', () => {
    const request = { rate: '2' };
    expect(next(request, compared(request, { devMs: 50, ratio: 1, spread: 0 })).kind).toBe('round');
  });

  it('leaves alone what cannot keep up, whose median says how long the slice was', () => {
    const request = { rate: '100' };
    const overloaded = compared(request, { devMs: 50, ratio: 1, spread: 0.3, preforkCan: 50 });
    expect(next(request, overloaded)).toMatchObject({ why: 'precision' });
  });
});

describe('climbing a ladder of rates', () => {
  const plan = planOf({ rate: '100,200,400' });
  const [low, middle, top] = plan.levels as [Level, Level, Level];
  const at = (level: Level, served: OpenTruth) =>
    openSlice(plan, { variant: 'dev', scenario: 'json', level }, 1, served);
  const goesOn = (first: OpenTruth, second: OpenTruth) =>
    climbs(plan, 'dev', 'json', top, state([at(low, first), at(middle, second)], 0));

  it.each<[string, boolean, OpenTruth, OpenTruth]>([
    ['goes on while all is served', true, { capacity: 1000, serviceMs: 5 }, { capacity: 1000, serviceMs: 5 }],
    [
      'goes on after one rate that was too high, which may have been an accident',
      true,
      { capacity: 1000, serviceMs: 5 },
      { capacity: 80, serviceMs: 5 },
    ],
    [
      'goes on where answers take longer than slices, for all are served',
      true,
      { capacity: 1000, serviceMs: 3000 },
      { capacity: 1000, serviceMs: 3000 },
    ],
    [
      'goes on where some fail, and twice as many are served at twice the rate',
      true,
      { capacity: 1000, serviceMs: 5, failing: 0.1 },
      { capacity: 1000, serviceMs: 5, failing: 0.1 },
    ],
    [
      'ends where two rates in a row were too high',
      false,
      { capacity: 70, serviceMs: 5 },
      { capacity: 70, serviceMs: 5 },
    ],
    [
      'ends where two rates in a row brought failures, and no more answers',
      false,
      { capacity: 1000, serviceMs: 5, failing: 0.2 },
      { capacity: 1000, serviceMs: 5, failing: 0.6 },
    ],
    [
      'ends where a server breaks down',
      false,
      { capacity: 70, serviceMs: 5 },
      { capacity: 20, serviceMs: 5 },
    ],
  ])('%s', (_what, expected, first, second) => {
    expect(goesOn(first, second)).toBe(expected);
  });

  it('goes on from the first level and the second, whatever they brought', () => {
    const poor = { capacity: 10, serviceMs: 5 };
    expect(climbs(plan, 'dev', 'json', low, state([], 0))).toBe(true);
    expect(climbs(plan, 'dev', 'json', middle, state([at(low, poor)], 0))).toBe(true);
  });
});

describe('climbing with think time', () => {
  const plan = planOf({ think: '1s', concurrency: '8,32,128' });
  const [low, middle, top] = plan.levels as [Level, Level, Level];

  /** So many connections that think for a second, of which some share of the requests fails. */
  const at = (level: Level, capacity: number, failing: number): SliceResult => {
    const throughput = Math.min(capacity, levelValue(level) / 1.05);
    const cell = { variant: 'dev', scenario: 'json', level };
    const made = syntheticSlice(plan, cell, 1, 1, truth({ throughput }));
    const { load } = made;
    return { ...made, load: { ...load!, ok: Math.round(load!.sent * (1 - failing)) } };
  };
  const goesOn = (capacity: number, failing: number) =>
    climbs(plan, 'dev', 'json', top, state([at(low, capacity, failing), at(middle, capacity, failing)], 0));

  it.each([
    ['goes on while throughput grows with the connections, also where some requests fail', 1000, 0.1, true],
    ['goes on at saturation, where all are answered', 7, 0, true],
    ['ends at saturation, where requests fail', 7, 0.1, false],
  ])('%s', (_what, capacity, failing, expected) => {
    expect(goesOn(capacity, failing)).toBe(expected);
  });
});
