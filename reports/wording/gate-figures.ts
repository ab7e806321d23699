import type { GateMetricName, GateTest } from '../../harness/model/gate.ts';
import { NBSP, NONE, ratioBounds, ratioPoint, type Spread, tick, timesWithInterval } from './numbers.ts';

/** A minus sign, which no line is broken after. */
const MINUS = '\u2212';

/** From this ratio on it is told as "3.1 times as long", not as "210 % longer". */
const manyTimes = 2;

type Told = Pick<GateTest, 'metric' | 'threshold' | 'change' | 'atLeast'>;

interface Direction {
  readonly more: string;
  readonly less: string;
  /** "3.1 times as …" */
  readonly as: string;
}

const inTime: Direction = { more: 'longer', less: 'shorter', as: 'long' };
const inHeight: Direction = { more: 'higher', less: 'lower', as: 'high' };

const directionOf: Readonly<Record<GateMetricName, Direction>> = {
  cpuPerRequest: inHeight,
  p50: inTime,
  footprint: inHeight,
  failures: inHeight,
  throughput: inHeight,
  p99: inTime,
};

/** A change of the baseline by 0.062, in the unit of the sentence: 6.2 % or percentage points; more is above 0. */
interface Percent extends Spread {
  readonly place: number;
}

/**
 * `+6.2 % (+3.1 to +9.4)`, `3.1 × (2.9–3.3)`, `+0.42 points (…)`: for a table. A dash where nothing is known; "≥" before what
 * is a lower bound.
 */
export function changeFigure(told: Told): string {
  return told.atLeast && told.change !== null ? `≥${NBSP}${plainFigure(told)}` : plainFigure(told);
}

function plainFigure({ metric, threshold, change }: Told): string {
  if (change === null) return NONE;
  if (isManyTimes(metric, change)) return timesWithInterval(change);
  const percent = percentOf(metric, threshold, change);
  const { low, high, place } = percent;
  const between = low === null || high === null ? '' : ` (${signed(low, place)} to ${signed(high, place)})`;
  return `${signed(percent.point, place)}${NBSP}${metric === 'failures' ? inTables : '%'}${between}`;
}

/** `6.2 % longer (3.1–9.4 %)`, `0.3 % longer (1.1 % shorter to 1.7 % longer)`, `3.1 times as long (2.9–3.3)`. */
export function changeWords(test: Told): string {
  const { told, between } = changeParts(test);
  return between === null ? told : `${told} (${between})`;
}

/** The same for brackets: `0.3 % longer, 1.1 % shorter to 1.7 % longer`. */
export function changeInBrackets(test: Told): string {
  const { told, between } = changeParts(test);
  return between === null ? told : `${told}, ${between}`;
}

interface ChangeParts {
  readonly told: string;
  readonly between: string | null;
}

function changeParts(change: Told): ChangeParts {
  const { told, between } = plainParts(change);
  return { told: change.atLeast ? `at least ${told}` : told, between };
}

function plainParts({ metric, threshold, change }: Told): ChangeParts {
  if (change === null) return { told: 'not known', between: null };
  const direction = directionOf[metric];
  if (isManyTimes(metric, change)) {
    return { told: `${ratioPoint(change)} times as ${direction.as}`, between: ratioBounds(change) };
  }
  const unit = unitWords(metric);
  const ofBounds = unit === '%' ? `${NBSP}%` : '';
  const { point, low, high, place } = percentOf(metric, threshold, change);
  const size = (value: number) => Math.abs(value).toFixed(-place);
  const whither = (value: number) => (value < 0 ? direction.less : direction.more);
  const told = `${size(point)}${NBSP}${unit} ${whither(point)}`;
  if (low === null || high === null) return { told, between: null };
  if (low < 0 && high > 0) {
    const [least, most] = [low, high].map((value) => `${size(value)}${ofBounds} ${whither(value)}`);
    return { told, between: `${least} to ${most}` };
  }
  const [near, far] = Math.abs(low) <= Math.abs(high) ? [low, high] : [high, low];
  return { told, between: `${size(near)}–${size(far)}${ofBounds}` };
}

/** `5 %`, `0.1 percentage points`: as it was given. */
export function thresholdWords({ metric, threshold }: Pick<GateTest, 'metric' | 'threshold'>): string {
  return `${tick(Number((threshold * 100).toPrecision(4)))}${NBSP}${unitWords(metric)}`;
}

/** `4.1 %`, `0.12 percentage points`: of a worsening that would have been found, or is not ruled out. */
export function worseningWords(metric: GateMetricName, worsening: number): string {
  return `${tick(Number((worsening * 100).toPrecision(2)))}${NBSP}${unitWords(metric)}`;
}

/** `5 %`, `0.1 points`: for a table. */
export function thresholdFigure(test: Pick<GateTest, 'metric' | 'threshold'>): string {
  return thresholdWords(test).replace(inWords, inTables);
}

/** `4.1 %`, `0.12 points`: for a table. A dash where none would have been found. */
export function detectableFigure({ metric, detectable }: Pick<GateTest, 'metric' | 'detectable'>): string {
  return detectable === null ? NONE : worseningWords(metric, detectable).replace(inWords, inTables);
}

const inWords = 'percentage points';
const inTables = 'points';

function unitWords(metric: GateMetricName): string {
  return metric === 'failures' ? inWords : '%';
}

function isManyTimes(metric: GateMetricName, { point }: Spread): boolean {
  return metric !== 'failures' && point >= manyTimes;
}

function percentOf(metric: GateMetricName, threshold: number, change: Spread): Percent {
  const inPercent = (value: number) => 100 * (metric === 'failures' ? value : value - 1);
  const { point, low, high } = change;
  const spread = {
    point: inPercent(point),
    low: low === null ? null : inPercent(low),
    high: high === null ? null : inPercent(high),
  };
  return { ...spread, place: placeOf(spread, threshold * 100) };
}

/**
 * The place of the last digit: two significant ones of the largest figure, more where rounding would say something else:
 * that an interval without 0 held it, or that a change reached its threshold, or did not.
 */
function placeOf({ point, low, high }: Spread, threshold: number): number {
  const known = [point, low, high].filter((value) => value !== null);
  const largest = Math.max(...known.map(Math.abs));
  const isWithoutZero = low !== null && high !== null && (low > 0 || high < 0);
  const hides = (place: number) => {
    const shown = (value: number) => Number(Math.abs(value).toFixed(-place));
    const reaches = shown(point) >= threshold !== Math.abs(point) >= threshold;
    return reaches || (isWithoutZero && known.some((value) => shown(value) === 0));
  };
  let place = largest >= 10 ? 0 : largest >= 1 ? -1 : -2;
  while (place > -4 && hides(place)) place--;
  return place;
}

function signed(value: number, place: number): string {
  const size = Math.abs(value).toFixed(-place);
  return Number(size) === 0 ? size : `${value < 0 ? MINUS : '+'}${size}`;
}
