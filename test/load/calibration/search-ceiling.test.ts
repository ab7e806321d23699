import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CeilingSearch, searchCeiling } from '../../../harness/load/calibration/search-ceiling.ts';
import { createRandom } from '../../../harness/stats/random.ts';

const resolution = 0.07;

/** A generator that keeps up with a rate as `keepsUp` says, and a search that has time for so many tries. */
function simulated(
  keepsUp: (rate: number, tries: number) => boolean,
  change: Partial<CeilingSearch> = {},
  most = 40,
) {
  const tried: number[] = [];
  const search: CeilingSearch = {
    async tryRate(rate) {
      tried.push(rate);
      return { keptUp: keepsUp(rate, tried.length) };
    },
    mayGoOn: () => tried.length < most,
    first: 2000,
    lowest: 100,
    highest: 500_000,
    resolution,
    ...change,
  };
  return { search, tried };
}

describe('the search for the ceiling', () => {
  it('finds it to its resolution, wherever it begins', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 150, max: 400_000 }),
        fc.integer({ min: 100, max: 500_000 }),
        async (ceiling, first) => {
          const { search } = simulated((rate) => rate <= ceiling, { first });
          const { ratePerSecond, settled } = await searchCeiling(search);
          expect(settled).toBe(true);
          expect(ratePerSecond).toBeLessThanOrEqual(ceiling);
          // Rates are whole, so that a narrow bracket of low ones may be a little wider.
          expect(ratePerSecond).toBeGreaterThanOrEqual(ceiling / (1 + resolution) - 2);
        },
      ),
    );
  });

  it('doubles, then narrows down, then asks again at both ends', async () => {
    const { search, tried } = simulated((rate) => rate <= 10_000);
    const { ratePerSecond } = await searchCeiling(search);
    expect(tried.slice(0, 5)).toEqual([2000, 4000, 8000, 16_000, 16_000]);
    expect(tried.slice(5, 9)).toEqual([11_314, 9514, 10_375, 9935]);
    expect(tried.slice(9)).toEqual([9935, 9935, 10_375, 10_375]);
    expect(ratePerSecond).toBe(9935);
  });

  it('is not led astray by one bad second', async () => {
    for (let bad = 1; bad <= 13; bad++) {
      const { search } = simulated((rate, tries) => rate <= 10_000 && tries !== bad);
      const { ratePerSecond, settled } = await searchCeiling(search);
      expect(settled, `try ${bad} is bad`).toBe(true);
      expect(ratePerSecond, `try ${bad} is bad`).toBeGreaterThan(10_000 / 1.15);
      expect(ratePerSecond, `try ${bad} is bad`).toBeLessThanOrEqual(10_000);
    }
  });

  it('is not led astray by one good second', async () => {
    for (let good = 4; good <= 13; good++) {
      const { search } = simulated((rate, tries) => rate <= 10_000 || tries === good);
      const { ratePerSecond } = await searchCeiling(search);
      expect(ratePerSecond, `try ${good} is good`).toBeLessThanOrEqual(10_000);
      expect(ratePerSecond, `try ${good} is good`).toBeGreaterThan(10_000 / 1.15);
    }
  });

  it('comes near it where verdicts are drawn by lot close to the ceiling', async () => {
    const random = createRandom(1);
    const off: number[] = [];
    for (let run = 0; run < 200; run++) {
      const chance = (rate: number) => 1 / (1 + (rate / 10_000) ** 12);
      const { search } = simulated((rate) => random.next() < chance(rate));
      const { ratePerSecond } = await searchCeiling(search);
      off.push(Math.abs(Math.log((ratePerSecond ?? 1) / 10_000)));
    }
    const near = off.filter((one) => one < Math.log(1.25)).length;
    expect(near).toBeGreaterThan(190);
  });

  it('finds nothing where no rate is kept up with', async () => {
    const { search, tried } = simulated(() => false);
    expect(await searchCeiling(search)).toEqual({ ratePerSecond: null, settled: false });
    expect(Math.min(...tried)).toBe(100);
  });

  it('ends at the highest rate that it may try', async () => {
    const { search, tried } = simulated(() => true, { highest: 30_000 });
    expect(await searchCeiling(search)).toEqual({ ratePerSecond: 30_000, settled: true });
    expect(Math.max(...tried)).toBe(30_000);
  });

  it('tells a rate that was kept up with, and that it is not settled, when time runs out', async () => {
    for (let most = 1; most <= 12; most++) {
      const kept: number[] = [];
      const keepsUp = (rate: number) => {
        if (rate <= 10_000) kept.push(rate);
        return rate <= 10_000;
      };
      const { search, tried } = simulated(keepsUp, {}, most);
      const { ratePerSecond, settled } = await searchCeiling(search);
      expect(tried.length).toBeLessThanOrEqual(most);
      expect(settled).toBe(false);
      expect(ratePerSecond).toBe(Math.max(...kept));
    }
    const { search } = simulated(() => true, {}, 0);
    expect(await searchCeiling(search)).toEqual({ ratePerSecond: null, settled: false });
  });

  it('does not tell a rate that failed when it was asked again', async () => {
    // The generator was better at first than it is now.
    const { search } = simulated((rate, tries) => rate <= (tries < 8 ? 10_000 : 3000), {}, 12);
    const { ratePerSecond, settled } = await searchCeiling(search);
    expect(settled).toBe(false);
    expect(ratePerSecond).toBeLessThan(10_000);
  });
});
