import type { comparedMetrics } from '../../harness/model/metric.ts';
import type { RecordDifference } from '../../harness/model/several-records.ts';
import type { PointState } from '../charts/model.ts';
import type { Spread } from '../wording/numbers.ts';
import type { LevelView, RatioView } from './types.ts';

export type ComparedMetric = (typeof comparedMetrics)[number];

/** Two records: before and after. More of them: a trend. Plain data; strings from outside are not escaped here. */
export interface SeveralView {
  readonly kind: 'comparison' | 'trend';
  readonly title: string;
  /** Level of the intervals, such as 0.95. */
  readonly confidence: number;
  /** In the order of time. */
  readonly records: readonly RecordEntry[];
  /** Of all records, those of the newest first: their colours are those of its own report. */
  readonly modes: readonly SeriesMode[];
  /** Those of which at least two records have a cell. */
  readonly scenarios: readonly SeveralScenario[];
  /** Numbers of the records of the ratios over all: the newest ÷ the oldest that was measured alike. */
  readonly over: { readonly from: number; readonly to: number };
  readonly answer: SeveralAnswer;
  /** What is to be known of figures that were not measured together. */
  readonly apart: readonly string[];
  /** Cells that not every record has, and those that are invalid somewhere: sentences. */
  readonly missing: readonly string[];
}

export interface SeriesMode {
  readonly id: string;
  readonly label: string;
  /** Decides colour and marker. */
  readonly index: number;
}

export interface SeveralAnswer {
  /** What of ratios the sentences are: "now ÷ before", "record 5 ÷ record 1". */
  readonly of: string;
  readonly scenarios: readonly {
    readonly anchor: string;
    readonly lead: string;
    readonly sentences: readonly string[];
  }[];
  /** From one record to the next, where anything changed at the levels shown; of a trend. */
  readonly steps: readonly StepEntry[];
  /** How many figures changed, and how many would without any change. */
  readonly counts: string;
}

/** What changed between a record and the one before it. */
export interface StepEntry {
  /** Numbers of the two. */
  readonly from: number;
  readonly to: number;
  readonly sentences: readonly string[];
}

export interface RecordEntry {
  /** From 1, in the order of time. */
  readonly number: number;
  /** "before", "now", or "3". */
  readonly name: string;
  readonly id: string;
  readonly title: string;
  readonly reference: string;
  readonly page: string | null;
  readonly startedAt: string;
  /** `70dc05c+`, with a plus for uncommitted changes; null outside a repository. */
  readonly commit: string | null;
  readonly git: { readonly commit: string; readonly dirty: boolean } | null;
  /** Tells it on an axis, a line each: its number, its date or time, its commit. */
  readonly ticks: readonly string[];
  /** The command that made it, word by word. */
  readonly command: readonly string[];
  /** The command that shows it alone, as typed. */
  readonly shownBy: string;
  readonly machine: string;
  readonly versions: string;
  readonly extent: string;
  /** What it came to: answers, verdicts. */
  readonly found: readonly string[];
  /** What it found, where it was a search for the highest rates; a line each. */
  readonly sought: readonly string[];
  /** `A`: records of one letter were measured alike. */
  readonly group: string;
  readonly differences: readonly RecordDifference[];
}

export interface SeveralScenario {
  readonly name: string;
  readonly summary: string;
  readonly anchor: string;
  readonly levels: readonly LevelView[];
  /** The level of answers and charts. */
  readonly shown: LevelView;
  /** Of `levels`, in their order and that of the modes. */
  readonly cells: readonly SeveralCell[];
  /**
   * Figures are not joined from the record of this number to the next: machine, versions, load or what the scenario asks
   * for had changed.
   */
  readonly breaks: readonly number[];
  /** Whether the two records of the ratios over all were measured alike; else nothing is concluded. */
  readonly alike: boolean;
}

/** A mode at a level of a scenario, over the records. */
export interface SeveralCell {
  readonly mode: string;
  readonly level: LevelView;
  /** One for each record; null where it has no such cell. */
  readonly visits: readonly (CellVisit | null)[];
  /** To the record before, one for each record; the first has none. */
  readonly steps: readonly Ratios[];
  /** Newest ÷ the oldest that was measured alike; of two records, now ÷ before. */
  readonly whole: Ratios;
}

export type Ratios = Readonly<Partial<Record<ComparedMetric, RatioView>>>;

/** What one record has of a cell. */
export interface CellVisit {
  readonly status: 'valid' | 'caveat' | 'inconclusive' | 'invalid';
  readonly state: PointState;
  readonly figures: Readonly<Record<ComparedMetric, Spread | null>>;
}
