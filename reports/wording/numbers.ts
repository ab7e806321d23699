/** No-break space between a figure and its unit, so that they stay on one line. */
export const NBSP = '\u00a0';
const THIN = '\u202f';
export const NONE = '–';

/** Groups thousands with thin spaces from five digits on, as SI does. */
function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const spaced = whole.replace('-', '').length < 5 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, THIN);
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

/** The power of ten of the last digit shown when `value` is given to `digits` significant digits. */
function lastPlace(value: number, digits: number): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  return Number(value.toExponential(digits - 1).split('e')[1]) - (digits - 1);
}

/** Rounds to the place 10^place: hundreds are 2, hundredths −2. */
function atPlace(value: number, place: number): string {
  if (!Number.isFinite(value)) return NONE;
  const text =
    place >= 0 ? (Math.round(value / 10 ** place) * 10 ** place).toFixed(0) : value.toFixed(-place);
  return grouped(Number(text) === 0 ? text.replace('-', '') : text);
}

/** Three significant digits: `0.310`, `19.9`, `1610`, `15 300`. */
export function number(value: number, digits = 3): string {
  return atPlace(value, lastPlace(value, digits));
}

/** A tick of an axis, which is round already: `8`, `0.05`, `20 000`. */
export function tick(value: number): string {
  return grouped(String(Number(value.toPrecision(6))));
}

/** A whole count, all digits: `1 240 000`. */
export function count(value: number): string {
  return grouped(String(Math.round(value)));
}

