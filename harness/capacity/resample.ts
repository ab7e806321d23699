import { expandedTail } from '../stats/block-bootstrap.ts';
import { groupBy } from '../stats/group.ts';
import { createRandom } from '../stats/random.ts';
import type { Curve } from './curve.ts';
import { type Point, Refit } from './fit-curve.ts';

/** A point of the curve, and the round it is of. */
export interface RoundPoint extends Point {
  readonly round: number;
}

const resamples = 2000;

/** What a figure of the curve may be. `high` is null where nothing bounds it. */
export interface Range {
  readonly point: number;
  readonly low: number;
  readonly high: number | null;
}

/**
 * Curves of rounds drawn with replacement: whole rounds, for what a fresh start makes faster or slower it does at every
 * level. Intervals from them are expanded as those of {@link expandedTail} are.
 */
export class CurveResamples {
  readonly #curves: readonly Curve[];
  readonly #rounds: number;
  readonly #confidence: number;

  constructor(points: readonly RoundPoint[], near: Curve, confidence: number, seed: number) {
    const groups = [...groupBy(points, ({ round }) => round).values()];
    const refit = new Refit(groups, near);
    const random = createRandom(seed);
    const drawn = new Int32Array(groups.length);
    const curves: Curve[] = [];
    for (let i = 0; i < resamples; i++) {
      drawn.fill(0);
      for (let j = 0; j < groups.length; j++) {
        const at = random.below(groups.length);
        drawn[at] = (drawn[at] as number) + 1;
      }
      const curve = refit.of(drawn);
      if (curve !== null) curves.push(curve);
    }
    this.#curves = curves;
    this.#rounds = groups.length;
    this.#confidence = confidence;
  }

  /** The interval of a figure of the curve. Infinite values of resamples leave its upper end open. */
  range(point: number, figure: (curve: Curve) => number): Range {
    const values = Float64Array.from(this.#curves, figure).sort();
    const beyond = Math.floor(expandedTail(this.#rounds, this.#confidence) * (values.length + 1));
    const at = Math.max(0, beyond - 1);
    const low = values[at] ?? point;
    const high = values[values.length - 1 - at] ?? point;
    return {
      point,
      low: Math.min(low, point),
      high: high === Number.POSITIVE_INFINITY ? null : Math.max(high, point),
    };
  }
}
