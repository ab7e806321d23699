import type { ClaimVerdict } from '../../harness/model/claim.ts';
import { logRange, thinned, zeroRange } from '../charts/axes.ts';
import { bytesPerMB, type Spread } from '../wording/numbers.ts';
import type { PictureView, RangeView } from './claim-types.ts';

/** From so wide a span on, an axis is logarithmic. */
const decade = 10;
/** Ticks that fit the width of a picture. */
const mostTicks = 4;

const ratios = new Set(['', '×', 'x', 'ratio']);

/** The unit that figures are drawn in; different spellings of one unit are one. */
export function drawnUnit(unit: string): string {
  if (ratios.has(unit)) return '×';
  return unit === 'B' || unit === 'bytes' ? 'MB' : unit;
}

/** A figure or a bound, as it is drawn: bytes as MB. */
function scaled(value: number, unit: string): number {
  return unit === 'B' || unit === 'bytes' ? value / bytesPerMB : value;
}

export function drawnFigure(figure: Spread, unit: string): Spread {
  const each = (value: number | null) => (value === null ? null : scaled(value, unit));
  return { point: scaled(figure.point, unit), low: each(figure.low), high: each(figure.high) };
}

/** The axis for a claim's figures and bounds, both in view; null without a figure of the bounds' unit. */
export function pictureOf(claim: ClaimVerdict): PictureView | null {
  const measured = claim.evidence.flatMap((one) => one.measured ?? []);
  const unit = drawnUnit(claim.bounds?.unit ?? measured[0]?.unit ?? '');
  const figures = measured.filter((one) => drawnUnit(one.unit) === unit);
  if (figures.length === 0) return null;
  const range = (bounds: RangeView): RangeView => ({
    low: bounds.low === null ? null : scaled(bounds.low, claim.bounds?.unit ?? ''),
    high: bounds.high === null ? null : scaled(bounds.high, claim.bounds?.unit ?? ''),
  });
  const stated = claim.bounds === null ? null : range(claim.bounds);
  const widest = claim.bounds?.widest == null ? null : range(claim.bounds.widest);
  const reference = unit === '×' ? 1 : null;
  const values = [
    ...figures.flatMap((one) => ends(drawnFigure(one, one.unit))),
    ...[stated, widest].flatMap((bounds) => (bounds === null ? [] : [bounds.low, bounds.high])),
    reference,
  ].filter((value) => value !== null && Number.isFinite(value)) as readonly number[];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const log = least > 0 && most / least > decade;
  const axis = thinned(log ? logRange(least, most) : zeroRange(most), mostTicks);
  return {
    unit,
    log,
    min: Math.min(axis.min, least),
    max: axis.max,
    ticks: axis.ticks,
    stated,
    widest,
    reference,
  };
}

function ends({ point, low, high }: Spread): readonly (number | null)[] {
  return [point, low, high];
}

/** Where a value stands on the axis, from 0 at its start to 1 at its end. */
export function positionOn(
  { log, min, max }: Pick<PictureView, 'log' | 'min' | 'max'>,
  value: number,
): number {
  const at = log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.min(1, Math.max(0, at));
}
