import { describe, expect, it } from 'vitest';
import { type Curve, mostOf, peakOf, throughputAt } from '../../harness/capacity/curve.ts';
import { fitCurve, type Point, Refit } from '../../harness/capacity/fit-curve.ts';
import {
  type MeasuredLevel,
  type ScalabilityData,
  scalabilityOf,
} from '../../harness/capacity/scalability.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { normal } from '../helpers/draws.ts';

const curve = (lambda: number, contention: number, coherence: number): Curve => ({
  lambda,
  contention,
  coherence,
});
const retrograde = curve(1000, 0.1, 0.002);
const doubling = [1, 2, 4, 8, 16, 32];

/** Levels on a curve: `process` is what a fresh start differs by at every level, `cell` each cell by itself. */
function levelsOn(
  served: (n: number) => number,
  given: { levels?: readonly number[]; rounds?: number; process?: number; cell?: number; seed?: number } = {},
): MeasuredLevel[] {
  const { levels = doubling, rounds = 6, process = 0, cell = 0, seed = 1 } = given;
  const random = createRandom(seed);
  const lives = Array.from({ length: rounds }, () => process * normal(random));
  return levels.map((level) => ({
    level,
    trouble: null,
    busy: null,
    rounds: new Map(
      lives.map((life, round): [number, Point] => [
        round,
        { n: level, throughput: served(level) * Math.exp(life + cell * normal(random)) },
      ]),
    ),
  }));
}

function dataOf(levels: readonly MeasuredLevel[], given: Partial<ScalabilityData> = {}): ScalabilityData {
  return { over: 'concurrency', levels, cores: 2, confidence: 0.95, seed: 3, ask: [], ...given };
}

const codesOf = (data: ScalabilityData) => scalabilityOf(data).refusals.map(({ code }) => code);
const on = (one: Curve) => (n: number) => throughputAt(one, n);

describe('the Universal Scalability Law', () => {
  it('serves λ alone, and most at N* = √((1−σ)/κ)', () => {
    expect(throughputAt(retrograde, 1)).toBe(1000);
    const peak = peakOf(retrograde) ?? 0;
    expect(peak).toBeCloseTo(Math.sqrt(0.9 / 0.002), 9);
    expect(throughputAt(retrograde, peak)).toBeGreaterThan(throughputAt(retrograde, peak * 1.1));
    expect(throughputAt(retrograde, peak)).toBeGreaterThan(throughputAt(retrograde, peak * 0.9));
  });

  it('is Amdahl’s law without coherence, which has no peak and serves λ/σ at most', () => {
    const amdahl = curve(1000, 0.25, 0);
    expect(peakOf(amdahl)).toBeNull();
    expect(mostOf(amdahl)).toBe(4000);
    expect(throughputAt(amdahl, 1e9)).toBeCloseTo(4000, 3);
  });
});

describe('a curve fitted to points', () => {
  const pointsOn = (one: Curve) => doubling.map((n) => ({ n, throughput: throughputAt(one, n) }));

  it.each([
    [curve(1000, 0.02, 0.0005)],
    [curve(50, 0.3, 0)],
    [curve(12_000, 0.05, 0.01)],
    [curve(0.5, 0.9, 0.001)],
  ])('is the one that they lie on: %j', (truth) => {
    const fitted = fitCurve(pointsOn(truth), 'usl');
    expect(fitted?.lambda).toBeCloseTo(truth.lambda, 4);
    expect(fitted?.contention).toBeCloseTo(truth.contention, 6);
    expect(fitted?.coherence).toBeCloseTo(truth.coherence, 6);
  });

  it('has no negative coefficient: what grows more than in proportion is a straight line', () => {
    const points = doubling.map((n) => ({ n, throughput: 100 * n ** 1.2 }));
    expect(fitCurve(points, 'usl')).toMatchObject({ contention: 0, coherence: 0 });
  });

  it('is Amdahl’s where that is asked for', () => {
    expect(fitCurve(pointsOn(retrograde), 'amdahl')?.coherence).toBe(0);
  });

  it('is not bent by a round that was disturbed', () => {
    const five = Array.from({ length: 5 }, () => pointsOn(retrograde)).flat();
    const disturbed = [...five, { n: 32, throughput: throughputAt(retrograde, 32) / 2 }];
    const fitted = fitCurve(disturbed, 'usl');
    expect((fitted && throughputAt(fitted, 32)) ?? 0).toBeCloseTo(throughputAt(retrograde, 32), -2);
  });

  it('does not exist for fewer points than it has coefficients', () => {
    expect(fitCurve(pointsOn(retrograde).slice(0, 2), 'usl')).toBeNull();
    expect(fitCurve(pointsOn(retrograde).slice(0, 2), 'amdahl')).not.toBeNull();
  });

  it('comes to the same by one step from nearby as by a whole fit', () => {
    const groups = levelsOn(on(retrograde), { process: 0.03, cell: 0.03 });
    const rounds = Array.from({ length: 6 }, (_, round) =>
      groups.map((one) => one.rounds.get(round) as Point),
    );
    const near = fitCurve(rounds.flat(), 'usl') as Curve;
    const counts = [2, 0, 1, 1, 0, 2];
    const drawn = rounds.flatMap((points, round) =>
      Array.from({ length: counts[round] ?? 0 }, () => points).flat(),
    );
    const [step, whole] = [new Refit(rounds, near).of(counts), fitCurve(drawn, 'usl')];
    for (const n of doubling) {
      expect(throughputAt(step as Curve, n) / throughputAt(whole as Curve, n)).toBeCloseTo(1, 2);
    }
  });
});

