import type { Keyed } from './style.ts';

/** The figures of a chart as text, for who reads rather than looks. */
export interface FiguresTable {
  /** What the first column is. */
  readonly corner: string;
  readonly columns: readonly FiguresColumn[];
  readonly groups: readonly FiguresGroup[];
}

export interface FiguresColumn {
  readonly text: string;
  /** Whose figures they are, where a column is of one mode. */
  readonly of: Keyed | null;
  /** `ms` */
  readonly unit: string;
}

/** Rows that belong together, under the name of their mode where they are of one. */
export interface FiguresGroup {
  readonly of: Keyed | null;
  readonly rows: readonly FiguresRow[];
}

export interface FiguresRow {
  readonly head: string;
  /** Levels that the head stands in: of processes, how far they are from the root. */
  readonly depth: number;
  readonly cells: readonly string[];
}
