import type { EvidenceView, PictureView, RangeView } from '../view/claim-types.ts';
import { positionOn } from '../view/picture.ts';
import { verdictWords } from '../wording/claims.ts';
import { tick } from '../wording/numbers.ts';
import { html, type Markup } from './markup.ts';

/** In CSS pixels; small enough for a phone, so that pictures need not be scaled and all dots are of one size. */
const width = 250;
const inset = 12;
const height = 26;
const middle = height / 2;

function xOf(picture: PictureView, value: number): number {
  return inset + positionOn(picture, value) * (width - 2 * inset);
}

const at = (value: number) => Number(value.toFixed(1));

/** One figure with its interval against what is stated: bands, and a dot with a whisker. */
export function boundsPicture(picture: PictureView, one: EvidenceView): Markup | null {
  if (one.figure === null) return null;
  const { point, low, high } = one.figure;
  const words = `${one.where}: measured ${one.measured}; ${verdictWords[one.verdict]}`;
  const x = at(xOf(picture, point));
  return html`<svg class="bounds" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title>${words}</title>
${band(picture, picture.widest, 'widest')}${band(picture, picture.stated, 'stated')}${reference(picture)}
<line class="axis-line" x1="${inset}" y1="${height - 1}" x2="${width - inset}" y2="${height - 1}"/>${
    low === null ? null : whisker(xOf(picture, low), high === null ? null : xOf(picture, high))
  }<circle class="${low === null ? 'point hollow' : 'point'}" cx="${x}" cy="${middle}" r="3"/></svg>`;
}

/** A range as a band; an open end reaches the end of the axis, a single value is a line. */
function band(picture: PictureView, range: RangeView | null, kind: 'stated' | 'widest'): Markup | null {
  if (range === null) return null;
  const [from, to] = [
    range.low === null ? inset : xOf(picture, range.low),
    range.high === null ? width - inset : xOf(picture, range.high),
  ];
  const [top, tall] = kind === 'stated' ? [4, height - 8] : [1, height - 2];
  return html`<rect class="${kind}" x="${at(from)}" y="${top}" width="${at(Math.max(2.5, to - from))}" height="${tall}"/>`;
}

function reference(picture: PictureView): Markup | null {
  if (picture.reference === null) return null;
  const x = at(xOf(picture, picture.reference));
  return html`<line class="reference" x1="${x}" y1="0" x2="${x}" y2="${height}"/>`;
}

/** From cap to cap; what has no upper end goes on to the end of the axis, without a cap. */
function whisker(from: number, to: number | null): Markup {
  const [a, b] = [at(from), at(to ?? width - inset)];
  const cap = (x: number) => `M${x} ${middle - 7}V${middle + 7}`;
  return html`<path class="whisker" d="${cap(a)}M${a} ${middle}H${b}${to === null ? '' : cap(b)}"/>`;
}

/** Room that a tick's text takes, about. */
const digitWidth = 7;

/** The ticks below a claim's pictures, as many as stand clear of each other. */
export function boundsAxis(picture: PictureView): Markup {
  let free = 0;
  const shown = picture.ticks.flatMap((value, index) => {
    const last = index === picture.ticks.length - 1;
    const text = last ? `${tick(value)} ${picture.unit}` : tick(value);
    const half = (text.length * digitWidth) / 2;
    const x = Math.min(width - half, Math.max(half, xOf(picture, value)));
    if (x - half < free) return [];
    free = x + half + 4;
    return [{ text, x: at(x) }];
  });
  return html`<svg class="bounds bounds-axis" width="${width}" height="16" viewBox="0 0 ${width} 16" aria-hidden="true">${shown.map(
    ({ text, x }) => html`<text x="${x}" y="12" text-anchor="middle">${text}</text>`,
  )}</svg>`;
}
