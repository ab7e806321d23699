import type { LoadReport } from '../model/load.ts';
import { clopperPearson } from '../stats/clopper-pearson.ts';
import {
  countAbove,
  decodeHistogram,
  mergeHistograms,
  quantileMs,
  type TimeHistogram,
} from '../stats/histogram.ts';
import { lostOf } from './load-order.ts';

/**
 * When users are served well: p99 within this time and fewer failures than this share. Both are judged at once, by the
 * share of requests that failed or took longer.
 */
export const slowMs = 1000;
const mostShare = 0.01;

/** Of both bounds together; each is exceeded with 5 %. A verdict of "well" then takes 299 requests without a slow one. */
const confidence = 0.9;

export type Verdict = 'well' | 'not well' | 'undecided';

/** What requests of so many users came to, over some slices. */
export class Service {
  readonly users: number;
  #requests = 0;
  #slow = 0;
  readonly #times: TimeHistogram[] = [];

  constructor(users: number) {
    this.users = users;
  }

  /** Of a slice whose requests time out after `slowMs`; a time-out is noticed a little later than that. */
  add(report: LoadReport): void {
    const times = decodeHistogram(report.responseTime);
    this.#requests += report.sent;
    this.#slow += lostOf(report) + countAbove(times, slowMs);
    this.#times.push(times);
  }

  get slow(): number {
    return this.#slow;
  }

  get verdict(): Verdict {
    return judge(this.#slow, this.#requests);
  }

  p99(): number | null {
    const p99 = quantileMs(mergeHistograms(this.#times), 0.99);
    return Number.isFinite(p99) ? p99 : null;
  }

  inWords(): string {
    return `${this.users} users: ${this.#slow} of ${this.#requests} requests failed or took over 1 s (${this.verdict}).`;
  }
}

export function judge(slow: number, requests: number): Verdict {
  if (requests === 0) return 'undecided';
  const { low, high } = clopperPearson(slow, requests, confidence);
  if (high <= mostShare) return 'well';
  return low > mostShare ? 'not well' : 'undecided';
}
