import { longestMicros, newHistogram, type TimeHistogram } from './histogram.ts';

/** Values below this are kept to the microsecond; from there on each power of two has half as many places. */
const unitPlaces = 2048;
const halfPlaces = unitPlaces / 2;
/** log₂ of `unitPlaces`. */
const unitBits = 11;
const places = placeOf(longestMicros) + 1;

/**
 * Counts times in the places that an HdrHistogram of three digits has (HdrHistogram's own layout: value = place ·
 * 2^exponent), for the hot path: one count costs a tenth of the library's. {@link TimeCounts.histogram} loses nothing.
 */
export class TimeCounts {
  readonly #counts = new Uint32Array(places);
  #total = 0;

  /** Number of values. */
  get total(): number {
    return this.#total;
  }

  /** Counts a time, in ms; what is beyond the histogram's hour counts as that. */
  add(ms: number): void {
    const micros = Math.min(longestMicros, Math.max(1, Math.round(ms * 1000)));
    const place = placeOf(micros);
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#total += 1;
  }

  histogram(): TimeHistogram {
    const histogram = newHistogram();
    for (const [place, count] of this.#counts.entries()) {
      if (count > 0) histogram.recordValueWithCount(valueAt(place), count);
    }
    return histogram;
  }
}

function placeOf(micros: number): number {
  const exponent = Math.max(0, 32 - unitBits - Math.clz32(micros));
  return exponent * halfPlaces + (micros >>> exponent);
}

/** The lowest value that is counted at a place. */
function valueAt(place: number): number {
  if (place < unitPlaces) return place;
  const exponent = Math.floor(place / halfPlaces) - 1;
  return (place - exponent * halfPlaces) * 2 ** exponent;
}
