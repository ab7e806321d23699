import { type Keyed, lightTheme, markerPaths, modeStyle } from '../charts/style.ts';
import { html, type Markup } from './markup.ts';

/** A mode's marker in its colour, as in the charts. It is drawn once ({@link markerSprite}), for it stands in every row. */
export function marker({ index }: Pick<Keyed, 'index'>): Markup {
  return html`<svg class="marker" aria-hidden="true"><use href="#marker-${index}"/></svg>`;
}

/** The markers of a page's modes, which stands before any of them. The fifth colour follows the scheme, so it takes the text's. */
export function markerSprite(modes: readonly Pick<Keyed, 'index'>[]): Markup {
  return html`<svg class="sprite" width="0" height="0" aria-hidden="true">${modes.map(({ index }) => {
    const paint = paintOf(index);
    return html`<symbol id="marker-${index}" viewBox="0 0 12 12" fill="${paint}" stroke="${paint}" stroke-width="0">${shape(index)}</symbol>`;
  })}</svg>
`;
}

/** The marker on a piece of the mode's line. */
function swatch({ index }: Pick<Keyed, 'index'>): Markup {
  const paint = paintOf(index);
  const { dash } = modeStyle(index, lightTheme);
  const dashed = dash.length === 0 ? null : html` stroke-dasharray="${dash.join(' ')}"`;
  return html`<svg class="marker swatch" viewBox="0 0 32 12" width="32" height="12" aria-hidden="true" fill="${paint}" stroke="${paint}" stroke-width="0"><path d="M0 6h32" stroke-width="2"${dashed}/><g transform="translate(10)">${shape(index)}</g></svg>`;
}

function paintOf(index: number): string {
  const { colour } = modeStyle(index, lightTheme);
  return colour === lightTheme.fifth ? 'currentColor' : colour;
}

function shape(index: number): Markup {
  const { marker } = modeStyle(index, lightTheme);
  return marker === 'star'
    ? html`<path d="${markerPaths.star}" fill="none" stroke-width="1.6"/>`
    : html`<path d="${markerPaths[marker]}"/>`;
}

/** Marker and label. */
export function modeName(mode: Keyed): Markup {
  return html`<span class="mode">${marker(mode)}<span>${mode.label}</span></span>`;
}

/** What whiskers and hollow points mean, where points have states. */
const states = {
  none: null,
  closed: 'whiskers: intervals · hollow: inconclusive · hollow and crossed: invalid',
  open: 'whiskers: intervals · hollow: overloaded or inconclusive · hollow and crossed: invalid',
} as const;

/** One legend for all charts of a section. */
export function legend(modes: readonly Keyed[], pointsOf: keyof typeof states): Markup {
  const told = states[pointsOf];
  return html`<ul class="legend">${modes.map((mode) => html`<li><span class="mode">${swatch(mode)}<span>${mode.label}</span></span></li>`)}${
    told === null ? null : html`<li class="muted">${told}</li>`
  }</ul>`;
}
