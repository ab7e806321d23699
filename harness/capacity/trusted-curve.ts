import { halfWidth } from '../stats/interval.ts';
import { type Curve, mostOf, peakOf, throughputAt } from './curve.ts';
import { bounds, type ModelRefusal } from './refusal.ts';
import { CurveResamples, type RoundPoint } from './resample.ts';
import { meanN } from './rules.ts';
import type { FittedCurve, Peak, Predicted, ScalabilityData } from './scalability.ts';

/** Steps at which it is looked how far the curve may be trusted, and of its band beyond what was measured. */
const reaches = [1, 1.25, 1.5, 1.75, bounds.reach] as const;
const bandSteps = 24;

/** A curve that may be trusted where the data are, and how far beyond. */
export class TrustedCurve {
  readonly largest: number;
  readonly #smallest: number;
  readonly #curve: Curve;
  readonly #amdahl: Curve;
  readonly #resamples: CurveResamples;

  constructor(
    { levels, confidence, seed }: ScalabilityData,
    points: readonly RoundPoint[],
    { curve, amdahl }: { readonly curve: Curve; readonly amdahl: Curve },
  ) {
    const loads = levels.filter(({ rounds }) => rounds.size > 0).map(({ rounds }) => meanN(rounds));
    this.largest = Math.max(...loads);
    this.#smallest = Math.min(...loads);
    this.#curve = curve;
    this.#amdahl = amdahl;
    this.#resamples = new CurveResamples(points, curve, confidence, seed);
  }

  predict(n: number): Predicted {
    const throughput = this.#resamples.range(throughputAt(this.#curve, n), (curve) => throughputAt(curve, n));
    return { n, throughput, beyond: n / this.largest };
  }

  /** Why it may not be asked for so much. */
  refusedAt(n: number): ModelRefusal[] {
    const most = bounds.reach * this.largest;
    if (n > most * 1.000001) return [{ code: 'too-far', n, most }];
    const half = halfWidth(this.predict(n).throughput) ?? Number.POSITIVE_INFINITY;
    const difference = Math.abs(throughputAt(this.#amdahl, n) / throughputAt(this.#curve, n) - 1);
    return [
      ...(half > bounds.halfWidth
        ? [{ code: 'wide-interval' as const, n, halfWidth: half, bound: bounds.halfWidth }]
        : []),
      // Where there are data it is they that decide between the two.
      ...(n > this.largest && difference > bounds.difference
        ? [{ code: 'models-differ' as const, n, difference, bound: bounds.difference }]
        : []),
    ];
  }

  told(ask: readonly number[], errors: FittedCurve['errors']): FittedCurve {
    const { lambda, contention, coherence } = this.#curve;
    const first = reaches.findIndex((times) => this.refusedAt(times * this.largest).length > 0);
    const reach = (reaches[(first < 0 ? reaches.length : first) - 1] ?? 1) * this.largest;
    return {
      kind: coherence > 0 ? 'usl' : 'amdahl',
      lambda: this.#resamples.range(lambda, (curve) => curve.lambda),
      contention: this.#resamples.range(contention, (curve) => curve.contention),
      coherence: this.#resamples.range(coherence, (curve) => curve.coherence),
      peak: this.#peak(reach),
      reach,
      band: this.#band(reach),
      asked: ask.filter((n) => n <= reach).map((n) => this.predict(n)),
      errors,
    };
  }

  #peak(reach: number): Peak {
    const n = peakOf(this.#curve);
    if (n === null) return { kind: 'none' };
    const range = this.#resamples.range(n, (curve) => peakOf(curve) ?? Number.POSITIVE_INFINITY);
    // One that may as well not be there is not told.
    if (n > reach || range.high === null || range.high > bounds.reach * this.largest)
      return { kind: 'beyond', reach };
    return {
      kind: 'within',
      n: range,
      throughput: this.#resamples.range(mostOf(this.#curve), mostOf),
    };
  }

  /** Evenly spaced on a logarithmic axis. */
  #band(reach: number): readonly Predicted[] {
    const step = Math.log(reach / this.#smallest) / bandSteps;
    return Array.from({ length: bandSteps + 1 }, (_, i) => this.predict(this.#smallest * Math.exp(i * step)));
  }
}
