/** Throughput of a slice as a pair; that of several slices is Σ answers / Σ elapsedMs. */
export interface BusyPair {
  /** Answers, weighted; not a whole number. */
  readonly answers: number;
  readonly elapsedMs: number;
}

/** How sending ended: at a time that was set before, or with the answer that completed a set number. */
export interface SendingEnd {
  readonly atMs: number;
  readonly byCount: boolean;
}

/** Answers whose times are kept; beyond, edges weigh less than one in a thousand and all answers count alike. */
const timesKept = 131_072;
/** A tapered edge is as long as so many service times. At 2.5 the first harmonic of bursts vanishes. */
const edgeInServiceTimes = 2.5;
/** Fewer service times than this in the window are too few to taper. */
const fewestServiceTimes = 4.5;

/**
 * Estimates throughput from the times of a slice's ok answers, without the bias of a short window's edges.
 *
 * A server with several workers, or an asynchronous one, answers in bursts: all workers start together when the
 * slice does, and stay nearly in step. Whether a window of five service times catches five bursts or four and a
 * half is luck of phase, up to 20 %. So answers are weighted by a window that rises from the first answer, in half
 * a cosine, is flat, and falls before the end of sending (a Tukey window); bursts near the edges then come in with
 * small weights on both sides, which cancels their phase. The edges are 2.5 service times long, the first answer's
 * time, from an idle server, standing for the service time; so for a fast server they are negligible.
 *
 * Where sending ended with a set number of answers, its end depends on them, which would favour slow slices by
 * 1/n; there the same weights go to the gaps between answers instead, and the pair is (n, n × their weighted mean).
 *
 * Where the window holds fewer than 4.5 service times, whole bursts are counted: from the end of the first burst
 * to the end of the first one that ends after sending did. That pair is exact for bursts well apart and unbiased
 * for a renewal process (Wald's identity), but more at the mercy of jitter.
 *
 * The simulations in the tests show the bias that is left.
 */
export class BusyTimes {
  #times = new Float64Array(1024);
  #count = 0;
  #lastMs = 0;

  /** An ok answer came so long after the start of the slice; times never fall. */
  add(ms: number): void {
    if (this.#count < timesKept) {
      if (this.#count === this.#times.length) {
        const larger = new Float64Array(this.#times.length * 2);
        larger.set(this.#times);
        this.#times = larger;
      }
      this.#times[this.#count] = ms;
    }
    this.#count += 1;
    this.#lastMs = ms;
  }

  get count(): number {
    return this.#count;
  }

  pair(end: SendingEnd): BusyPair {
    const first = this.#times[0];
    if (this.#count === 0 || first === undefined) return { answers: 0, elapsedMs: end.atMs };
    if (this.#count > timesKept) return { answers: this.#count - 1, elapsedMs: this.#lastMs - first };
    const times = this.#times.subarray(0, this.#count);
    if (end.atMs < first * fewestServiceTimes) return wholeBursts(times, end.atMs);
    const edge = Math.min(0.5, (edgeInServiceTimes * first) / (end.atMs - first));
    return end.byCount ? weightedGaps(times, end.atMs, edge) : weightedAnswers(times, end.atMs, edge);
  }

  /**
   * For connections that think between requests, and so come one by one and not in bursts: the answers after the
   * first, up to the end of sending, over that time. Off by half an answer at most for evenly spaced ones, not at all
   * for those of many independent users. What is drained is left out: an overloaded server still has to answer all
   * users who wait then, which would count for time that is not in the window.
   */
  plainPair(end: SendingEnd): BusyPair {
    const first = this.#times[0];
    if (this.#count === 0 || first === undefined) return { answers: 0, elapsedMs: end.atMs };
    if (this.#count > timesKept) return { answers: this.#count - 1, elapsedMs: this.#lastMs - first };
    const times = this.#times.subarray(0, this.#count);
    const after = times.findIndex((time) => time > end.atMs);
    const inWindow = after === -1 ? this.#count : after;
    // With a single answer its time since the start is all there is; with none, that of those which were drained.
    if (inWindow === 0) return { answers: this.#count, elapsedMs: this.#lastMs };
    if (inWindow === 1) return { answers: 1, elapsedMs: end.atMs };
    return { answers: inWindow - 1, elapsedMs: end.atMs - first };
  }
}

function weightedAnswers(times: Float64Array, endMs: number, edge: number): BusyPair {
  const start = times[0] as number;
  let sum = 0;
  for (const time of times) {
    if (time > endMs) break;
    sum += tukey((time - start) / (endMs - start), edge);
  }
  return { answers: sum / (1 - edge), elapsedMs: endMs - start };
}

function weightedGaps(times: Float64Array, endMs: number, edge: number): BusyPair {
  const after = times.findIndex((time) => time > endMs);
  const gaps = (after === -1 ? times.length : after) - 1;
  if (gaps === 0) return { answers: 0, elapsedMs: endMs - (times[0] as number) };
  let weights = 0;
  let sum = 0;
  for (let i = 0; i < gaps; i += 1) {
    const weight = tukey((i + 0.5) / gaps, edge);
    weights += weight;
    sum += weight * ((times[i + 1] as number) - (times[i] as number));
  }
  return { answers: gaps, elapsedMs: (gaps * sum) / weights };
}

/** Answers belong to one burst while each follows the last within half the mean gap. */
function wholeBursts(times: Float64Array, endMs: number): BusyPair {
  const at = (index: number): number => times[index] as number;
  const after = times.findIndex((time) => time >= endMs);
  let last = after === -1 ? times.length - 1 : after;
  const gap = at(last) / (last + 1) / 2;
  while (last + 1 < times.length && at(last + 1) - at(last) < gap) last += 1;
  let first = 0;
  while (first < last && at(first + 1) - at(first) < gap) first += 1;
  // A single burst: its time since the start, when the server was idle, is all there is.
  if (first === last) return { answers: last + 1, elapsedMs: at(last) };
  return { answers: last - first, elapsedMs: at(last) - at(first) };
}

/** Tukey's window on (0, 1): edges of half a cosine, each a share `edge` of the whole; its mean is 1 − edge. */
function tukey(x: number, edge: number): number {
  if (x <= 0 || x >= 1) return 0;
  const inside = Math.min(x, 1 - x);
  return inside >= edge ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * inside) / edge);
}
