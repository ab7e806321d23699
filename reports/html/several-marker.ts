import { lightTheme, type Marker, modeStyle } from '../charts/style.ts';
import type { SeriesMode } from '../view/several-types.ts';
import { legend as legendOf, modeName as modeNameOf } from './marker.ts';
import { html, type Markup, raw } from './markup.ts';

/** A mode of several records has no source or notes of its own; marker and label need none. */
const asMode = ({ id, label, index }: SeriesMode) => ({
  ...{ id, label, index, baseline: false, source: '', attached: false, notes: [] },
});

export function modeName(mode: SeriesMode): Markup {
  return modeNameOf(asMode(mode));
}

export function legend(modes: readonly SeriesMode[], pointsOf: 'none' | 'closed' | 'open'): Markup {
  return legendOf(modes.map(asMode), pointsOf);
}

/** Round a centre at the origin, of the sizes of the charts' markers. */
const shapes: Readonly<Record<Marker, string>> = {
  circle: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z',
  triangle: 'M0 -5 4.5 3.5H-4.5Z',
  square: 'M-3.7 -3.7h7.4v7.4h-7.4Z',
  diamond: 'M0 -5 5 0 0 5 -5 0Z',
  'triangle-down': 'M0 5 4.5 -3.5H-4.5Z',
  star: 'M0 -5V5M-5 0H5M-3.5 -3.5l7 7M3.5 -3.5l-7 7',
};

/** A mode's marker within a picture, at a point; hollow where it stands for nothing that is told. */
export function markerAt({ index }: SeriesMode, x: number, y: number, filled: boolean): Markup {
  const { colour, marker } = modeStyle(index, lightTheme);
  // The fifth colour follows the scheme, so it takes the text's.
  const paint = colour === lightTheme.fifth ? 'currentColor' : colour;
  return html`<path class="${filled ? 'several-dot' : 'several-dot hollow'}" transform="translate(${x} ${y})" d="${raw(shapes[marker])}" fill="${paint}" stroke="${paint}" stroke-width="1.5"/>`;
}
