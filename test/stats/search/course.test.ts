import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runWindowMs } from '../../../harness/plan/designs/search-windows.ts';
import { createRandom } from '../../../harness/stats/random.ts';
import { courseOf, type Tried } from '../../../harness/stats/search/course.ts';
import { runState } from '../../../harness/stats/search/run-state.ts';
import { searchPlan } from '../../helpers/searching.ts';
import {
  capacityOf,
  erlangC,
  exponential,
  type SimulatedQueue,
  simulateSearch,
} from '../../helpers/simulated-search.mjs';

const plan = searchPlan();

/** Every rate up to a limit holds, and none above. */
function followed(first: number, verdict: (rate: number, run: number) => Tried['outcome']) {
  const beginning = { rate: first, servedPerSecond: null };
  const tried: Tried[] = [];
  for (;;) {
    const course = courseOf(plan, beginning, tried);
    if (course.next.length === 0) return { course, tried, rates: tried.map(({ rate }) => rate) };
    for (const rate of course.next) tried.push({ rate, outcome: verdict(rate, tried.length), shares: [] });
  }
}
const upTo = (limit: number) => (rate: number) => (rate <= limit ? 'held' : 'failed');

describe('the course of a search', () => {
  it('doubles until a rate fails, halves the bracket, and confirms both ends by fresh runs', () => {
    const { course, rates } = followed(50, upTo(210));
    expect(rates.slice(0, 5)).toEqual([50, 100, 200, 400, 283]);
    expect(course).toMatchObject({
      outcome: 'found',
      low: { held: 3, failed: 0 },
      high: { held: 0, failed: 2 },
    });
    expect(course.low?.rate).toBeGreaterThan(210 / 1.05);
    expect(course.high?.rate).toBeCloseTo(1.1 * (course.low?.rate ?? 0), 0);
    expect(rates.length).toBeLessThanOrEqual(14);
  });

  it('goes down where the first rate fails', () => {
    const { course, rates } = followed(50, upTo(4));
    expect(rates.slice(0, 3)).toEqual([50, 25, 6.25]);
    expect(course.outcome).toBe('found');
    expect(course.low?.rate).toBeGreaterThan(4 / 1.06);
  });

  it('says so when it holds nowhere', () => {
    const { course, rates } = followed(50, () => 'failed');
    expect(rates).toEqual([50, 25, 6.25, 1.56]);
    expect(course).toMatchObject({ outcome: 'none', low: null, high: { rate: 1.56 } });
  });

  it('stops at the highest rate that may be asked for', () => {
    const { course } = followed(40_000, () => 'held');
    expect(course).toMatchObject({ outcome: 'bound', low: { rate: 100_000, held: 3 }, high: null });
  });

  it('never takes the limit of the generator for that of the server', () => {
    const { course } = followed(50, (rate) => (rate <= 210 ? 'held' : 'generator'));
    expect(course).toMatchObject({ outcome: 'generator', low: { rate: 209 } });
    expect(followed(50, () => 'generator').course).toMatchObject({ outcome: 'generator', low: null });
  });

  it('asks again where the generator was at its limit once', () => {
    const { course } = followed(50, (rate, run) => (run === 1 ? 'generator' : upTo(210)(rate)));
    expect(course).toMatchObject({ outcome: 'found', low: { rate: 208 } });
  });

  it('comes back from a single wrong verdict', () => {
    // 200 fails once by chance: above it everything up to 290 holds.
    const { course } = followed(50, (rate, run) => (run === 2 ? 'failed' : upTo(290)(rate)));
    expect(course.outcome).toBe('found');
    expect(course.low?.rate).toBeGreaterThan(290 / 1.15);
    expect(course.low?.rate).toBeLessThanOrEqual(290);
    const lucky = followed(50, (rate, run) => (run === 3 ? 'held' : upTo(210)(rate))).course;
    expect(lucky.low?.rate).toBeGreaterThan(210 / 1.1);
    expect(lucky.low?.rate).toBeLessThanOrEqual(210);
  });

  it('ends within its runs, whatever the verdicts, with a bracket that they support', () => {
    const outcomes = fc.infiniteStream(fc.constantFrom('held', 'failed', 'generator'));
    fc.assert(
      fc.property(outcomes, fc.double({ min: 0.01, max: 1e6, noNaN: true }), (stream, first) => {
        const { course, tried } = followed(first, () => stream.next().value as Tried['outcome']);
        expect(tried.length).toBeLessThanOrEqual(plan.maxRuns + 1);
        const { low, high } = course;
        if (low !== null) expect(low.held).toBeGreaterThan(low.failed);
        if (low !== null && high !== null) expect(high.rate).toBeGreaterThan(low.rate);
      }),
    );
  });

  it('brackets any limit to a tenth and a half, and says nothing above it', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 2, max: 90_000, noNaN: true }),
        fc.double({ min: 0.3, max: 20, noNaN: true }),
        (limit, factor) => {
          const { course } = followed(limit * factor, upTo(limit));
          if (course.outcome !== 'found') return;
          expect(course.low?.rate).toBeLessThanOrEqual(limit);
          expect(course.low?.rate).toBeGreaterThan(limit / 1.06);
          expect(course.high?.rate).toBeGreaterThan(limit);
        },
      ),
    );
  });
});

