import type { LoadOrder, LoadReport } from '../model/load.ts';
import { encodeHistogram } from '../stats/histogram.ts';
import { TimeRecorder } from '../stats/time-recorder.ts';
import { BusyTimes, type SendingEnd } from './busy.ts';
import { Timeline } from './timeline.ts';

/** What a recorder adds to the report of a slice. */
export type SliceResults = Pick<LoadReport, 'busy' | 'opening' | 'responseTime' | 'responses' | 'timeline'>;

/** Keeps the times of a slice's outcomes; takes numbers, not objects, for it is called once per request. */
export class Recorder {
  readonly #responseTime = new TimeRecorder();
  readonly #busy = new BusyTimes();
  readonly #timeline: Timeline | null;
  readonly #thinking: boolean;
  #opening = 0;

  constructor({ thinkMs = 0, timelineMs }: Pick<LoadOrder, 'thinkMs' | 'timelineMs'>) {
    this.#thinking = thinkMs > 0;
    this.#timeline = timelineMs === undefined ? null : new Timeline(timelineMs);
  }

  /**
   * An ok answer: when, since the start of the slice, and how long after its intended start. The `opening` answer
   * of each connection stays out of the histogram: all opening requests hit an idle server at once, which is not
   * the steady state.
   */
  answer(elapsedMs: number, responseMs: number, opening: boolean): void {
    if (opening) this.#opening += 1;
    else this.#responseTime.record(responseMs);
    this.#busy.add(elapsedMs);
    this.#timeline?.answer(elapsedMs);
  }

  /** An ok answer to an opening step of a flow, which is no part of what is measured. */
  openingStep(): void {
    this.#opening += 1;
  }

  /** A request failed, so long after the start of the slice. */
  failure(elapsedMs: number): void {
    this.#timeline?.failure(elapsedMs);
  }

  /** `totalMs`: how long the slice was, with its drain. */
  results(end: SendingEnd, totalMs: number): SliceResults {
    return {
      busy: this.#thinking ? this.#busy.plainPair(end) : this.#busy.pair(end),
      opening: this.#opening,
      responseTime: encodeHistogram(this.#responseTime.histogram()),
      responses: this.#responseTime.total,
      ...(this.#timeline === null ? {} : { timeline: this.#timeline.until(totalMs) }),
    };
  }
}
