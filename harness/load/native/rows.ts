import type { Row } from '../../feeds/feed.ts';
import { createRandom, type Random } from '../../stats/random.ts';
import type { PreparedRequest } from './request.ts';
import type { RequestTemplate } from './request-template.ts';
import type { FeedSource } from './sources.ts';

/** Requests are kept until they take so much; each takes `besideBytes` beside what is sent. */
const mostKeptBytes = 16 * 1024 * 1024;
const besideBytes = 400;
/** Of so few rows each comes often enough that its answer is worth remembering. */
const fewRows = 256;

const noValues: ReadonlyMap<string, string> = new Map();

/**
 * Which row of a feed is taken next. In sequence the loaders that act as one take every so many-th row each, so that
 * every row is taken once before any is taken again; at random each draws from a stream of its own.
 */
export class Rows {
  readonly #source: FeedSource;
  #next: number;
  #random: Random;
  #keptBytesLeft = mostKeptBytes;

  constructor(source: FeedSource) {
    this.#source = source;
    this.#next = source.place.index;
    this.#random = createRandom(1, source.place.index);
  }

  /** A slice begins. A sequence goes on where it was; what is drawn is drawn anew. */
  begin(seed: number): void {
    this.#random = createRandom(seed, this.#source.place.index);
  }

  /** Number of the row that is taken now. */
  take(): number {
    const { feed, order, place } = this.#source;
    const { length } = feed.rows;
    if (order === 'random') return this.#random.below(length);
    const row = this.#next % length;
    this.#next += place.of;
    return row;
  }

  at(row: number): Row {
    return this.#source.feed.rows[row] as Row;
  }

  /** What a template makes of a row alone; `made`: what it made of rows before. */
  requestOf(template: RequestTemplate, row: number, made: PreparedRequest[]): PreparedRequest {
    const known = made[row];
    if (known !== undefined) return known;
    const again = this.#source.feed.rows.length <= fewRows;
    const filling = { n: 0, values: noValues, row: this.at(row), cookies: '' };
    const request = template.fill(filling, null, again);
    const bytes = request.bytes.length + besideBytes;
    if (bytes <= this.#keptBytesLeft) {
      this.#keptBytesLeft -= bytes;
      made[row] = request;
    }
    return request;
  }
}
