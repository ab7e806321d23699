import { describe, expect, it } from 'vitest';
import { distributionQuantiles, percentileNames, percentilesSchema } from '../../harness/model/estimate.ts';
import { noPercentiles, percentilesOf } from '../../harness/stats/percentiles.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { rankOf, TimeCounts } from '../../harness/stats/time-counts.ts';
import { encodedMs, openLevel, queueLives } from '../helpers/open-slices.ts';

function counts(times: readonly number[]): TimeCounts {
  const found = new TimeCounts();
  found.add(encodedMs(times));
  return found;
}

const evenly = (n: number) => counts(Array.from({ length: n }, (_, index) => index + 1));

describe('percentiles', () => {
  it.each([
    ['p50', 20],
    ['p75', 40],
    ['p90', 100],
    ['p95', 200],
    ['p99', 1000],
    ['p999', 10_000],
    ['p9999', 100_000],
  ] as const)('tell %s from %i values on, and not with one less', (name, needed) => {
    const times = Array.from({ length: needed }, () => 7);
    expect(percentilesOf(counts(times))[name]).toBeCloseTo(7, 2);
    expect(percentilesOf(counts(times.slice(1)))[name]).toBeNull();
  });

  it('tell the greatest value of any number, and nothing of none', () => {
    expect(percentilesOf(counts([3, 9]))).toEqual({ ...noPercentiles(2), max: expect.closeTo(9, 1) });
    expect(percentilesOf(counts([]))).toEqual(noPercentiles(0));
  });

  it('are those of the merged values', () => {
    const { requests, p50, p90, max, lowerBounds } = percentilesOf(evenly(1000));
    expect({ requests, p50, p90, max, lowerBounds }).toEqual({
      requests: 1000,
      p50: expect.closeTo(500, 0),
      p90: expect.closeTo(900, -0.1),
      max: expect.closeTo(1000, -0.1),
      lowerBounds: undefined,
    });
  });

  it('are lower bounds from the first that an unfinished request may be beyond', () => {
    const ages = counts(Array.from({ length: 12 }, () => 800.5));
    const found = percentilesOf(evenly(988), ages);
    expect(found.requests).toBe(1000);
    // With the twelve beyond all others instead, p75 is the same value, p90 twelve ranks (1.4 %) higher.
    expect(found.p75).toBeCloseTo(750, -0.1);
    expect(found.lowerBounds).toEqual(['p90', 'p95', 'p99', 'max']);
    expect(() => percentilesSchema.parse(found)).not.toThrow();
  });

  it('are told as they are where what is unfinished makes less than a hundredth of them', () => {
    const found = percentilesOf(evenly(2999), counts([100]));
    expect(found.lowerBounds).toEqual(['max']);
  });

  it('never tell more than the truth of a server that is cut off, and the truth where nothing is marked', () => {
    const random = createRandom(3);
    for (const load of [0.7, 0.98, 1.3, 2, 5]) {
      for (const horizonMs of [600, 900, 3000]) {
        const lives = queueLives({
          level: openLevel(1000, 'poisson'),
          windowMs: 500,
          servers: 2,
          load,
          service: 'exponential',
          random,
        });
        const truths = lives.map(({ dueMs, doneMs }) => doneMs - dueMs).sort((a, b) => a - b);
        const finished = lives.filter(({ doneMs }) => doneMs <= horizonMs);
        const cut = lives.filter(({ doneMs }) => doneMs > horizonMs);
        const found = percentilesOf(
          counts(finished.map(({ dueMs, doneMs }) => doneMs - dueMs)),
          counts(cut.map(({ dueMs }) => horizonMs - dueMs)),
        );
        for (const name of percentileNames) {
          const told = found[name];
          if (told === null) continue;
          const truth = truths[rankOf(distributionQuantiles[name], truths.length) - 1]!;
          expect(told, `${name} of load ${load} to ${horizonMs} ms`).toBeLessThanOrEqual(
            truth * 1.001 + 0.001,
          );
          if (found.lowerBounds?.includes(name) !== true) expect(told).toBeGreaterThan(truth * 0.989 - 0.001);
        }
        if (cut.length > 0) expect(found.lowerBounds).toContain('max');
      }
    }
  });
});
