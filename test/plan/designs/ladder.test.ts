import { describe, expect, it } from 'vitest';
import type { DesignState } from '../../../harness/model/design.ts';
import { levelValue } from '../../../harness/model/level.ts';
import type { RoundResult, SliceResult } from '../../../harness/model/slice.ts';
import { ladder } from '../../../harness/plan/designs/ladder.ts';
import { makePlan, type RunRequest } from '../../../harness/plan/make-plan.ts';
import { smallCatalogue } from '../../helpers/catalogue.ts';
import { syntheticSlice, truth } from '../../helpers/slices.ts';

const planOf = (request: RunRequest) => makePlan({ scenarios: 'json', ...request }, smallCatalogue, 7);

function round(number: number, seconds = 10, discarded: string[] = []): RoundResult {
  const startedMs = (number - 1) * seconds * 1000;
  return {
    round: number,
    startedMs,
    endedMs: startedMs + seconds * 1000,
    warmups: [],
    launches: [],
    discarded,
  };
}

function state(rounds: RoundResult[], slices: SliceResult[] = []): DesignState {
  return { rounds, slices, elapsedSeconds: (rounds.at(-1)?.endedMs ?? 0) / 1000 };
}

const upTo = (count: number, seconds = 10) => Array.from({ length: count }, (_, i) => round(i + 1, seconds));

/** Slices of all rounds whose throughput ratio is 2 ± `spread`. */
function measured(request: RunRequest, rounds: number, spread: number): SliceResult[] {
  const plan = planOf(request);
  return upTo(rounds).flatMap(({ round }) =>
    plan.variants.flatMap(({ id }) =>
      plan.levels.map((level) =>
        syntheticSlice(
          plan,
          { variant: id, scenario: 'json', level },
          round,
          1,
          truth({ throughput: id === 'dev' ? 1000 : 2000 * (1 + spread * Math.cos(2.4 * round)) }),
        ),
      ),
    ),
  );
}

describe('the ladder', () => {
  it('visits every level of every scenario with every variant, in rising order', () => {
    const step = ladder(planOf({ scenarios: 'json,wait' })).next(state([]));
    expect(step.kind === 'round' && step.visits.map((v) => `${v.scenario} ${levelValue(v.level)}`)).toEqual([
      'json 1',
      'json 8',
      'json 32',
      'wait 1',
      'wait 8',
      'wait 32',
    ]);
    expect(step.kind === 'round' && step.visits[0]?.variants).toEqual(['dev', 'prefork', 'threaded']);
  });

  it('loads in each scenario only who is wanted there', () => {
    const plan = planOf({ scenarios: 'json,wait', concurrency: '8' });
    const step = ladder(plan, (scenario) => (scenario === 'json' ? ['dev', 'prefork'] : ['threaded'])).next(
      state([]),
    );
    expect(
      step.kind === 'round' && step.visits.map(({ scenario, variants }) => [scenario, variants]),
    ).toEqual([
      ['json', ['dev', 'prefork']],
      ['wait', ['threaded']],
    ]);
  });

  it('waits for some answers, and for each of a few connections', () => {
    const step = ladder(planOf({})).next(state([]));
    expect(step.kind === 'round' && step.visits.map((visit) => visit.window.minAnswers)).toEqual([5, 8, 8]);
  });

  it('makes as many rounds as were asked for, not counting those left out', () => {
    const design = ladder(planOf({ rounds: '2' }));
    expect(design.next(state([round(1)])).kind).toBe('round');
    expect(design.next(state([round(1), round(2, 10, ['steal'])])).kind).toBe('round');
    expect(design.next(state(upTo(2)))).toEqual({ kind: 'done', why: 'rounds' });
  });

  it('begins no round that the budget would not hold', () => {
    const request = { modes: 'dev,prefork', concurrency: '32' };
    const next = (budget: string) =>
      ladder(planOf({ ...request, budget })).next(state(upTo(6), measured(request, 6, 0.3)));
    expect(next('69s')).toEqual({ kind: 'done', why: 'budget' });
    expect(next('70s').kind).toBe('round');
  });

  it('begins a round that is needed when most of it fits, since it will be cut short', () => {
    const next = (budget: string) => ladder(planOf({ budget })).next(state(upTo(3)));
    expect(next('39s').kind).toBe('round');
    expect(next('38s')).toEqual({ kind: 'done', why: 'budget' });
  });

  it('always makes a first round', () => {
    expect(ladder(planOf({ budget: '5s' })).next(state([])).kind).toBe('round');
  });

  it('waits until every connection was answered where an objective asks for a percentile', () => {
    // The last of a window may come together with three others, from four workers.
    const [eight, top] = [8 + 3, 32 + 3];
    const answers = (...slo: string[]) => {
      const step = ladder(planOf({ scenarios: 'json,wait', slo })).next(state([]));
      return step.kind === 'round' ? step.visits.map(({ window }) => window.minAnswers) : [];
    };
    expect(answers()).toEqual([5, 8, 8, 5, 8, 8]);
    expect(answers('p50<1s')).toEqual([5, eight, top, 5, eight, top]);
    expect(answers('p50<1s in wait')).toEqual([5, 8, 8, 5, eight, top]);
    expect(answers('p50<1s@c=8', 'footprint<1GB')).toEqual([5, eight, 8, 5, eight, 8]);
  });

  it('hurries when the rounds that are needed would not fit the budget', () => {
    const design = ladder(planOf({ budget: '90s' }));
    const windows = (seconds: number) => {
      const step = design.next(state(upTo(2, seconds)));
      return step.kind === 'round' ? step.visits[0]?.window.minMs : undefined;
    };
    expect(windows(13)).toBe(250);
    expect(windows(15)).toBe(200);
  });

  it('is done when every ratio is as precise as asked', () => {
    const request = { modes: 'dev,prefork', budget: '10m' };
    const design = ladder(planOf(request));
    expect(design.next(state(upTo(6), measured(request, 6, 0.01)))).toEqual({
      kind: 'done',
      why: 'precision',
    });
  });

  it('goes on with what is unresolved, in longer slices that answer every connection', () => {
    const request = { modes: 'dev,prefork', concurrency: '1,32', budget: '10m' };
    const sharp = measured(request, 6, 0.01).filter((slice) => levelValue(slice.level) === 1);
    const blurred = measured(request, 6, 0.3).filter((slice) => levelValue(slice.level) === 32);
    const step = ladder(planOf(request)).next(state(upTo(6), [...sharp, ...blurred]));
    expect(step.kind === 'round' && step.visits.map((visit) => levelValue(visit.level))).toEqual([32]);
    expect(step.kind === 'round' && step.visits[0]?.window).toEqual({
      minMs: 500,
      maxMs: 3000,
      minAnswers: 32,
    });
  });
});

