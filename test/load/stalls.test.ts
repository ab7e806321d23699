import { describe, expect, it } from 'vitest';
import { quantile, responsesOf } from './stalls.ts';

const periodic = (stallMs: number, periodMs: number, periods: number) =>
  Array.from({ length: periods }, (_, index) => {
    const at = periodMs * (index + 0.5);
    return [at, at + stallMs] as const;
  });

describe('what a server that stands still does to response times', () => {
  it.each([
    [200, 2000, 500, 0.02],
    [200, 2000, 500, 0.4],
    [1000, 5000, 1000, 0.05],
    [1000, 5000, 1000, 0.2],
  ])('is as the formula says: %d ms of every %d, %d/s, a server busy to %f', (S, T, rate, busy) => {
    const gaps = periodic(S, T, 10);
    const responses = responsesOf({
      ...{ ratePerSecond: rate, windowMs: 10 * T, serviceMs: (1000 * busy) / rate, gaps },
    });
    const theory = (q: number) => Math.max(0, S - (1 - q) * (1 - busy) * T);
    for (const q of [0.5, 0.9, 0.95, 0.99, 0.999])
      expect(Math.abs(quantile(responses, q) - theory(q))).toBeLessThan(4);
    const mean = responses.reduce((sum, ms) => sum + ms, 0) / responses.length;
    expect(Math.abs(mean - S ** 2 / (2 * (1 - busy) * T))).toBeLessThan(2);
  });

  it('adds up where a stall follows before the last is made up for', () => {
    const responses = responsesOf({
      ...{ ratePerSecond: 10, windowMs: 1000, serviceMs: 50 },
      gaps: [
        [100, 400],
        [420, 520],
      ],
    });
    // Due at 50, 150, …: the second waits 250 ms, and then its service is cut in two.
    expect(responses.length).toBe(10);
    expect(quantile(responses, 1)).toBe(400);
  });
});
