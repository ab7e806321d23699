/**
 * One colour and one marker per mode, the same in every chart and format. Four colours of the Okabe-Ito palette (and
 * black, or white on dark) reach 3:1 against both backgrounds, which WCAG 1.4.11 asks of graphics; its yellow, orange
 * and sky blue do not on white. From the sixth mode on colours return with another marker and a dashed line.
 */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'] as const;

export const markers = ['circle', 'triangle', 'square', 'diamond', 'triangle-down', 'star'] as const;
export type Marker = (typeof markers)[number];

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
    dash: index < palette.length ? [] : [6, 3],
  };
}