describe('climbing', () => {
  const plan = planOf({ concurrency: '1,8,32' });
  const [one, eight, top] = plan.levels;
  const slice = (level: typeof one, throughput: number, failing: number): SliceResult => {
    const made = syntheticSlice(
      plan,
      { variant: 'dev', scenario: 'json', level: level! },
      1,
      1,
      truth({ throughput }),
    );
    const failed = Math.round(made.load!.sent * failing);
    return { ...made, load: { ...made.load!, ok: made.load!.sent - failed } };
  };
  const climbs = (...slices: SliceResult[]) => ladder(plan).climbs('dev', 'json', top!, state([], slices));

  it('goes on while throughput grows, or requests are answered', () => {
    expect(climbs(slice(one, 100, 0), slice(eight, 100, 0))).toBe(true);
    expect(climbs(slice(one, 100, 0.5), slice(eight, 200, 0.5))).toBe(true);
    expect(climbs(slice(one, 100, 0), slice(eight, 100, 0.5))).toBe(true);
  });

  it('ends for a variant that was overwhelmed at two levels in a row and serves no more', () => {
    expect(climbs(slice(one, 100, 0.5), slice(eight, 101, 0.5))).toBe(false);
  });

  describe('with objectives', () => {
    // At 10 requests per second one connection is answered after 100 ms, eight after 800.
    const slow = (throughput = 10) => [slice(one, 10, 0), slice(eight, throughput, 0)];
    const climbsWith = (slo: string, ...slices: SliceResult[]) =>
      ladder(planOf({ concurrency: '1,8,32', slo: [slo] })).climbs('dev', 'json', top!, state([], slices));

    it('ends for a variant that clearly missed one at two levels in a row and serves no more', () => {
      expect(climbsWith('p95<20ms', ...slow())).toBe(false);
      expect(climbsWith('p75<20ms in json of dev', ...slow())).toBe(false);
      expect(climbsWith('p95<20ms', ...slow(20))).toBe(true);
      expect(climbsWith('p95<600ms', ...slow())).toBe(true);
    });

    it('goes on where one is of others, or of what load does not make worse', () => {
      expect(climbsWith('p95<20ms of prefork', ...slow())).toBe(true);
      expect(climbsWith('p95>2000ms,footprint<1MB,cpu<1us,throughput>1000/s', ...slow())).toBe(true);
    });

    it('goes on where requests are too few to tell', () => {
      // All of four took longer, as one time in sixteen they do where half of all take longer.
      expect(climbsWith('p50<20ms', ...slow())).toBe(true);
    });

    it('gets to every level that one names', () => {
      expect(climbsWith('p95<20ms,p95<5s@c=32', ...slow())).toBe(true);
      expect(climbsWith('p95<20ms,p95<5s@c=8', ...slow())).toBe(false);
      const failed = [slice(one, 100, 0.5), slice(eight, 101, 0.5)];
      expect(climbsWith('failures<1%@c=32', ...failed)).toBe(true);
      expect(climbsWith('failures<1%@c=32 of prefork', ...failed)).toBe(false);
    });
  });
});
