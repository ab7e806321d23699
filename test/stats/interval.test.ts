import { describe, expect, it } from 'vitest';
import { halfWidth, intervalOfLogs, roundsNeeded } from '../../harness/stats/interval.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { studentQuantile } from '../../harness/stats/student.ts';
import { normal, share } from '../helpers/draws.ts';

describe('studentQuantile', () => {
  it.each([
    [0.95, 1, 12.7062],
    [0.95, 2, 4.30265],
    [0.95, 3, 3.18245],
    [0.95, 4, 2.77645],
    [0.95, 5, 2.57058],
    [0.95, 30, 2.04227],
    [0.9, 1, 6.31375],
    [0.9, 3, 2.35336],
    [0.99, 1, 63.6567],
    [0.99, 4, 4.60409],
    [0.999, 2, 31.5991],
    [0.5, 2, 0.816497],
  ])('at %s with %i degrees of freedom is the tabled %f', (confidence, degrees, tabled) => {
    expect(studentQuantile(confidence, degrees) / tabled).toBeCloseTo(1, 5);
  });
});

describe('intervalOfLogs', () => {
  const logs = [1, 2, 4].map(Math.log);

  it('gives one round its value and no interval', () => {
    expect(intervalOfLogs([Math.log(7)], 0.95)).toEqual({
      point: expect.closeTo(7, 10),
      low: null,
      high: null,
      confidence: 0.95,
      rounds: 1,
      fewRounds: true,
    });
  });

  it('gives few rounds the geometric mean with a t interval, and marks it', () => {
    const interval = intervalOfLogs(logs, 0.95);
    const reach = (studentQuantile(0.95, 2) * Math.log(2)) / Math.sqrt(3);
    expect(interval.point).toBeCloseTo(2, 10);
    expect(interval.low).toBeCloseTo(2 / Math.exp(reach), 10);
    expect(interval.high).toBeCloseTo(2 * Math.exp(reach), 10);
    expect(interval).toMatchObject({ rounds: 3, fewRounds: true });
  });

  it('gives six rounds the exact interval: from the smallest to the largest', () => {
    const interval = intervalOfLogs([1, 2, 3, 4, 5, 6].map(Math.log), 0.95);
    expect(interval).toMatchObject({ rounds: 6, fewRounds: false });
    expect(interval.low).toBeCloseTo(1, 10);
    expect(interval.high).toBeCloseTo(6, 10);
  });

  it('needs eight rounds at 99 %, and never fewer than six', () => {
    expect(roundsNeeded(0.99)).toBe(8);
    expect(roundsNeeded(0.5)).toBe(6);
    const six = [1, 2, 3, 4, 5, 6];
    expect(intervalOfLogs(six, 0.99).fewRounds).toBe(true);
    expect(intervalOfLogs([...six, 7, 8], 0.99).fewRounds).toBe(false);
  });

  it('turns over with the ratio', () => {
    for (const count of [3, 9]) {
      const random = createRandom(count);
      const values = Array.from({ length: count }, () => normal(random));
      const ratio = intervalOfLogs(values, 0.95);
      const inverse = intervalOfLogs(
        values.map((v) => -v),
        0.95,
      );
      expect(inverse.point).toBeCloseTo(1 / ratio.point, 10);
      expect(inverse.low).toBeCloseTo(1 / ratio.high!, 10);
    }
  });

  it('is of no width when all rounds agree', () => {
    expect(intervalOfLogs([1, 1], 0.95)).toMatchObject({ low: Math.E, high: Math.E });
  });

  it.each([2, 3, 4, 5])(
    'holds the true value 95 times in 100 with %i rounds of log-normal noise',
    (rounds) => {
      const random = createRandom(11, rounds);
      const coverage = share(20_000, () => {
        const interval = intervalOfLogs(
          Array.from({ length: rounds }, () => Math.log(80) + 0.1 * normal(random)),
          0.95,
        );
        return interval.low! <= 80 && 80 <= interval.high!;
      });
      expect(Math.abs(coverage - 0.95)).toBeLessThan(0.01);
    },
  );
});

describe('halfWidth', () => {
  it('is the reach to either side as a share', () => {
    expect(halfWidth({ low: 100 / 1.05, high: 105 })).toBeCloseTo(0.05, 10);
    expect(halfWidth({ low: null, high: null })).toBeNull();
  });
});
