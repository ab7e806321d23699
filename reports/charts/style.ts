/**
 * One colour, one marker and one dash per mode, the same in every chart and format. Four colours of the Okabe-Ito palette (and
 * black, or white on dark) reach 3:1 against both backgrounds, which WCAG 1.4.11 asks of graphics; its yellow, orange
 * and sky blue do not on white. From the sixth mode on colours return with another marker and another dash.
 */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'] as const;

export const markers = ['circle', 'triangle', 'square', 'diamond', 'triangle-down', 'star'] as const;
export type Marker = (typeof markers)[number];

/** Outlines of the markers in a box of 12 × 12; a star is stroked, the others are filled. */
export const markerPaths: Readonly<Record<Marker, string>> = {
  circle: 'M6 1a5 5 0 1 1 0 10a5 5 0 1 1 0-10Z',
  triangle: 'M6 1 11 10.5H1Z',
  square: 'M1.5 1.5h9v9h-9Z',
  diamond: 'M6 .5 11.5 6 6 11.5.5 6Z',
  'triangle-down': 'M6 11 11 1.5H1Z',
  star: 'M6 1v10M1 6h10M2.5 2.5l7 7M9.5 2.5l-7 7',
};

/** Lengths of strokes and gaps; four of them, so that a colour never returns with the dash that it had before. */
const dashes = [[], [7, 3], [2, 3], [9, 3, 2, 3]] as const;

/** What is drawn in the look of the mode at `index`, and how it is called. */
export interface Keyed {
  readonly index: number;
  readonly label: string;
}

export interface ModeStyle {
  readonly colour: string;
  readonly marker: Marker;
  readonly dash: readonly number[];
}

/** What a chart takes from the scheme it is drawn in. */
export interface Theme {
  readonly background: string;
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  /** The fifth colour: black turned to the scheme. */
  readonly fifth: string;
}

export const lightTheme: Theme = {
  background: '#ffffff',
  ink: '#1b1f24',
  muted: '#57606a',
  grid: '#e3e6ea',
  fifth: '#000000',
};

export const darkTheme: Theme = {
  background: '#14171b',
  ink: '#e7eaee',
  muted: '#a3acb6',
  grid: '#2c3238',
  fifth: '#ffffff',
};

/** The style of the mode at `index` among the record's variants. */
export function modeStyle(index: number, theme: Theme): ModeStyle {
  const palette = [...colours, theme.fifth];
  return {
    colour: palette[index % palette.length] ?? theme.fifth,
    marker: markers[index % markers.length] ?? 'circle',
    dash: dashes[index % dashes.length] ?? [],
  };
}
