import type { Value } from '../csv/lines.ts';
import type { DotChart, Drawing } from './config.ts';
import type { FiguresTable } from './figures-table.ts';
import type { Keyed } from './style.ts';

/** Any chart of the page, with all that its surroundings say of it: what page, picture, table and file are made from. */
export interface Chart {
  readonly title: string;
  /** What is better, and where that is not plain, what points stand for. */
  readonly better: string;
  /** In place of the picture: `Throughput in req/s against connections`. */
  readonly alt: string;
  /** What is told apart by colour, marker and dash. */
  readonly keys: readonly Keyed[];
  readonly note: string | null;
  /** What whiskers and hollow points mean, for a picture that stands alone; absent where there are none. */
  readonly marks?: string;
  /** Of the drawing, in CSS pixels; null: as all others. */
  readonly height: number | null;
  table(): FiguresTable;
  /** The same figures in full, header first. */
  csv(): readonly (readonly Value[])[];
  config(drawing: Drawing): DotChart;
}

/** A chart where it stands in the page. */
export interface PlacedChart {
  /** Link target. */
  readonly anchor: string;
  /** What a saved file is named by, beside the run. */
  readonly names: readonly string[];
  /** Stands before the title in a picture that is saved, such as the scenario; empty where the title tells all. */
  readonly lead: string;
  /** As wide as the page. */
  readonly wide: boolean;
  /** What it can be shown at, in the order of the chooser; empty where there is nothing to choose. */
  readonly choices: readonly Choice[];
  /** Key of the choice that it is shown at unless asked otherwise; null without choices. */
  readonly chosen: string | null;
  at(choice: string | null): Chart;
}

/** One level of several. */
export interface Choice {
  readonly key: string;
  readonly label: string;
}
