import type { LoadReport } from '../model/load.ts';
import { encodeHistogram, longestMicros, newHistogram } from '../stats/histogram.ts';
import { BusyTimes, type SendingEnd } from './busy.ts';

/** Keeps the times of a slice's ok answers; takes numbers, not objects, for it is called once per answer. */
export class Recorder {
  readonly #responseTime = newHistogram();
  readonly #busy = new BusyTimes();
  readonly #series: number[] = [];
  readonly #seriesMs: number | null;
  #opening = 0;

  constructor(seriesMs: number | null) {
    this.#seriesMs = seriesMs;
  }

  /**
   * An ok answer: when, since the start of the slice, and how long after its intended start. The `opening` answer
   * of each connection stays out of the histogram: all opening requests hit an idle server at once, which is not
   * the steady state.
   */
  answer(elapsedMs: number, responseMs: number, opening: boolean): void {
    if (opening) this.#opening += 1;
    else this.#responseTime.recordValue(micros(responseMs));
    this.#busy.add(elapsedMs);
    if (this.#seriesMs !== null) this.#count(Math.floor(elapsedMs / this.#seriesMs));
  }

  results(end: SendingEnd): Pick<LoadReport, 'busy' | 'opening' | 'responseTime' | 'responses' | 'series'> {
    return {
      busy: this.#busy.pair(end),
      opening: this.#opening,
      responseTime: encodeHistogram(this.#responseTime),
      responses: this.#responseTime.totalCount,
      series: this.#seriesMs === null ? null : { windowMs: this.#seriesMs, answers: this.#series },
    };
  }

  #count(window: number): void {
    while (this.#series.length <= window) this.#series.push(0);
    this.#series[window] = (this.#series[window] ?? 0) + 1;
  }
}

function micros(ms: number): number {
  return Math.min(longestMicros, Math.max(1, Math.round(ms * 1000)));
}
