import { type Curve, throughputAt } from './curve.ts';
import { NonNegativeProblem } from './non-negative.ts';

/** What one round showed of one level. */
export interface Point {
  /** Requests in flight on average, or workers. */
  readonly n: number;
  /** Requests per second. */
  readonly throughput: number;
}

export type CurveKind = 'usl' | 'amdahl';

/**
 * Residuals from here on, as a share, weigh ever less (soft-L1: 1/√(1 + (r/scale)²)), so that a disturbed round does not
 * bend the curve. About the noise of a round on a quiet machine.
 */
const robustScale = 0.03;

const mostSteps = 50;
/** What a coefficient may be off for the digits of a double; below it, there is none. */
const rounding = 1e-10;

/** Relative change of the curve below which it is found: far below what throughput can be measured to. */
const settled = 1e-6;

/**
 * The curve nearest to the points, by the logarithm of throughput, for its errors are shares.
 *
 * N/X is linear in three coefficients, none of which may be negative: N/X = p + qN + rN(N−1), where λ = 1/(p + q),
 * σ = q/(p + q) ≤ 1 and κ = r/(p + q). So each Gauss–Newton step on ln(N/X) is a linear problem whose bounds are met
 * exactly. Of 300 simulated records each came to a lower sum so than by ml-levenberg-marquardt 5.1, which cuts parameters
 * off at their bounds after the step and has no robust loss, in a twentieth of the time. Null where there are fewer points than
 * coefficients, or they do not decide them.
 */
export function fitCurve(points: readonly Point[], kind: CurveKind): Curve | null {
  const unknowns = kind === 'usl' ? 3 : 2;
  if (points.length < unknowns) return null;
  let curve: Curve | null = null;
  for (let step = 0; step < mostSteps; step++) {
    const problem = new NonNegativeProblem();
    for (const point of points) {
      const { row, residual, weight } = linearised(point, curve);
      problem.add(row, 1 + residual, weight);
    }
    const next = curveOf(problem.solve(unknowns));
    if (next === null) return null;
    const settledThere = curve !== null && isNear(curve, next, points);
    curve = next;
    if (settledThere) break;
  }
  return curve;
}

/**
 * Curves of resamples of the points, in groups (rounds) of which each is drawn so many times. One Newton step from the
 * curve of all of them: of a smooth problem that is what a whole fit comes to, but for terms of the second order in the
 * noise (Davison & Hinkley, Bootstrap Methods, 1997, §2.7), for a hundredth of its time. With the slope of the loss, for
 * to keep the weights as they are makes intervals a tenth too narrow (Salibián-Barrera & Zamar, Annals of Statistics 30,
 * 2002).
 */
export class Refit {
  readonly #groups: readonly NonNegativeProblem[];
  readonly #sum = new NonNegativeProblem();

  constructor(groups: readonly (readonly Point[])[], near: Curve) {
    this.#groups = groups.map((points) => {
      const problem = new NonNegativeProblem();
      for (const point of points) {
        const { row, residual, weight } = linearised(point, near);
        problem.add(row, 1 + residual / weight ** 2, weight ** 3);
      }
      return problem;
    });
  }

  of(counts: ArrayLike<number>): Curve | null {
    this.#sum.clear();
    for (const [group, problem] of this.#groups.entries()) {
      const times = counts[group] ?? 0;
      if (times > 0) this.#sum.addTimes(problem, times);
    }
    return curveOf(this.#sum.solve(3));
  }
}

/**
 * Near a curve, with f its N/X there, ln(N/X) ≈ ln f + row · (p, q, r) − 1; without one, at the point itself. The weight is
 * that of the residual, ψ(r)/r; the slope of ψ is its cube.
 */
function linearised({ n, throughput }: Point, near: Curve | null) {
  const at = near === null ? throughput : throughputAt(near, n);
  const residual = Math.log(at / throughput);
  const f = n / at;
  const row = [1 / f, n / f, (n * (n - 1)) / f] as const;
  return { row, residual, weight: 1 / Math.hypot(1, residual / robustScale) };
}

function curveOf(coefficients: Float64Array | null): Curve | null {
  if (coefficients === null) return null;
  const [p = 0, q = 0, r = 0] = coefficients;
  const alone = p + q;
  if (!(alone > 0)) return null;
  const [contention, coherence] = [q / alone, r / alone];
  return {
    lambda: 1 / alone,
    contention: contention < rounding ? 0 : contention > 1 - rounding ? 1 : contention,
    coherence: coherence < rounding ? 0 : coherence,
  };
}

function isNear(one: Curve, other: Curve, points: readonly Point[]): boolean {
  return points.every(({ n }) => Math.abs(throughputAt(one, n) / throughputAt(other, n) - 1) < settled);
}
