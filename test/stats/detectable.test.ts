import { describe, expect, it } from 'vitest';
import { smallestDetectable, type TestCourse } from '../../harness/stats/detectable.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { type Look, testSequentially } from '../../harness/stats/sequential.ts';
import { cauchy, normal, share } from '../helpers/draws.ts';

const looks: readonly Look[] = [
  { rounds: 6, spend: 0, giveUpAbove: 0.25 },
  { rounds: 12, spend: 0.25, giveUpAbove: 0.1 },
];
const course: TestCourse = { looks, alpha: 0.005, reach: 18, threshold: 0 };
const noise = (count: number, seed: number, size = 1) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => size * normal(random));
};

describe('smallestDetectable', () => {
  it('is what the course finds as often as asked', () => {
    const random = createRandom(2);
    // From so many values that they show the noise as it is.
    const shift = smallestDetectable(noise(400, 1), course, 0.8, random)!;
    const found = share(2000, () => {
      const values = Array.from({ length: course.reach }, () => shift + normal(random));
      for (const rounds of [6, 12]) {
        const [outcome] = testSequentially([values.slice(0, rounds)], looks, course.alpha, false);
        if (outcome!.rejected) return true;
        if (!outcome!.open) return false;
      }
      return testSequentially([values], looks, course.alpha, true)[0]!.rejected;
    });
    expect(Math.abs(found - 0.8)).toBeLessThan(0.06);
  });

  it('grows with the noise and with the power, and shrinks with rounds', () => {
    const of = (size: number, power = 0.8, reach = 18) =>
      smallestDetectable(noise(12, 4, size), { ...course, reach }, power, createRandom(9))!;
    expect(of(2) / of(1)).toBeCloseTo(2, 1);
    expect(of(1, 0.95)).toBeGreaterThan(of(1));
    expect(of(1, 0.8, 36)).toBeLessThan(of(1));
  });

  it('is never below what is told at all', () => {
    const quiet = noise(12, 4, 1e-6);
    const found = smallestDetectable(quiet, { ...course, threshold: 0.02 }, 0.8, createRandom(1))!;
    expect(found).toBeGreaterThanOrEqual(0.02);
    expect(found).toBeLessThan(0.0204);
    expect(
      smallestDetectable(new Array(12).fill(0.5), { ...course, threshold: 0.02 }, 0.8, createRandom(1)),
    ).toBeCloseTo(0.02, 3);
  });

  it('is nothing where so few rounds cannot reject, or show no spread', () => {
    expect(smallestDetectable(noise(7, 1), { ...course, reach: 7 }, 0.8, createRandom(1))).toBeNull();
    expect(smallestDetectable([1, 2], course, 0.8, createRandom(1))).toBeNull();
  });

  it('does not depend on where the values lie', () => {
    const values = noise(10, 6);
    const at = (shift: number) =>
      smallestDetectable(
        values.map((value) => value + shift),
        course,
        0.8,
        createRandom(3),
      );
    expect(at(5)).toBeCloseTo(at(0)!, 10);
  });

  it.each([
    ['normal', normal],
    ['heavy-tailed', (random) => Math.max(-20, Math.min(20, cauchy(random)))],
  ] satisfies [string, typeof normal][])(
    'told from eight rounds is right in the middle, %s values',
    (_, draw) => {
      const random = createRandom(12);
      const draws = (count: number) => Array.from({ length: count }, () => draw(random));
      const truth = smallestDetectable(draws(400), course, 0.8, random)!;
      const told = Array.from(
        { length: 25 },
        () => smallestDetectable(draws(8), course, 0.8, random) ?? Infinity,
      );
      const middle = told.sort((a, b) => a - b)[12]!;
      expect(middle / truth).toBeGreaterThan(0.7);
      expect(middle / truth).toBeLessThan(1.4);
    },
  );
});