describe('how a mode grows', () => {
  it('is told with intervals, a peak and how far it may be asked for', () => {
    const { fitted, refusals, rounds } = scalabilityOf(
      dataOf(levelsOn(on(retrograde), { process: 0.01, cell: 0.01, rounds: 10 })),
    );
    expect(refusals).toEqual([]);
    expect(rounds).toBe(10);
    expect(fitted?.kind).toBe('usl');
    expect(fitted?.lambda.low).toBeLessThan(1000);
    expect(fitted?.lambda.high).toBeGreaterThan(1000);
    expect(fitted?.peak.kind).toBe('within');
    if (fitted?.peak.kind !== 'within') return;
    expect(fitted.peak.n.low).toBeLessThan(21.2);
    expect(fitted.peak.n.high).toBeGreaterThan(21.2);
    expect(fitted.band.at(-1)?.n).toBeCloseTo(fitted.reach, 6);
    for (const { throughput } of fitted.band) expect(throughput.low).toBeLessThanOrEqual(throughput.point);
  });

  it('reaches twice the largest load, never further', () => {
    const { fitted } = scalabilityOf(
      dataOf(levelsOn(on(curve(100, 0.3, 0)), { rounds: 8 }), { ask: [40, 64, 65] }),
    );
    expect(fitted?.kind).toBe('amdahl');
    expect(fitted?.peak).toEqual({ kind: 'none' });
    expect(fitted?.reach).toBe(64);
    expect(fitted?.asked.map(({ n }) => n)).toEqual([40, 64]);
  });

  it('is not told beyond the data where the two laws differ there', () => {
    const { fitted } = scalabilityOf(dataOf(levelsOn(on(curve(1000, 0.05, 0.01)), { rounds: 8 })));
    expect(fitted?.reach).toBe(32);
    expect(fitted?.peak.kind).toBe('within');
  });

  it('is the same for the same seed', () => {
    const data = dataOf(levelsOn(on(retrograde), { process: 0.03, cell: 0.03 }));
    expect(scalabilityOf(data)).toEqual(scalabilityOf(data));
  });

  it('is plain data', () => {
    const model = scalabilityOf(dataOf(levelsOn(on(retrograde), { cell: 0.01 })));
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });
});