const parts = (metric: string) => ({
  courseOf,
  runState,
  runWindowMs,
  createRandom,
  search: searchPlan(metric),
});
const seeds = Array.from({ length: 20 }, (_, seed) => seed);

describe('on simulated servers', () => {
  const fixed = (seconds: number) => () => seconds;
  const queues: readonly [string, string, SimulatedQueue][] = [
    ['M/D/4', 'p99<250ms', { workers: 4, service: fixed(0.005), limitMs: 250, allowed: 0.01, fullRate: 800 }],
    ['M/D/2', 'p99<100ms', { workers: 2, service: fixed(0.02), limitMs: 100, allowed: 0.01, fullRate: 100 }],
    [
      'M/M/4',
      'p95<150ms',
      { workers: 4, service: exponential(0.02), limitMs: 150, allowed: 0.05, fullRate: 200 },
    ],
    [
      'M/M/1',
      'p99<20ms',
      { workers: 1, service: exponential(0.001), limitMs: 20, allowed: 0.01, fullRate: 1000 },
    ],
  ];

  it.each(queues)(
    'finds what %s carries at %s within a tenth, in nineteen of twenty',
    (_name, slo, queue) => {
      const theory = capacityOf(queue, createRandom, 60_000);
      const found = seeds.map((seed) => simulateSearch(parts(slo), queue, seed));
      const near = found.filter(({ course }) => Math.abs((course.low?.rate ?? 0) / theory - 1) <= 0.1);
      expect(near.length).toBeGreaterThanOrEqual(19);
      expect(Math.max(...found.map(({ runs }) => runs))).toBeLessThanOrEqual(plan.maxRuns);
    },
  );

  it('is not fooled by processes that differ by 3 %, nor by a machine that drifts as much', () => {
    const [, slo, queue] = queues[1]!;
    const theory = capacityOf(queue, createRandom, 60_000);
    const found = seeds.map((seed) =>
      simulateSearch(parts(slo), { ...queue, spread: 0.03, drift: 0.03 }, seed),
    );
    const near = found.filter(({ course }) => Math.abs((course.low?.rate ?? 0) / theory - 1) <= 0.12);
    expect(near.length).toBeGreaterThanOrEqual(18);
  });

  it('simulates what queueing theory says of M/M/1', () => {
    // Of response times, exp(−(μ − λ)t) are longer than t: p99 is 20 ms at λ = μ − ln(100)/0.02.
    const [, , queue] = queues[3]!;
    expect(capacityOf(queue, createRandom) / (1000 - Math.log(100) / 0.02)).toBeCloseTo(1, 1);
    expect(erlangC(1, 0.7)).toBeCloseTo(0.7);
  });
});
