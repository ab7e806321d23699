import type { OpenLevel } from '../model/level.ts';
import type { LoadOrder, SliceWindow } from '../model/load.ts';
import { createRandom, type Random } from '../stats/random.ts';

/**
 * When arrivals of an open workload are due. A schedule knows neither clock nor answers: it gives the same times
 * whatever the server does, or the loader.
 */
export interface Pacer {
  /** Intended start of the next arrival, ms after the start of the slice; never falls. */
  next(): number;
}

/**
 * Where the first of evenly spaced arrivals stands in its interval. In its middle, a window of whole intervals holds
 * as many arrivals, and none of them falls together with the start of the slice or with its end.
 */
const phase = 0.5;

/** Evenly spaced: arrival `i` of all is due at `(i + ½) / rate`. Each is reckoned by itself, so that no error adds up. */
export class ConstantPacer implements Pacer {
  readonly #rate: number;
  readonly #of: number;
  #arrival: number;

  /** This loader's arrivals are those with the numbers `index`, `index + of`, `index + 2 of`, … */
  constructor(ratePerSecond: number, { index, of }: Share) {
    this.#rate = ratePerSecond;
    this.#of = of;
    this.#arrival = index;
  }

  next(): number {
    const due = ((this.#arrival + phase) * 1000) / this.#rate;
    this.#arrival += this.#of;
    return due;
  }
}

/** As many independent users come: gaps are exponential. Every share draws the gaps of all, and takes its own arrivals. */
export class PoissonPacer implements Pacer {
  readonly #meanGapMs: number;
  readonly #random: Random;
  readonly #of: number;
  /** Arrivals of others before the next of this loader. */
  #others: number;
  #atMs = 0;

  constructor(ratePerSecond: number, seed: number, { index, of }: Share) {
    this.#meanGapMs = 1000 / ratePerSecond;
    this.#random = createRandom(seed);
    this.#of = of;
    this.#others = index;
  }

  next(): number {
    for (; this.#others > 0; this.#others -= 1) this.#step();
    this.#step();
    this.#others = this.#of - 1;
    return this.#atMs;
  }

  #step(): void {
    // next() is below 1, so that the logarithm is finite.
    this.#atMs -= Math.log(1 - this.#random.next()) * this.#meanGapMs;
  }
}

export type Share = NonNullable<LoadOrder['share']>;

const whole: Share = { index: 0, of: 1 };

/** The part of the level's schedule that the loader with this order sends. */
export function pacerFor(
  { rate, arrivals }: OpenLevel,
  { arrivalSeed = 1, share = whole }: Pick<LoadOrder, 'arrivalSeed' | 'share'>,
): Pacer {
  return arrivals === 'constant'
    ? new ConstantPacer(rate, share)
    : new PoissonPacer(rate, arrivalSeed, share);
}

/**
 * The sending window of an open slice as one that ends at a set time: when `minMs` have passed and as many arrivals as
 * `minAnswers` are to be expected, `maxMs` at most. It asks for no answers: a window that slow answers lengthen would
 * offer a slow server more than a fast one. All arrivals that are due before its end belong to it.
 */
export function openWindow({ minMs, maxMs, minAnswers }: SliceWindow, rate: number): SliceWindow {
  const endMs = Math.max(minMs, Math.min(maxMs, (minAnswers * 1000) / rate));
  return { minMs: endMs, maxMs: endMs, minAnswers: 0 };
}
