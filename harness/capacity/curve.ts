/**
 * Throughput against load by the Universal Scalability Law: X(N) = λN / (1 + σ(N−1) + κN(N−1)), where N are requests in
 * flight, or workers. Source: N. J. Gunther, Guerrilla Capacity Planning, 2007, §4–6. With κ = 0 it is Amdahl's law.
 */
export interface Curve {
  /** λ: what one in flight, or one worker, serves alone, requests per second. */
  readonly lambda: number;
  /** σ, 0–1: the part of the work that waits for its turn, as behind a lock or a busy processor. */
  readonly contention: number;
  /** κ ≥ 0: what keeping each consistent with each other costs, of the work of one. */
  readonly coherence: number;
}

export function throughputAt({ lambda, contention, coherence }: Curve, n: number): number {
  return (lambda * n) / (1 + contention * (n - 1) + coherence * n * (n - 1));
}

/** Where throughput is highest, N* = √((1−σ)/κ); null where it grows for ever, for κ is 0. At least 1. */
export function peakOf({ contention, coherence }: Curve): number | null {
  return coherence > 0 ? Math.max(1, Math.sqrt((1 - contention) / coherence)) : null;
}

/** What no load exceeds: that of the peak, or λ/σ of Amdahl's law. Infinite where there is neither. */
export function mostOf(curve: Curve): number {
  const peak = peakOf(curve);
  if (peak !== null) return throughputAt(curve, peak);
  return curve.contention > 0 ? curve.lambda / curve.contention : Number.POSITIVE_INFINITY;
}
