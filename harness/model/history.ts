import type { Metric } from './metric.ts';
import type { RunSummary, SummaryFigure, SummaryLevel, TrendMetric } from './run-summary.ts';

/** How a run came to its end, or that it has not. */
export type Ending = 'complete' | 'interrupted' | 'failed' | 'under way';

/** A run in a list of runs. */
export interface HistoryRow {
  /** Newer runs in the folder: the N of `latest~N`. */
  readonly back: number;
  readonly folder: string;
  /** What a command takes for it: `latest~2`, or its folder where --out named the folder of runs. */
  readonly reference: string;
  readonly ending: Ending;
  /** Whether it left a record; without one only its journal can tell of it. */
  readonly recorded: boolean;
  readonly summary: RunSummary;
}

/** What a list of runs was narrowed to; null: not by this. */
export interface HistoryFilter {
  readonly name: string | null;
  readonly commit: string | null;
  readonly mode: string | null;
  readonly scenario: string | null;
  /** ms since 1970 */
  readonly sinceMs: number | null;
}

export interface History {
  readonly runsFolder: string;
  /** Runs in the folder, whatever the filter. */
  readonly total: number;
  readonly filter: HistoryFilter;
  /** Newest first. */
  readonly rows: readonly HistoryRow[];
  /** Whether more runs fit the filter than are listed. */
  readonly more: boolean;
  /** What could have been asked for, where nothing fits; null otherwise. */
  readonly known: { readonly [What in 'name' | 'mode' | 'scenario']: readonly string[] } | null;
}

/** One run in a trend. */
export interface TrendPoint {
  readonly row: HistoryRow;
  readonly status: 'valid' | 'caveat' | 'inconclusive' | 'invalid';
  readonly figure: SummaryFigure;
  /** Names of what is not as in the newest run, such as `cpuModel` or `engine`: such figures are not joined. */
  readonly differences: readonly string[];
}

/** One figure of one cell over the runs that have it. */
export interface Trend {
  readonly runsFolder: string;
  readonly mode: RunSummary['modes'][number];
  readonly scenario: string;
  readonly level: SummaryLevel;
  /** Whether the level was chosen for the user, as that at which the newest run shows the scenario. */
  readonly levelChosen: boolean;
  readonly metric: TrendMetric;
  readonly unit: Metric['unit'];
  /** Newest first. */
  readonly points: readonly TrendPoint[];
  readonly more: boolean;
}
