import type { Verdict } from '../model/claim.ts';

/** Both ends of a stated range; null where it is open. */
export type Ends = readonly [low: number | null, high: number | null];

export interface Stated {
  readonly bounds: Ends;
  readonly widest?: Ends | undefined;
  readonly tolerance?: number | undefined;
}

/** A measured figure; its ends are null where the rounds give no interval. */
export interface Spread {
  readonly low: number | null;
  readonly high: number | null;
}

/** Inside the stated bounds; inside the widest reading only; outside of both; or across the outermost bound. */
export function verdictOfBounds({ low, high }: Spread, { bounds, widest, tolerance = 0 }: Stated): Verdict {
  if (low === null || high === null) return 'inconclusive';
  const narrow = widened(bounds, tolerance);
  const wide = outermost(narrow, widened(widest ?? bounds, 0));
  if (narrow.low <= low && high <= narrow.high) return 'supported';
  if (wide.low <= low && high <= wide.high) return 'widest-reading';
  return high < wide.low || wide.high < low ? 'refuted' : 'inconclusive';
}

interface Range {
  readonly low: number;
  readonly high: number;
}

function widened([low, high]: Ends, tolerance: number): Range {
  return {
    low: (low ?? Number.NEGATIVE_INFINITY) / (1 + tolerance),
    high: (high ?? Number.POSITIVE_INFINITY) * (1 + tolerance),
  };
}

function outermost(a: Range, b: Range): Range {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

/** `10–25`, `at least 50`, `at most 5`. */
export function boundsText([low, high]: Ends): string {
  if (low === null) return `at most ${high}`;
  if (high === null) return `at least ${low}`;
  return low === high ? `${low}` : `${low}–${high}`;
}

/** `10 × (2–50)`: the stated ends, and in brackets the widest reading where it is another; `scale` turns B into MB. */
export function statedText({ bounds, widest }: Stated, unit: string): string {
  const { name, scale } = shownUnit(unit);
  const ends = (range: Ends): Ends => [scaled(range[0], scale), scaled(range[1], scale)];
  const wider =
    widest === undefined || (widest[0] === bounds[0] && widest[1] === bounds[1])
      ? ''
      : ` (${boundsText(ends(widest))})`;
  return `${boundsText(ends(bounds))}${name === '' ? '' : ` ${name}`}${wider}`;
}

function scaled(end: number | null, scale: number): number | null {
  return end === null ? null : end / scale;
}

/** Memory is shown in MB; shares and indices have no unit. */
export function shownUnit(unit: string): { readonly name: string; readonly scale: number } {
  if (unit === 'B') return { name: 'MB', scale: 1e6 };
  return { name: unit === 'share' || unit === 'index' || unit === 'status' ? '' : unit, scale: 1 };
}

/** `4.00 × (3.90–4.10)`, `96.4 MB (95.0–97.9)`: three significant digits, never in powers of ten. */
export function measuredText(measured: Spread & { readonly point: number }, unit: string): string {
  const { name, scale } = shownUnit(unit);
  const ends = [measured.low, measured.high].map((end) => (end === null ? null : figure(end / scale)));
  const interval = ends.includes(null) ? '' : ` (${ends.join('–')})`;
  return `${figure(measured.point / scale)}${name === '' ? '' : ` ${name}`}${interval}`;
}

export function figure(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1000) return `${value}`;
  return Math.abs(value) >= 1000 ? `${Math.round(value)}` : value.toPrecision(3);
}