describe('a curve is refused', () => {
  const clean = (given: Parameters<typeof levelsOn>[1] = {}) => levelsOn(on(curve(1000, 0.1, 0)), given);

  it('with fewer than four levels', () => {
    const { fitted, refusals } = scalabilityOf(dataOf(clean({ levels: [1, 8, 32] })));
    expect(fitted).toBeNull();
    expect(refusals).toEqual([{ code: 'few-levels', levels: 3, needed: 4 }]);
  });

  it('with four levels unless each has five rounds', () => {
    expect(codesOf(dataOf(clean({ levels: [1, 4, 8, 32], rounds: 5 })))).toEqual([]);
    expect(codesOf(dataOf(clean({ levels: [1, 4, 8, 32], rounds: 4 })))).toEqual([
      'few-levels',
      'few-rounds',
    ]);
  });

  it('with fewer than five rounds, which do not tell how rounds differ', () => {
    expect(scalabilityOf(dataOf(clean({ rounds: 4 }))).refusals).toEqual([
      { code: 'few-rounds', rounds: 4, needed: 5 },
    ]);
  });

  it('leaves out a level that only few rounds climbed to', () => {
    const levels = clean({ rounds: 6 });
    const top = levels.at(-1)!;
    const seldom = { ...top, rounds: new Map([...top.rounds].slice(0, 2)) };
    const { fitted, rounds } = scalabilityOf(dataOf([...levels.slice(0, -1), seldom]));
    expect(fitted).not.toBeNull();
    expect(rounds).toBe(6);
  });

  it.each([['invalid', 'invalid-cells'] as const, ['generator-bound', 'generator-bound'] as const])(
    'where a level is %s',
    (trouble, code) => {
      const levels = clean().map((one) => (one.level === 8 ? { ...one, trouble } : one));
      expect(scalabilityOf(dataOf(levels)).refusals).toEqual([{ code, levels: [8] }]);
    },
  );

  it('where each serves more together than alone', () => {
    const faster = (n: number) => (n === 1 ? 800 : throughputAt(curve(1000, 0.1, 0), n));
    expect(scalabilityOf(dataOf(levelsOn(faster))).refusals[0]).toMatchObject({
      code: 'superlinear',
      level: 2,
    });
  });

  it('where all is put down to coherence', () => {
    expect(codesOf(dataOf(levelsOn(on(curve(1000, 0, 0.002)))))).toContain('bound-hit');
  });

  it('where throughput does not grow at all', () => {
    expect(codesOf(dataOf(levelsOn(() => 500)))).toContain('bound-hit');
  });

  it('where the data have a kink, as four workers that only wait', () => {
    expect(codesOf(dataOf(levelsOn((n) => 20 * Math.min(n, 4))))).toContain('poor-fit');
  });

  it('where it would not have foretold the last level', () => {
    const falls = (n: number) => throughputAt(curve(1000, 0.1, 0), n) * (n === 32 ? 0.85 : 1);
    expect(codesOf(dataOf(levelsOn(falls)))).toContain('last-left-out');
  });

  it('where its interval is too wide', () => {
    expect(codesOf(dataOf(clean({ process: 0.16, rounds: 5, seed: 4 })))).toContain('wide-interval');
  });

  it('over workers below and above the cores that keep these busy, not of such that wait', () => {
    const busy = clean({ levels: [1, 2, 4, 6, 8] }).map((one) => ({ ...one, busy: 0.95 }));
    const idle = busy.map((one) => ({ ...one, busy: 0.2 }));
    expect(codesOf(dataOf(busy, { over: 'workers', cores: 4 }))).toContain('crosses-cores');
    expect(codesOf(dataOf(idle, { over: 'workers', cores: 4 }))).toEqual([]);
    expect(codesOf(dataOf(busy, { over: 'concurrency', cores: 4 }))).toEqual([]);
    expect(codesOf(dataOf(busy, { over: 'workers', cores: 8 }))).toEqual([]);
  });
});

describe('intervals of a curve (simulation)', () => {
  // The whole simulation: npm run bench:self scalability.
  it('hold the truth about as often as they say, and foretell half as much again', () => {
    const truth = curve(1000, 0.1, 0.002);
    const runs = 80;
    const held = { lambda: 0, contention: 0, coherence: 0, last: 0 };
    const errors: number[] = [];
    let told = 0;
    for (let seed = 0; seed < runs; seed++) {
      const levels = levelsOn(on(truth), { rounds: 8, process: 0.03, cell: 0.02, seed });
      const { fitted } = scalabilityOf(dataOf(levels, { seed, levels }));
      if (fitted === null) continue;
      told++;
      const holds = ({ low, high }: { low: number; high: number | null }, value: number) =>
        low <= value && (high === null || high >= value) ? 1 : 0;
      held.lambda += holds(fitted.lambda, truth.lambda);
      held.contention += holds(fitted.contention, truth.contention);
      held.coherence += holds(fitted.coherence, truth.coherence);
      const last = fitted.band.at(-1)!;
      held.last += holds(last.throughput, throughputAt(truth, last.n));
      const fitted48 = curve(fitted.lambda.point, fitted.contention.point, fitted.coherence.point);
      errors.push(Math.abs(throughputAt(fitted48, 48) / throughputAt(truth, 48) - 1));
    }
    expect(told).toBeGreaterThan(runs * 0.8);
    for (const count of Object.values(held)) expect(count / told).toBeGreaterThan(0.87);
    const sorted = errors.toSorted((a, b) => a - b);
    expect(sorted[Math.floor(errors.length * 0.95)]).toBeLessThan(0.1);
  });
});
