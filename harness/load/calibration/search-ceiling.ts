/** What one try of a rate came to. */
export interface RateVerdict {
  readonly keptUp: boolean;
}

export interface CeilingSearch {
  /** Drives the rate once, afresh. */
  readonly tryRate: (rate: number) => Promise<RateVerdict>;
  /** Whether there is time for another try. */
  readonly mayGoOn: () => boolean;
  /** Where to begin, per second: about what is expected. */
  readonly first: number;
  /** Rates outside are not tried; all are whole. */
  readonly lowest: number;
  readonly highest: number;
  /** The ceiling is narrowed down to this share: 0.07. */
  readonly resolution: number;
}

export interface FoundCeiling {
  /** The highest rate that was kept up with; null when there was none. */
  readonly ratePerSecond: number | null;
  /** Confirmed by repeated verdicts from below and from above, to the resolution. */
  readonly settled: boolean;
}

/** Rates known to be kept up with, and not. */
interface Bracket {
  readonly low: number;
  readonly high: number;
}

const nothing: FoundCeiling = { ratePerSecond: null, settled: false };

/**
 * The highest arrival rate that is kept up with: doubling until one is not, bisection in ln(rate), then verdicts of
 * both ends of the bracket by the majority of three fresh tries, for on a noisy machine a single try means little. An
 * end that does not stand moves the bracket, further each time.
 */
export async function searchCeiling(asked: CeilingSearch): Promise<FoundCeiling> {
  const kept: number[] = [];
  const search: CeilingSearch = {
    ...asked,
    async tryRate(rate) {
      const verdict = await asked.tryRate(rate);
      if (verdict.keptUp) kept.push(rate);
      return verdict;
    },
  };
  /** What is known when time runs out: an end that moved down has not been tried yet. */
  const soFar = (low: number): FoundCeiling => {
    const seen = kept.filter((rate) => rate <= low);
    return { ratePerSecond: seen.length === 0 ? null : Math.max(...seen), settled: false };
  };
  const widening = new Widening(search.resolution);
  let bracket = await findBracket(search);
  while (bracket !== null) {
    const { low, high }: Bracket = await bisect(search, bracket);
    const lowHolds = await majority(search, low);
    if (lowHolds === null) return soFar(low);
    if (!lowHolds) {
      const below = Math.max(search.lowest, Math.round(low / widening.towards('down')));
      bracket = low <= search.lowest ? null : { low: below, high: low };
      continue;
    }
    if (high > search.highest) return { ratePerSecond: low, settled: true };
    const highHolds = await majority(search, high);
    if (!highHolds) return { ratePerSecond: low, settled: highHolds === false };
    bracket = { low: high, high: Math.round(high * widening.towards('up')) };
  }
  return nothing;
}

/** By what factor an end of the bracket moves: further each time it goes the same way, for then the ceiling is far off. */
class Widening {
  readonly #first: number;
  #factor = 1;
  #last: 'up' | 'down' | null = null;

  constructor(resolution: number) {
    this.#first = (1 + resolution) ** 2;
  }

  towards(way: 'up' | 'down'): number {
    this.#factor = way === this.#last ? this.#factor ** 2 : this.#first;
    this.#last = way;
    return this.#factor;
  }
}

/** Doubling up from a rate that is kept up with, or halving down to one. Null when there is none. */
async function findBracket(search: CeilingSearch): Promise<Bracket | null> {
  const { lowest, highest } = search;
  let rate = Math.min(highest, Math.max(lowest, search.first));
  let low: number | null = null;
  let high: number | null = null;
  while (low === null || high === null) {
    if (!search.mayGoOn()) return low === null ? null : { low, high: low };
    // A failure bounds all that follows, so it must be more than one bad second.
    const kept =
      (await search.tryRate(rate)).keptUp || (search.mayGoOn() && (await search.tryRate(rate)).keptUp);
    if (kept) {
      low = rate;
      if (rate >= highest) return { low, high: Number.POSITIVE_INFINITY };
    } else {
      high = rate;
      if (rate <= lowest) return null;
    }
    rate = kept ? Math.min(highest, rate * 2) : Math.max(lowest, rate / 2);
  }
  return { low, high };
}

async function bisect(search: CeilingSearch, { low, high }: Bracket): Promise<Bracket> {
  if (!Number.isFinite(high)) return { low, high };
  let [below, above] = [low, high];
  while (above / below > 1 + search.resolution && search.mayGoOn()) {
    const middle = Math.round(Math.sqrt(below * above));
    if ((await search.tryRate(middle)).keptUp) below = middle;
    else above = middle;
  }
  return { low: below, high: above };
}

/** Of three fresh tries; null when time runs out before two are alike. */
async function majority(search: CeilingSearch, rate: number): Promise<boolean | null> {
  let [kept, lost] = [0, 0];
  while (kept < 2 && lost < 2) {
    if (!search.mayGoOn()) return null;
    if ((await search.tryRate(rate)).keptUp) kept += 1;
    else lost += 1;
  }
  return kept === 2;
}
