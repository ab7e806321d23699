import { describe, expect, it } from 'vitest';
import { fabricateNoise } from '../helpers/gate-noise.ts';

// Plain modules: their types are not known here.
const part = (name: string) => import(new URL(`../self/gate/${name}.mjs`, import.meta.url).href);
const { worseByThreshold, worseByWelch, stretchesOf, runsOfProcess } = await part('naive-verdicts');
const { centred, drawFound, drawQuiet, effectOf, shareOf, together, worseningOf } = await part('resampling');
const { switchingOf } = await part('switching');
const { atMost, shareIn } = await part('told');

describe('the naive way', () => {
  it('finds worse what is so by more than 5 % in the mean, whichever way is worse', () => {
    expect(worseByThreshold([10, 10], [10.6, 10.6], 1)).toBe(true);
    expect(worseByThreshold([10, 10], [10.4, 10.4], 1)).toBe(false);
    expect(worseByThreshold([10, 10], [9.4, 9.4], 1)).toBe(false);
    expect(worseByThreshold([10, 10], [9.4, 9.4], -1)).toBe(true);
  });

  it('tests with as many degrees of freedom as variances allow', () => {
    const base = [10, 11, 12];
    // Alike variances: 4 degrees, so that t must be 2.78. It is 2.45, and then 3.06.
    expect(worseByWelch(base, [12, 13, 14], 1)).toBe(false);
    expect(worseByWelch(base, [12.5, 13.5, 14.5], 1)).toBe(true);
    expect(worseByWelch([12.5, 13.5, 14.5], base, 1)).toBe(false);
    expect(worseByWelch([12.5, 13.5, 14.5], base, -1)).toBe(true);
    // Nine times the variance: 2 degrees, so that t must be 4.30. It is 3.83, and then 4.38.
    expect(worseByWelch(base, [15, 18, 21], 1)).toBe(false);
    expect(worseByWelch(base, [16, 19, 22], 1)).toBe(true);
    expect(worseByWelch([5, 5], [5, 5], 1)).toBe(false);
  });

  it('takes base and head from processes that were measured whole, one after the other', () => {
    const rows = ['a', 'b', 'c', 'cut short'].flatMap((launch) =>
      Array.from({ length: launch === 'cut short' ? 2 : runsOfProcess }, () => ({ launch })),
    );
    const launches = stretchesOf(rows, runsOfProcess).map(({ base, head }: Record<string, typeof rows>) =>
      [base, head].map((side) => [...new Set(side?.map(({ launch }) => launch))].join()),
    );
    expect(launches).toEqual([
      ['a', 'b'],
      ['b', 'c'],
    ]);
    expect(stretchesOf(rows, 2 * runsOfProcess)).toEqual([]);
  });
});

describe('gates that are drawn from what was measured', () => {
  const cpu = worseningOf('cpuPerRequest', 0.05);
  const noise = fabricateNoise({ spread: { cpuPerRequest: 0.01, p50: 0.02 } });
  const slower = {
    ...noise,
    worsening: noise.worsening.map((byPasses) =>
      byPasses.map(([cpuPerRequest = 0, ...rest]) => [(cpuPerRequest ?? 0) + cpu, ...rest]),
    ),
  };

  it('tell how much was achieved, and take it off before they put in what is asked', () => {
    const { worsening, rounds } = effectOf(slower, 'cpuPerRequest');
    expect(shareOf('cpuPerRequest', worsening)).toBeGreaterThan(0.04);
    expect(shareOf('cpuPerRequest', worsening)).toBeLessThan(0.06);
    expect(rounds).toBe(noise.worsening.length);
    expect(effectOf(centred(slower), 'cpuPerRequest').worsening).toBeCloseTo(0, 12);
    expect(drawQuiet(centred(slower), 180, 100).fail).toBeLessThan(10);
    expect(drawFound(centred(slower), 'cpuPerRequest', cpu, 180, 50).found).toBe(50);
    expect(drawFound(centred(slower), 'cpuPerRequest', cpu / 20, 180, 50).found).toBeLessThan(10);
    expect(drawFound(slower, 'throughput', cpu, 180, 50)).toBe(null);
  });

  it('count throughput the other way', () => {
    expect(shareOf('throughput', worseningOf('throughput', 0.1))).toBeCloseTo(0.1, 12);
    expect(worseningOf('throughput', 0.1)).toBeCloseTo(Math.log(1 / 0.9), 12);
  });

  it('hold one round of each scenario, where there are several', () => {
    const short = fabricateNoise({ scenarios: ['page'], rounds: 7, spread: { cpuPerRequest: 0.01 } });
    const both = together([noise, short]);
    expect(both.pairs.map(({ scenario }: { scenario: string }) => scenario)).toEqual(['json', 'page']);
    expect(both.tests).toEqual([
      { pair: 0, metric: 'cpuPerRequest' },
      { pair: 0, metric: 'p50' },
      { pair: 1, metric: 'cpuPerRequest' },
    ]);
    expect(both.worsening).toHaveLength(noise.worsening.length);
    for (const round of both.worsening)
      for (const row of round) expect(row.filter((figure: unknown) => figure !== null)).toHaveLength(3);
  });
});

describe('what switching costs', () => {
  /** Two passes and more of one visit, each slice 250 ms: 30 ms before the next of the same variant, `turnMs` of another. */
  const recordWith = (turnMs: number) => {
    let startedMs = 0;
    const order = ['a', 'b', 'b', 'a', 'a', 'b', 'a', 'b', 'b', 'a'];
    const slices = order.map((variant, index) => {
      const slice = {
        ...{ round: 1, scenario: 'json', level: { kind: 'closed', concurrency: 16 }, variant, failure: null },
        pass: 1 + Math.floor(index / 2),
        startedMs,
        load: { totalMs: 250, busy: { answers: 1000, elapsedMs: 250 } },
      };
      startedMs += 250 + (order[index + 1] === variant ? 30 : turnMs);
      return slice;
    });
    return { slices };
  };

  it('is what lies before a slice of the other variant beyond what lies before one of the same', () => {
    const { switchedMs, stayedMs, cost, slower, turns } = switchingOf([recordWith(50)]);
    expect([switchedMs, stayedMs, turns]).toEqual([50, 30, 7]);
    // Of seven turns from the second pass on, five are of another variant.
    expect(cost.point).toBeCloseTo(((5 / 7) * 20) / (250 + (5 * 50 + 2 * 30) / 7), 6);
    expect(slower.point).toBeCloseTo(0, 12);
  });

  it('is nothing where both are alike, and unknown without slices', () => {
    expect(switchingOf([recordWith(30)]).cost.point).toBe(0);
    expect(switchingOf([])).toBe(null);
  });
});

describe('how shares are told', () => {
  it('has the upper end of the exact interval', () => {
    expect(atMost(0, 1000)).toBe('0 of 1,000 (0 %; at most 0.37 %)');
    expect(shareIn(950, 1000)).toBe('95 % (93.5–96.3)');
  });
});
