import { bucketCount, highestOf, lowestOf, subBuckets } from './hdr-layout.ts';
import { eachCount, readEncoded } from './hdr-v2.ts';
import { histogramDigits } from './histogram.ts';

/**
 * Counts of merged histograms of the project's form. Adding one costs as much as it has buckets that are not empty, so
 * that thousands of slices merge in a moment; reading gives what the HdrHistogram libraries give.
 */
export class TimeCounts {
  /** Grows with the times: most are of a few ms, and room for all buckets is 200 kB. */
  #counts = new Float64Array(subBuckets);
  #total = 0;
  /** Buckets from here on are empty. */
  #end = 0;

  get total(): number {
    return this.#total;
  }

  /** Adds a histogram as it stands in a load report; throws when it is none. */
  add(text: string): void {
    const { digits, lowest, payload } = readEncoded(text);
    if (digits !== histogramDigits || lowest !== 1n) {
      throw new Error(
        `a histogram of ${digits} digits from ${lowest} µs on, where ${histogramDigits} from 1 are kept`,
      );
    }
    eachCount(payload, (index, count) => this.#addAt(index, count));
  }

  addAll(other: TimeCounts): void {
    for (let index = 0; index < other.#end; index++) {
      const count = other.#counts[index] as number;
      if (count > 0) this.#addAt(index, count);
    }
  }

  clear(): void {
    this.#counts.fill(0, 0, this.#end);
    this.#total = 0;
    this.#end = 0;
  }

  /** The time, in ms, that a share `q` (0–1) of the values does not exceed; NaN when there are none. */
  quantileMs(q: number): number {
    return this.rankMs(rankOf(q, this.#total));
  }

  /** The value of rank 1 … total, in ms; NaN beyond. Like the libraries, the highest one of its bucket. */
  rankMs(rank: number): number {
    if (rank < 1 || rank > this.#total) return Number.NaN;
    let seen = 0;
    for (let index = 0; index < this.#end; index++) {
      seen += this.#counts[index] as number;
      if (seen >= rank) return highestOf(index) / 1000;
    }
    return Number.NaN;
  }

  /** NaN without values. */
  get maxMs(): number {
    return this.rankMs(this.#total);
  }

  /** Sum of all values, each taken as the middle of its bucket: right to 0.05 % or half a µs each. In ms. */
  get sumMs(): number {
    let micros = 0;
    for (let index = 0; index < this.#end; index++) {
      const count = this.#counts[index] as number;
      if (count > 0) micros += (count * (lowestOf(index) + highestOf(index))) / 2;
    }
    return micros / 1000;
  }

  /** 0 without values. */
  get meanMs(): number {
    return this.#total === 0 ? 0 : this.sumMs / this.#total;
  }

  /** How many values are above `ms`, to the histogram's three digits. */
  countAbove(ms: number): number {
    let above = 0;
    for (let index = this.#end - 1; index >= 0 && highestOf(index) > ms * 1000; index--) {
      above += this.#counts[index] as number;
    }
    return above;
  }

  /** Calls `found` with each bucket that is not empty, in rising order: the values that it holds, in µs. */
  eachBucket(found: (lowestMicros: number, highestMicros: number, count: number) => void): void {
    for (let index = 0; index < this.#end; index++) {
      const count = this.#counts[index] as number;
      if (count > 0) found(lowestOf(index), highestOf(index), count);
    }
  }

  #addAt(index: number, count: number): void {
    if (index >= bucketCount) throw new Error('a histogram with times beyond an hour');
    if (index >= this.#counts.length) this.#grow(index);
    this.#counts[index] = (this.#counts[index] as number) + count;
    this.#total += count;
    if (index >= this.#end) this.#end = index + 1;
  }

  #grow(index: number): void {
    const grown = new Float64Array(Math.min(bucketCount, Math.max(index + 1, 2 * this.#counts.length)));
    grown.set(this.#counts);
    this.#counts = grown;
  }
}

/** The rank of quantile `q` among so many values. Rounded up, but not by what a product is off in its last digit. */
export function rankOf(q: number, total: number): number {
  const exact = q * total;
  return Math.max(1, Math.ceil(exact - exact * 2 ** -51));
}
