import type { Comparison, Estimate, Interval, ValidityReason } from './estimate.ts';
import type { Level } from './level.ts';
import type { MetricName } from './metric.ts';

/** What a record is of, to name it. */
export interface RecordName {
  readonly id: string;
  readonly startedAt: string;
  /** Null outside a repository. */
  readonly commit: string | null;
  readonly dirty: boolean;
}

/** A cell that two records have. A mode may have another name in each, where either has but one. */
export interface CellPair {
  readonly modes: { readonly baseline: string; readonly candidate: string };
  readonly scenario: string;
  readonly level: Level;
}

/** One figure of such a cell: candidate ÷ baseline. */
export interface RecordRatio extends CellPair {
  readonly metric: MetricName;
  readonly baseline: Estimate;
  readonly candidate: Estimate;
  readonly ratio: Interval;
  /** What the interval says; of runs that were not made together it also says what changed around them. */
  readonly verdict: Comparison['verdict'];
}

/** Why a cell that both have cannot be compared. */
export interface UnusableCell extends CellPair {
  readonly of: 'baseline' | 'candidate';
  /** Requests that were due. */
  readonly sent: number;
  readonly reasons: readonly ValidityReason[];
}

/** Two records side by side. */
export interface RecordComparison {
  readonly baseline: RecordName;
  readonly candidate: RecordName;
  /** Fields of the environment that are not alike, such as `cpuModel`: then nothing is concluded. */
  readonly differences: readonly string[];
  readonly ratios: readonly RecordRatio[];
  readonly unusable: readonly UnusableCell[];
  /** Cells that only one of them has, such as `prefork json c8`. */
  readonly unmatched: { readonly baseline: readonly string[]; readonly candidate: readonly string[] };
}
