import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openWindow, type Pacer, pacerFor } from '../../harness/load/pacer.ts';
import type { ArrivalProcess, OpenLevel } from '../../harness/model/level.ts';
import type { LoadOrder } from '../../harness/model/load.ts';

function levelOf(rate: number, arrivals: ArrivalProcess): OpenLevel {
  return { kind: 'open', rate, arrivals, connections: 1, overflow: 'queue', queueLimit: 0 };
}

function pacer(
  rate: number,
  arrivals: ArrivalProcess,
  order: Pick<LoadOrder, 'arrivalSeed' | 'share'> = {},
): Pacer {
  return pacerFor(levelOf(rate, arrivals), order);
}

const take = (from: Pacer, count: number): number[] => Array.from({ length: count }, () => from.next());

function upTo(from: Pacer, endMs: number): number[] {
  const dues: number[] = [];
  for (let due = from.next(); due < endMs; due = from.next()) dues.push(due);
  return dues;
}

const processes = fc.constantFrom<ArrivalProcess>('constant', 'poisson');

describe('the schedule of arrivals', () => {
  it.each([
    [1000, [0.5, 1.5, 2.5, 3.5]],
    [500, [1, 3, 5, 7]],
    [10, [50, 150, 250, 350]],
    [0.5, [1000, 3000, 5000, 7000]],
  ])('stands evenly at %d per second, each arrival in the middle of its interval', (rate, dues) => {
    expect(take(pacer(rate, 'constant'), 4)).toEqual(dues);
  });

  it.each([
    [100, 1000, 100],
    [333, 1000, 333],
    [2000, 250, 500],
    [7, 3000, 21],
    [1, 200, 0],
  ])('has in %d per second for %d ms exactly %d evenly spaced arrivals', (rate, windowMs, count) => {
    expect(upTo(pacer(rate, 'constant'), windowMs)).toHaveLength(count);
  });

  it('adds up no error: the millionth arrival stands where the first would let expect it', () => {
    const even = pacer(3000, 'constant');
    const last = take(even, 1_000_000).at(-1);
    expect(last).toBe((999_999.5 * 1000) / 3000);
  });

  it('is the same for the same seed, and another for another', () => {
    fc.assert(
      fc.property(processes, fc.nat(), fc.double({ min: 0.1, max: 1e5, noNaN: true }), (kind, seed, rate) => {
        const [one, two] = [
          pacer(rate, kind, { arrivalSeed: seed }),
          pacer(rate, kind, { arrivalSeed: seed }),
        ];
        expect(take(one, 50)).toEqual(take(two, 50));
      }),
    );
    const [one, two] = [1, 2].map((arrivalSeed) => take(pacer(10, 'poisson', { arrivalSeed }), 5));
    expect(one).not.toEqual(two);
    expect(take(pacer(10, 'poisson'), 5)).toEqual(one);
  });

  it('never goes back', () => {
    fc.assert(
      fc.property(processes, fc.nat(), (kind, arrivalSeed) => {
        const dues = take(pacer(1000, kind, { arrivalSeed }), 200);
        expect(dues).toEqual(dues.toSorted((a, b) => a - b));
        expect(dues[0]).toBeGreaterThan(0);
      }),
    );
  });

  it('is shared out among loaders so that their arrivals together are exactly those of one', () => {
    fc.assert(
      fc.property(processes, fc.nat(), fc.integer({ min: 1, max: 7 }), (kind, arrivalSeed, of) => {
        const endMs = 100;
        const whole = upTo(pacer(1234, kind, { arrivalSeed }), endMs);
        const shares = Array.from({ length: of }, (_, index) =>
          upTo(pacer(1234, kind, { arrivalSeed, share: { index, of } }), endMs),
        );
        expect(shares.flat().toSorted((a, b) => a - b)).toEqual(whole);
        for (const [index, dues] of shares.entries())
          expect(dues).toEqual(whole.filter((_, number) => number % of === index));
      }),
    );
  });

  it('has exponential gaps for independent users: mean, variance and shape', () => {
    const dues = take(pacer(200, 'poisson', { arrivalSeed: 7 }), 100_000);
    const gaps = dues.map((due, index) => due - (dues[index - 1] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    // Standard errors: 0.3 % of the mean, 0.9 % of the variance.
    expect(mean).toBeGreaterThan(5 * 0.985);
    expect(mean).toBeLessThan(5 * 1.015);
    expect(variance).toBeGreaterThan(25 * 0.96);
    expect(variance).toBeLessThan(25 * 1.04);
    const above = (ms: number) => gaps.filter((gap) => gap > ms).length / gaps.length;
    for (const ms of [1, 5, 15, 25]) expect(above(ms)).toBeCloseTo(Math.exp(-ms / 5), 2);
  });

  it('brings a Poisson number of arrivals to a window: variance as large as the mean', () => {
    const counts = Array.from(
      { length: 4000 },
      (_, arrivalSeed) => upTo(pacer(100, 'poisson', { arrivalSeed }), 200).length,
    );
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
    // Standard errors: 0.07 of the mean, 0.45 of the variance.
    expect(mean).toBeGreaterThan(19.7);
    expect(mean).toBeLessThan(20.3);
    expect(variance).toBeGreaterThan(18);
    expect(variance).toBeLessThan(22);
  });
});

describe('the window of an open slice', () => {
  it.each([
    ['its shortest time when arrivals are enough', { minMs: 250, maxMs: 4000, minAnswers: 20 }, 1000, 250],
    ['as long as enough arrivals take', { minMs: 250, maxMs: 4000, minAnswers: 20 }, 10, 2000],
    ['no longer than its longest time', { minMs: 250, maxMs: 4000, minAnswers: 20 }, 1, 4000],
    ['its shortest time when that is longer', { minMs: 500, maxMs: 300, minAnswers: 20 }, 1, 500],
  ])('is %s', (_, window, rate, endMs) => {
    expect(openWindow(window, rate)).toEqual({ minMs: endMs, maxMs: endMs, minAnswers: 0 });
  });
});
