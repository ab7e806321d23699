import type { Course, FindingUnit, WorkerShare } from '../../harness/model/experiment.ts';
import type { FoundValue } from '../wording/findings.ts';
import type { ModeView } from './types.ts';

/** What one experiment showed: acts and variants down, findings across. */
export interface ExperimentView {
  readonly name: string;
  readonly anchor: string;
  readonly summary: string;
  /** The outcome of each act, never stronger than what was found. */
  readonly sentences: readonly string[];
  /** Findings that at least one variant has. */
  readonly columns: readonly FindingColumn[];
  readonly acts: readonly ActView[];
}

export interface FindingColumn {
  readonly key: string;
  readonly label: string;
  readonly unit: FindingUnit;
}

export interface ActView {
  /** Words of the catalogue: "one worker is killed". */
  readonly what: string;
  readonly rows: readonly ActRow[];
}

/** One act on one variant. */
export interface ActRow {
  readonly anchor: string;
  readonly act: string;
  readonly mode: ModeView;
  /** What the load did; null without load. */
  readonly load: string | null;
  /** The same, where the results of the experiment differ in it and it has to be told; else null. */
  readonly scenario: string | null;
  readonly state: 'done' | 'not-applicable' | 'failed';
  /** As the record has it, by key of the columns. */
  readonly found: Readonly<Record<string, FoundValue>>;
  /** In words, one for each column; empty where nothing was found. */
  readonly cells: readonly string[];
  /** Why there are no findings; null where there are. */
  readonly why: string | null;
  readonly remarks: readonly string[];
  readonly courses: readonly Course[];
  /** The busiest first; empty where it was not counted. */
  readonly perWorker: readonly WorkerShare[];
}
