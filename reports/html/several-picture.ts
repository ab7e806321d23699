import type { SeriesMode } from '../view/several-types.ts';
import type { RatioView } from '../view/types.ts';
import { tick } from '../wording/numbers.ts';
import { html, type Markup } from './markup.ts';
import { markerAt } from './several-marker.ts';

/** In CSS pixels. */
const width = 210;
const height = 24;
const inset = 12;
const middle = height / 2;

/** Ratios on a logarithmic axis, so that half and double are as far from 1. */
export interface RatioAxis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

/** Ticks that may stand on either side of 1. */
const steps = [1.02, 1.05, 1.1, 1.2, 1.5, 2, 3, 5, 10, 20, 50, 100];
/** Even where all changes are small, so that noise does not fill the picture. */
const least = 1.1;

/** Where, between 1 and the end, another tick is sought: clear of both. */
const labelAt = 0.65;

/** One axis for all ratios of a scenario, with 1 in the middle. */
export function ratioAxis(ratios: readonly RatioView[]): RatioAxis {
  const factors = ratios.flatMap(({ point, low, high }) =>
    [point, low ?? point, high ?? point]
      .filter((value) => value > 0)
      .map((value) => Math.max(value, 1 / value)),
  );
  const most = Math.max(least, ...factors.map((factor) => Math.min(factor, 100)));
  const outer = steps.find((step) => step >= most * 0.999) ?? 100;
  const label = steps.findLast((step) => step <= outer ** labelAt);
  const ends = [
    1 / outer,
    ...(label === undefined ? [] : [1 / label]),
    1,
    ...(label === undefined ? [] : [label]),
    outer,
  ];
  return { min: 1 / outer / 1.02, max: outer * 1.02, ticks: ends };
}

function xOf({ min, max }: RatioAxis, value: number): number {
  const share = Math.log(Math.max(value, Number.MIN_VALUE) / min) / Math.log(max / min);
  return Number((inset + Math.min(1, Math.max(0, share)) * (width - 2 * inset)).toFixed(1));
}

/** A ratio with its interval against 1, with the mode's own marker: filled where a change is shown. */
export function ratioPicture(axis: RatioAxis, mode: SeriesMode, ratio: RatioView, words: string): Markup {
  const one = xOf(axis, 1);
  const { low, high } = ratio;
  const changed = ratio.verdict === 'improved' || ratio.verdict === 'regressed';
  return html`<svg class="several-ratio" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title>${words}</title>
<line class="reference" x1="${one}" y1="0" x2="${one}" y2="${height}"/><line class="axis-line" x1="${inset}" y1="${height - 0.5}" x2="${width - inset}" y2="${height - 0.5}"/>${
    low === null || high === null ? null : whisker(xOf(axis, low), xOf(axis, high))
  }${markerAt(mode, xOf(axis, ratio.point), middle, changed)}</svg>`;
}

function whisker(from: number, to: number): Markup {
  return html`<path class="whisker" d="M${from} ${middle - 5}V${middle + 5}M${from} ${middle}H${to}M${to} ${middle - 5}V${middle + 5}"/>`;
}

/** The ticks above a column of pictures. */
export function ratioTicks(axis: RatioAxis): Markup {
  return html`<svg class="several-ratio several-axis" width="${width}" height="14" viewBox="0 0 ${width} 14" aria-hidden="true">${axis.ticks.map(
    (value) =>
      html`<text x="${xOf(axis, value)}" y="11" text-anchor="middle">${tick(Number(value.toPrecision(2)))}</text>`,
  )}</svg>`;
}
