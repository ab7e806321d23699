import { describe, expect, it } from 'vitest';
import { searchRecordSchema } from '../../../harness/model/search.ts';
import { objectiveSearch } from '../../../harness/plan/designs/objective-search.ts';
import { encodeHistogram, newHistogram } from '../../../harness/stats/histogram.ts';
import { searchRecordOf } from '../../../harness/stats/search/results.ts';
import { type Searched, searched, searchingPlan, type Tamper } from '../../helpers/searching.ts';

const server =
  (capacity: number, serviceMs = 5, failing = 0) =>
  () => ({ capacity, serviceMs, failing });
const resultsOf = (plan: ReturnType<typeof searchingPlan>, { state }: Searched) =>
  searchRecordOf(plan, state.rounds, state.slices).results;

describe('the objective search', () => {
  it('begins with what can be served by many connections, and tries the half of it first', () => {
    const plan = searchingPlan({});
    const first = objectiveSearch(plan).next({ rounds: [], slices: [], elapsedSeconds: 0 });
    expect(first.kind === 'round' && first.visits.map(({ level }) => level)).toEqual([
      { kind: 'closed', concurrency: 1 },
      { kind: 'closed', concurrency: 16 },
    ]);
    expect(searched(plan, server(300)).rounds.slice(0, 3)).toEqual([[], ['web json 150'], ['web json 300']]);
  });

  it('finds what a server of known capacity carries, confirmed below and above', () => {
    const plan = searchingPlan({});
    const run = searched(plan, server(300));
    const [result] = resultsOf(plan, run);
    expect(run.why).toBe('precision');
    expect(result).toMatchObject({ outcome: 'found', low: { held: 3 }, high: { failed: 2 }, limitedBy: [0] });
    expect(result?.rate).toBeGreaterThan(300 / 1.06);
    expect(result?.rate).toBeLessThan(300 * 1.03);
    expect(searchRecordSchema.parse({ results: [result] }).results).toEqual([result]);
  });

  it('searches for each variant and scenario beside the others, each with a rate of its own', () => {
    const plan = searchingPlan({ variants: ['slow', 'fast'], scenarios: ['json', 'page'] });
    const run = searched(plan, (variant, scenario) => ({
      capacity: (variant === 'slow' ? 100 : 400) * (scenario === 'json' ? 1 : 2),
      serviceMs: 5,
    }));
    const rates = resultsOf(plan, run).map(
      ({ variant, scenario, rate }) => [variant, scenario, rate ?? 0] as const,
    );
    expect(rates.map(([variant, scenario]) => `${variant} ${scenario}`)).toEqual([
      'slow json',
      'fast json',
      'slow page',
      'fast page',
    ]);
    for (const [index, capacity] of [100, 400, 200, 800].entries()) {
      expect(Math.abs(Math.log((rates[index]?.[2] ?? 0) / capacity))).toBeLessThan(0.1);
    }
    expect(run.rounds[1]).toHaveLength(4);
  });

  it('runs both ends of the bracket in one round when it confirms them', () => {
    const plan = searchingPlan({});
    const pairs = searched(plan, server(300)).rounds.filter((round) => round.length === 2);
    expect(pairs.length).toBeGreaterThanOrEqual(2);
  });

  it('takes no more slices of a run than it needs, and never another number of the same pass', () => {
    const { state } = searched(searchingPlan({}), server(300));
    const open = state.slices.filter(({ level }) => level.kind === 'open');
    const overloaded = open.filter(({ level }) => level.kind === 'open' && level.rate > 400);
    for (const { pass } of overloaded) expect(pass).toBe(1);
    const keys = open.map(
      ({ round, pass, level }) => `${round} ${pass} ${level.kind === 'open' ? level.rate : ''}`,
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('waits before each run until a single connection is answered as without load', () => {
    const plan = searchingPlan({});
    let busy = 3;
    const tamper: Tamper = (slice) => {
      if (slice.level.kind === 'open' || slice.level.concurrency > 1 || slice.round !== 2 || busy-- <= 0)
        return slice;
      const late = searched(searchingPlan({}), server(300), { mostRounds: 80 }).state.slices.find(
        ({ level }) => level.kind === 'closed' && level.concurrency === 16,
      );
      return { ...slice, load: { ...slice.load, responseTime: late?.load?.responseTime ?? '' } };
    };
    const { state } = searched(plan, server(300), { tamper });
    const looks = (round: number) => {
      const own = state.slices.filter((slice) => slice.round === round);
      return own.findIndex(({ level }) => level.kind === 'open');
    };
    expect(looks(3)).toBe(1);
    expect(looks(2)).toBe(4);
  });

  it('says what was the best where the objective is met at no rate', () => {
    const plan = searchingPlan({ slo: 'p99<10ms' });
    const [result] = resultsOf(plan, searched(plan, server(300, 40)));
    expect(result).toMatchObject({ outcome: 'none', rate: null, limitedBy: [0] });
    expect(result?.runs.at(-1)?.figures[0]?.value).toBeCloseTo(40, 0);
  });

  it('counts failed requests against every limit of response times', () => {
    const plan = searchingPlan({ slo: 'p99<100ms' });
    expect(resultsOf(plan, searched(plan, server(300, 5, 0.2)))[0]?.outcome).toBe('none');
    const failures = searchingPlan({ slo: 'errors<10%' });
    expect(resultsOf(failures, searched(failures, server(300, 5, 0.02)))[0]?.outcome).not.toBe('none');
  });

  it('tells the limit of the generator from that of the server', () => {
    const plan = searchingPlan({});
    // A loader that is out of CPU from 200 req/s on, so that requests are late there.
    const tamper: Tamper = (slice) => {
      if (slice.level.kind !== 'open' || slice.level.rate < 200) return slice;
      return {
        ...slice,
        load: { ...slice.load, generator: { cpuMs: slice.load.totalMs, eventLoopUtilization: 0.99 } },
      };
    };
    const strained = searched(plan, (_v, _s) => ({ capacity: 200, serviceMs: 5 }), { tamper });
    const [result] = resultsOf(plan, strained);
    expect(result?.outcome).toBe('generator');
    expect(result?.rate).toBeLessThanOrEqual(200);
    expect(result?.runs.find(({ outcome }) => outcome === 'generator')?.generator?.code).toBe(
      'generator-cpu',
    );
  });

  it('does not take a want of connections for the limit of a server that answers as fast as ever', () => {
    const plan = searchingPlan({ slo: 'p99<100ms' });
    const spread = (ms: number) => {
      const histogram = newHistogram();
      for (let i = 0; i < 500; i++) histogram.recordValue(Math.round(1000 * ms));
      return encodeHistogram(histogram);
    };
    // Each takes 3 ms, as a single connection is answered; above 200 req/s they wait in the loader all the same.
    const tamper: Tamper = (slice) => {
      const { open } = slice.load;
      if (open === undefined || slice.level.kind !== 'open' || slice.level.rate < 200) return slice;
      const waited = { ...open, serviceTime: spread(3), sendLag: spread(200), wakeLag: spread(1) };
      return { ...slice, load: { ...slice.load, open: waited } };
    };
    const [result] = resultsOf(plan, searched(plan, server(200), { tamper }));
    expect(result).toMatchObject({ outcome: 'generator' });
    expect(result?.runs.some(({ starved }) => starved)).toBe(true);
  });

  it('leaves out what a disturbed machine showed, and gives such a machine up', () => {
    const plan = searchingPlan({});
    const once = searched(plan, server(300), { discarded: (round) => round === 3 });
    expect(resultsOf(plan, once)[0]?.outcome).toBe('found');
    expect(resultsOf(plan, once)[0]?.runs.some(({ round }) => round === 3)).toBe(false);
    const always = searched(plan, server(300), { discarded: () => true });
    expect(always.why).toBe('rounds');
    expect(resultsOf(plan, always)[0]).toMatchObject({ outcome: 'unknown', rate: null });
  });

  it('keeps within its budget, in shorter slices where that is little, and says what is known by then', () => {
    const length = (run: Searched) =>
      Math.max(
        ...run.state.slices.flatMap(({ level, load }) =>
          level.kind === 'open' ? (load?.windowMs ?? 0) : [],
        ),
      );
    const plenty = searched(searchingPlan({ budgetSeconds: 3600 }), server(300));
    const scarce = searched(searchingPlan({ budgetSeconds: 90 }), server(300));
    const hardly = searched(searchingPlan({ budgetSeconds: 25 }), server(300));
    expect(plenty.why).toBe('precision');
    expect(length(scarce)).toBeLessThan(length(plenty));
    expect(hardly.why).toBe('budget');
    expect(resultsOf(searchingPlan({}), hardly)[0]).toMatchObject({ outcome: 'unconfirmed', rate: 300 });
  });

  it('asks nothing of variants and scenarios that no objective is of', () => {
    const plan = searchingPlan({
      variants: ['a', 'b'],
      scenarios: ['json', 'page'],
      slo: 'p99<100ms in json of a',
    });
    const run = searched(plan, server(300));
    expect(resultsOf(plan, run).map(({ variant, scenario }) => `${variant} ${scenario}`)).toEqual(['a json']);
    expect(run.rounds.flat().every((one) => one.startsWith('a json'))).toBe(true);
  });
});
