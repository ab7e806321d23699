import type { LoadReport } from '../model/load.ts';
import { encodeHistogram, longestMicros, newHistogram } from '../stats/histogram.ts';
import { BusyTimes, type SendingEnd } from './busy.ts';

/** Keeps the times of a slice's ok answers; takes numbers, not objects, for it is called once per answer. */
export class Recorder {
  readonly #responseTime = newHistogram();
  readonly #busy = new BusyTimes();
  #opening = 0;

  /**
   * An ok answer: when, since the start of the slice, and how long after its intended start. The `opening` answer
   * of each connection stays out of the histogram: all opening requests hit an idle server at once, which is not
   * the steady state.
   */
  answer(elapsedMs: number, responseMs: number, opening: boolean): void {
    if (opening) this.#opening += 1;
    else this.#responseTime.recordValue(micros(responseMs));
    this.#busy.add(elapsedMs);
  }

  /** An ok answer to an opening step of a flow, which is no part of what is measured. */
  openingStep(): void {
    this.#opening += 1;
  }

  results(end: SendingEnd): Pick<LoadReport, 'busy' | 'opening' | 'responseTime' | 'responses'> {
    return {
      busy: this.#busy.pair(end),
      opening: this.#opening,
      responseTime: encodeHistogram(this.#responseTime),
      responses: this.#responseTime.totalCount,
    };
  }
}

function micros(ms: number): number {
  return Math.min(longestMicros, Math.max(1, Math.round(ms * 1000)));
}
