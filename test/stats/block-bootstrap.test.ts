import { describe, expect, it } from 'vitest';
import {
  expandedTail,
  pooledQuantile,
  pooledQuantileRatio,
  type RoundTimes,
} from '../../harness/stats/block-bootstrap.ts';
import { encodeHistogram, newHistogram } from '../../harness/stats/histogram.ts';
import { createRandom, type Random } from '../../harness/stats/random.ts';
import { TimeCounts } from '../../harness/stats/time-counts.ts';
import { normal, share } from '../helpers/draws.ts';

/** Response times of one round, ms. */
function timed(values: readonly number[]): TimeCounts {
  const histogram = newHistogram();
  for (const value of values) histogram.recordValue(Math.round(value * 1000));
  const times = new TimeCounts();
  times.add(encodeHistogram(histogram));
  return times;
}

/** Rounds that differ by a tenth, of requests around 5 ms that differ by a half, told to a hundredth. */
function lognormalRound(random: Random, requests: number): RoundTimes {
  const slower = 0.1 * normal(random);
  const counts = new Map<number, number>();
  for (let i = 0; i < requests; i++) {
    const micros = Math.round(5000 * Math.exp(Math.round(100 * (slower + 0.5 * normal(random))) / 100));
    counts.set(micros, (counts.get(micros) ?? 0) + 1);
  }
  const rising = [...counts].sort(([a], [b]) => a - b);
  return {
    eachBucket(found) {
      for (const [micros, count] of rising) found(micros, micros, count);
    },
  };
}

const some = <T>(count: number, of: () => T) => Array.from({ length: count }, of);

describe('expandedTail', () => {
  it('is that of Student’s t, and near the plain tail with many rounds', () => {
    // Φ(−2.5706·√(6/5)) and Φ(−1.9842·√(100/99))
    expect(expandedTail(6, 0.95)).toBeCloseTo(0.002433, 5);
    expect(expandedTail(100, 0.95)).toBeCloseTo(0.0231, 3);
  });
});

describe('pooledQuantile', () => {
  it('is the quantile of all requests together, not of the rounds', () => {
    const rounds = [...some(7, () => timed([1, 1, 1])), timed([1, 9, 9])];
    const p95 = pooledQuantile(rounds, 0.95, 0.95, createRandom(1))!;
    expect(p95.point).toBeCloseTo(9, 1);
    expect(p95.low).toBeCloseTo(1, 2);
    expect(p95.high).toBeCloseTo(9, 1);
    expect(pooledQuantile(rounds, 0.9, 0.95, createRandom(1))!.point).toBeCloseTo(1, 2);
  });

  it('gives no interval from few rounds, and nothing without requests', () => {
    const rounds = some(5, () => timed([1, 2, 3]));
    expect(pooledQuantile(rounds, 0.5, 0.95, createRandom(1))).toEqual({
      point: expect.closeTo(2, 2),
      low: null,
      high: null,
      confidence: 0.95,
      rounds: 5,
      fewRounds: true,
    });
    expect(pooledQuantile([new TimeCounts()], 0.5, 0.95, createRandom(1))).toBeNull();
    expect(pooledQuantile([], 0.5, 0.95, createRandom(1))).toBeNull();
  });

  it('takes rounds of different numbers of requests, and of none', () => {
    const rounds = [new TimeCounts(), ...some(6, () => timed([2])), timed(new Array(100).fill(4))];
    expect(pooledQuantile(rounds, 0.5, 0.95, createRandom(1))!.point).toBeCloseTo(4, 1);
  });

  it('repeats itself for the same seed', () => {
    const random = createRandom(8);
    const rounds = some(8, () => lognormalRound(random, 100));
    const of = (seed: number) => pooledQuantile(rounds, 0.9, 0.95, createRandom(seed));
    expect(of(1)).toEqual(of(1));
  });

  it('holds the median of all requests about as often as it says', () => {
    const random = createRandom(21);
    const held = share(300, () => {
      const { low, high } = pooledQuantile(
        some(8, () => lognormalRound(random, 150)),
        0.5,
        0.95,
        random,
      )!;
      return low! <= 5 && 5 <= high!;
    });
    // Three standard errors of 95 % in 300 draws are 3.8 points; bench:self draws ten thousand.
    expect(Math.abs(held - 0.95)).toBeLessThan(0.04);
  });
});

describe('pooledQuantileRatio', () => {
  it('cancels what both met in a round', () => {
    const random = createRandom(4);
    const weather = Array.from({ length: 10 }, () => Math.exp(0.5 * normal(random)));
    const rounds = (scale: number) =>
      weather.map((factor) => timed(Array.from({ length: 200 }, (_, i) => scale * factor * (1 + i / 1000))));
    const ratio = pooledQuantileRatio(rounds(6), rounds(5), 0.9, 0.95, random)!;
    expect(ratio.point).toBeCloseTo(1.2, 2);
    expect(ratio.high! - ratio.low!).toBeLessThan(0.02);
    const alone = pooledQuantile(rounds(6), 0.9, 0.95, random)!;
    expect(alone.high! / alone.low!).toBeGreaterThan(1.2);
  });

  it('gives nothing where either was not timed', () => {
    const none = some(6, () => new TimeCounts());
    expect(
      pooledQuantileRatio(
        some(6, () => timed([1])),
        none,
        0.5,
        0.95,
        createRandom(1),
      ),
    ).toBeNull();
  });
});
