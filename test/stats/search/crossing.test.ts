import { describe, expect, it } from 'vitest';
import { crossingOf, type Exceedance } from '../../../harness/stats/search/crossing.ts';

/** Of so many requests, as many beyond the limit as a curve says whose odds grow as that power of the rate. */
function runsOn(power: number, limit: number, allowed: number, rates: readonly number[]): Exceedance[] {
  return rates.map((rate) => {
    const odds = (allowed / (1 - allowed)) * (rate / limit) ** power;
    const of = 2000;
    return { rate, of, beyond: Math.round((of * odds) / (1 + odds)) };
  });
}

describe('where the share beyond a limit crosses what is allowed', () => {
  const rates = [140, 160, 170, 176, 184, 190, 200];

  it.each([
    [15, 0.01, 0.75],
    [9, 0.5, 0.85],
    [30, 0.01, 0.75],
    [6, 0.05, 0.5],
  ])('is found on a curve of power %d with %d allowed', (power, allowed, busy) => {
    const crossing = crossingOf(runsOn(power, 180, allowed, rates), allowed, busy);
    expect(crossing?.point).toBeGreaterThan(180 * 0.97);
    expect(crossing?.point).toBeLessThan(180 * 1.03);
    expect(crossing?.low).toBeLessThan(180);
    expect(crossing?.high).toBeGreaterThan(180);
  });

  it('is told more closely by more runs, and less closely where they contradict each other', () => {
    const runs = runsOn(15, 180, 0.01, rates);
    const width = (of: readonly Exceedance[]) => {
      const { low, high } = crossingOf(of, 0.01, 0.75) ?? { low: Number.NaN, high: Number.NaN };
      return Math.log(high / low);
    };
    expect(width([...runs, ...runs, ...runs])).toBeLessThan(width(runs) / 1.5);
    const torn = runs.map((run, index) => ({ ...run, beyond: index % 2 === 0 ? 0 : 3 * run.beyond }));
    expect(width(torn)).toBeGreaterThan(width(runs));
  });

  it('cannot be told where nothing was late, or everything', () => {
    expect(crossingOf([], 0.01, 0.75)).toBeNull();
    expect(crossingOf([{ rate: 100, beyond: 0, of: 900 }], 0.01, 0.75)).toBeNull();
    expect(crossingOf([{ rate: 100, beyond: 900, of: 900 }], 0.01, 0.75)).toBeNull();
  });

  it('stays finite whatever the runs say', () => {
    const odd = [
      { rate: 1, beyond: 1, of: 1 },
      { rate: 1.0001, beyond: 0, of: 100_000 },
      { rate: 0.9999, beyond: 100_000, of: 100_000 },
    ];
    const crossing = crossingOf(odd, 0.001, 40);
    for (const rate of Object.values(crossing ?? { none: Number.NaN })) expect(rate).toBeGreaterThan(0);
  });
});
