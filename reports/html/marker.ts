import { lightTheme, type Marker, modeStyle } from '../charts/style.ts';
import type { ModeView } from '../view/types.ts';
import { html, type Markup, raw } from './markup.ts';

const shapes: Readonly<Record<Marker, string>> = {
  circle: '<circle cx="6" cy="6" r="5"/>',
  triangle: '<path d="M6 1 11 10.5H1Z"/>',
  square: '<path d="M1.5 1.5h9v9h-9Z"/>',
  diamond: '<path d="M6 .5 11.5 6 6 11.5.5 6Z"/>',
  'triangle-down': '<path d="M6 11 11 1.5H1Z"/>',
  star: '<path d="M6 1v10M1 6h10M2.5 2.5l7 7M9.5 2.5l-7 7" fill="none" stroke-width="1.6"/>',
};

/** A mode's marker in its colour, as in the charts. The fifth colour follows the scheme, so it takes the text's. */
export function marker(mode: ModeView): Markup {
  const { colour, marker: shape } = modeStyle(mode.index, lightTheme);
  const paint = colour === lightTheme.fifth ? 'currentColor' : colour;
  return html`<svg class="marker" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" fill="${paint}" stroke="${paint}" stroke-width="0">${raw(shapes[shape])}</svg>`;
}

/** Marker and label. */
export function modeName(mode: ModeView): Markup {
  return html`<span class="mode">${marker(mode)}<span>${mode.label}</span></span>`;
}

/** What whiskers and hollow points mean, where points have states. */
const states = {
  none: null,
  closed: 'whiskers: intervals · hollow: inconclusive · hollow and crossed: invalid',
  open: 'whiskers: intervals · hollow: overloaded or inconclusive · hollow and crossed: invalid',
} as const;

/** One legend for all charts of a section. */
export function legend(modes: readonly ModeView[], pointsOf: keyof typeof states): Markup {
  const told = states[pointsOf];
  return html`<ul class="legend">${modes.map((mode) => html`<li>${modeName(mode)}</li>`)}${
    told === null ? null : html`<li class="muted">${told}</li>`
  }</ul>`;
}
