import type { SearchPlan } from '../model/search.ts';
import { limits } from './defaults.ts';

/**
 * What a search is without being told otherwise (method §4). Runs and slices were chosen by simulation
 * (`npm run bench:self capacity`): so many that the rate found is within a tenth of what queueing theory says.
 */
export const searchDefaults = {
  begin: { concurrency: 16, share: 0.5 },
  bounds: limits.rate,
  resolution: 0.1,
  margin: 0.04,
  above: 0.1,
  runs: 3,
  test: { odds: 2, risk: 0.05, alike: 4, clear: 5, least: 2, slices: 3 },
  /** At 5 % too much a queue takes twenty times the limit to make requests wait that long; it is to be seen for as long again. */
  window: { minMs: 9_000, maxMs: 15_000, limits: 40 },
  maxRuns: 40,
} as const satisfies Omit<SearchPlan, 'objectives' | 'shape'>;

/** As independent users come: evenly spaced requests would never queue, and a server seem to carry more than it can. */
export const searchArrivals = 'poisson';

/** For each variant and scenario: a dozen runs of some seconds each, with starting and warming up. */
export const searchSeconds = 300;
