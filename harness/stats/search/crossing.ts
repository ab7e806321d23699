import type { RateInterval } from '../../model/search.ts';

/** Of one run: requests beyond a limit, or failed, of all that were due, which came at this rate. */
export interface Exceedance {
  readonly rate: number;
  readonly beyond: number;
  readonly of: number;
}

/** Of the logarithm of the slope: by how much real servers differ from what queues have in the mean. */
const slopeSpread = 0.5;

/** Parts of what can be served between which a limit is looked for; above, every server would be a cliff. */
const leastBusy = 0.4;
const mostBusy = 0.95;

/** Requests that count as one, at least: those that wait in the same queue are late together. */
const leastDispersion = 4;

/**
 * Standard errors of the interval. Runs are few, and were chosen by what came before them, so that the delta method is too
 * sure: two errors hold the limit of simulated queues in 78 to 93 % of searches, three in 86 to 100 % (heavy tails, stalls: 81).
 */
const errorsEitherWay = 3;

const steps = 50;
const settlings = 4;
const smallStep = 1e-7;

/**
 * Where the share of requests beyond a limit crosses what is allowed, from all runs at once: the odds are fitted as a power
 * of the rate (a logistic curve in ln(rate), which only rises), so that each run tells of the rates beside it. The slope
 * has a usual value that the runs correct: a few rates close to each other say little of it. Runs differ more than
 * independent requests would; the likelihood is divided by that (quasi-likelihood, Wedderburn 1974), and the interval by the
 * delta method allows for it. Null where nothing was beyond the limit, or everything.
 *
 * @param busy the part of what the server can serve at which it is run here
 */
export function crossingOf(runs: readonly Exceedance[], allowed: number, busy: number): RateInterval | null {
  const told = runs.filter(({ of }) => of > 0);
  const beyond = told.reduce((sum, run) => sum + run.beyond, 0);
  const of = told.reduce((sum, run) => sum + run.of, 0);
  if (beyond === 0 || beyond === of) return null;
  const centre = told.reduce((sum, run) => sum + run.of * Math.log(run.rate), 0) / of;
  const points = told.map((run) => ({ ...run, at: Math.log(run.rate) - centre }));
  const sought = logit(allowed);
  const usual = Math.log(usualSlope(allowed, busy));
  let curve: Curve = { level: sought, logSlope: usual };
  let dispersion = leastDispersion;
  for (let settling = 0; settling < settlings; settling++) {
    curve = fitted(points, curve, { usual, dispersion });
    dispersion = dispersionOf(points, curve);
  }
  const { levels, mixed, slopes } = informationOf(points, curve, dispersion);
  const slope = Math.exp(curve.logSlope);
  const distance = (sought - curve.level) / slope;
  // Of level and ln(slope): the distance changes by −1/slope and −distance.
  const determinant = levels * slopes - mixed ** 2;
  const variance =
    (slopes / slope ** 2 - (2 * mixed * distance) / slope + levels * distance ** 2) / determinant;
  const error = errorsEitherWay * Math.sqrt(Math.max(0, variance));
  const [point, low, high] = [0, -error, error].map((away) => Math.exp(centre + distance + away));
  return point === undefined || low === undefined || high === undefined ? null : { point, low, high };
}

interface Point extends Exceedance {
  /** ln(rate) from the centre. */
  readonly at: number;
}

/** Log odds at the centre, and the logarithm of their slope, so that it never falls. */
interface Curve {
  readonly level: number;
  readonly logSlope: number;
}

/**
 * How steeply the odds of being beyond the limit grow with ln(rate), before anything was measured. Of a queue, requests wait
 * longer than a limit with a probability of about exp(−k(μ − λ)), μ being what can be served (exactly so of M/M/1).
 */
function usualSlope(allowed: number, busy: number): number {
  const part = Math.min(mostBusy, Math.max(leastBusy, busy));
  return ((-Math.log(allowed) / (1 - allowed)) * part) / (1 - part);
}

/** Fisher's scoring, in steps that cannot run away. */
function fitted(
  points: readonly Point[],
  from: Curve,
  { usual, dispersion }: { readonly usual: number; readonly dispersion: number },
): Curve {
  let { level, logSlope } = from;
  for (let step = 0; step < steps; step++) {
    const curve = { level, logSlope };
    const slope = Math.exp(logSlope);
    let [byLevel, bySlope] = [0, (usual - logSlope) / slopeSpread ** 2];
    for (const { at, beyond, of } of points) {
      const excess = (beyond - of * shareAt(curve, at)) / dispersion;
      byLevel += excess;
      bySlope += excess * slope * at;
    }
    const { levels, mixed, slopes } = informationOf(points, curve, dispersion);
    const determinant = levels * slopes - mixed ** 2;
    const up = (slopes * byLevel - mixed * bySlope) / determinant;
    const steeper = (levels * bySlope - mixed * byLevel) / determinant;
    const shortened = Math.max(1, Math.abs(up), Math.abs(steeper) / slopeSpread);
    level += up / shortened;
    logSlope += steeper / shortened;
    if (Math.abs(up) + Math.abs(steeper) < smallStep) break;
  }
  return { level, logSlope };
}

/** Fisher's information of level and ln(slope), with what is known of the slope beforehand. */
function informationOf(points: readonly Point[], curve: Curve, dispersion: number) {
  const slope = Math.exp(curve.logSlope);
  let [levels, mixed, slopes] = [0, 0, 1 / slopeSpread ** 2];
  for (const { at, of } of points) {
    const share = shareAt(curve, at);
    const weight = (of * share * (1 - share)) / dispersion;
    levels += weight;
    mixed += weight * slope * at;
    slopes += weight * (slope * at) ** 2;
  }
  return { levels: Math.max(levels, Number.MIN_VALUE), mixed, slopes };
}

/** Variance between runs about the curve as a multiple of that of independent requests (Pearson). */
function dispersionOf(points: readonly Point[], curve: Curve): number {
  const squares = points.reduce((sum, { at, beyond, of }) => {
    const share = shareAt(curve, at);
    // Half a request keeps a run in which next to none was expected from deciding.
    return sum + (beyond - of * share) ** 2 / (of * share * (1 - share) + 0.5);
  }, 0);
  return Math.max(leastDispersion, squares / Math.max(1, points.length - 2));
}

function shareAt({ level, logSlope }: Curve, at: number): number {
  return 1 / (1 + Math.exp(-(level + Math.exp(logSlope) * at)));
}

function logit(share: number): number {
  return Math.log(share / (1 - share));
}