export interface Spread {
  readonly point: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** `19.9 (19.7–20.0)`: the bounds are rounded to the same place as the figure. */
export function withInterval(figure: Spread): string {
  return spread(figure, lastPlace(figure.point, 3));
}

/** As {@link withInterval}; where there is none, it says so: a figure alone looks surer than it is. */
export function withIntervalOrNone(figure: Spread): string {
  return interval(figure) === null ? `${number(figure.point)} (no interval)` : withInterval(figure);
}

/** Why figures have none: intervals are over rounds. */
export const noIntervalNote = 'No interval: measured in one round alone.';

/** `19.7–20.0`, or null where the interval does not exist. */
export function interval(figure: Spread): string | null {
  return bounds(figure, lastPlace(figure.point, 3));
}

/** Requests per second from which thousands are written as `k`, where room is scarce. */
const manyThousands = 10_000;

/**
 * Point and interval in little room: `35.9k` and `34.1k–37.8k` from 10 000 on. `digits` are those of the point; the
 * bounds are rounded to the same place.
 */
export function compact(figure: Spread, digits: 2 | 3): { point: string; bounds: string | null } {
  const inThousands = figure.point >= manyThousands;
  const scale = (value: number) => (inThousands ? value / 1000 : value);
  const place = lastPlace(scale(figure.point), digits);
  const shown = (value: number) => atPlace(scale(value), place) + (inThousands ? 'k' : '');
  const { point, low, high } = figure;
  const between = low === null || high === null ? null : `${shown(low)}${NONE}${shown(high)}`;
  return { point: shown(point), bounds: between };
}

/** `5`, or `4–9` where values differ as shown. */
export function range(values: readonly number[], show: (value: number) => string): string {
  const [least, most] = [show(Math.min(...values)), show(Math.max(...values))];
  return least === most ? least : `${least}${NONE}${most}`;
}

function spread(figure: Spread, place: number): string {
  const between = bounds(figure, place);
  return between === null ? atPlace(figure.point, place) : `${atPlace(figure.point, place)} (${between})`;
}

function bounds(figure: Spread, place: number): string | null {
  if (figure.low === null || figure.high === null) return null;
  return `${atPlace(figure.low, place)}${NONE}${atPlace(figure.high, place)}`;
}

/**
 * The place of a ratio's last digit. Ratios need no more digits than their interval supports: `12`, `4.0`, `1.43`. An
 * interval that excludes 1 never looks as if it held it, for that is what the reader looks for (1.004–1.006, not
 * 1.00–1.01).
 */
function ratioPlace(ratio: Spread): number {
  const { point, low, high } = ratio;
  const isOne = (bound: number, place: number) => Number(bound.toFixed(-place)) === 1;
  const hides = (place: number) =>
    (low !== null && low > 1 && isOne(low, place)) || (high !== null && high < 1 && isOne(high, place));
  const coarse = (place: number) => low !== null && high !== null && high - low < 2 * 10 ** place;
  const most = point >= 10 ? 0 : point >= 2 ? -1 : point >= 0.1 ? -2 : -3;
  const alike = (place: number) =>
    low !== null && high !== null && low.toFixed(-place) === high.toFixed(-place);
  let place = most;
  while (place > -2 && coarse(place)) place--;
  while (place > -4 && (hides(place) || alike(place))) place--;
  return place;
}

/** `4.0`, without unit or interval. */
export function ratioPoint(ratio: Spread): string {
  return atPlace(ratio.point, ratioPlace(ratio));
}

/** `3.9–4.1`, or null where the interval does not exist. */
export function ratioBounds(ratio: Spread): string | null {
  return bounds(ratio, ratioPlace(ratio));
}

/** `4.0 (3.9–4.1)` */
export function ratioWithInterval(ratio: Spread): string {
  return spread(ratio, ratioPlace(ratio));
}

/** `4.0 × (3.9–4.1)` */
export function timesWithInterval(ratio: Spread): string {
  const between = ratioBounds(ratio);
  return `${ratioPoint(ratio)}${NBSP}×${between === null ? '' : ` (${between})`}`;
}

/** `403 ms (398–409)`: the unit beside the figure. */
export function withUnit(figure: Spread, unit: string): string {
  const between = interval(figure);
  return `${number(figure.point)}${NBSP}${unit}${between === null ? '' : ` (${between})`}`;
}

/** Bytes per MB as printed; decimal, as disks and networks count. */
export const bytesPerMB = 1e6;

/** A figure of the record in the unit that a person reads: bytes become MB. */
export function forReading(figure: Spread, unit: 'req/s' | 'ms' | 'B'): Spread {
  if (unit !== 'B') return figure;
  const scaled = (value: number | null) => (value === null ? null : value / bytesPerMB);
  return { point: figure.point / bytesPerMB, low: scaled(figure.low), high: scaled(figure.high) };
}

/** `96.4 MB` */
export function megabytes(bytes: number): string {
  return `${number(bytes / bytesPerMB)}${NBSP}MB`;
}

/** `8.32 GB`, for what a machine has. */
export function gigabytes(bytes: number): string {
  return `${number(bytes / 1e9)}${NBSP}GB`;
}

/** `403 ms`; seconds from ten on: `12.0 s`. */
export function milliseconds(ms: number): string {
  return ms >= 10_000 ? `${number(ms / 1000)}${NBSP}s` : `${number(ms)}${NBSP}ms`;
}

/** `78 s`, `4 min 10 s`. */
export function seconds(value: number): string {
  const whole = Math.round(value);
  if (whole < 120) return `${whole}${NBSP}s`;
  const minutes = Math.floor(whole / 60);
  const rest = whole % 60;
  return rest === 0 ? `${minutes}${NBSP}min` : `${minutes}${NBSP}min ${rest}${NBSP}s`;
}

/** A share in percent; the caller names its base: `2.4 %`. */
export function percent(share: number): string {
  return `${number(share * 100, 2)}${NBSP}%`;
}

/**
 * A share of requests in percent, with as many digits as keep a few failures from being rounded away: `100 %` is all of
 * them, `99.96 %` is not.
 */
export function share(value: number): string {
  if (value <= 0.99 || value >= 1) return percent(value);
  const shown = number(value * 100, 4);
  return Number(shown) < 100 ? `${shown}${NBSP}%` : `over 99.99${NBSP}%`;
}

/** `4.0 ×`, of a ratio without an interval. */
export function times(ratio: number): string {
  return `${ratioPoint({ point: ratio, low: null, high: null })}${NBSP}×`;
}

/** `1 round`, `6 rounds`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** `a, b and 12 more`, once there are more than `most`. */
export function listUpTo(items: readonly string[], most: number): string {
  return items.length <= most
    ? list(items)
    : `${items.slice(0, most - 1).join(', ')} and ${items.length - most + 1} more`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
