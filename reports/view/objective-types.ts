import type { ObjectiveOutcome, ObjectiveVerdict } from '../../harness/model/objective-verdict.ts';

/** What must hold, and whether it did. */
export interface ObjectivesView {
  readonly all: readonly ObjectiveView[];
  /** "1 missed, 2 met"; empty without any. */
  readonly counts: string;
  /** What to do about what is missed or cannot be told, without a full stop. */
  readonly advice: readonly string[];
}

export interface ObjectiveView {
  /** "p99 < 200 ms at 16 connections". */
  readonly text: string;
  readonly verdict: ObjectiveVerdict['verdict'];
  /** By scenario, without a full stop: "missed by dev from 8 connections on (412 ms, 380–455)". */
  readonly sentences: readonly string[];
  readonly cells: readonly ObjectiveCellView[];
}

export interface ObjectiveCellView {
  readonly scenario: string;
  readonly level: string;
  /** Label of the mode. */
  readonly mode: string;
  readonly outcome: ObjectiveOutcome;
  /** "412 ms (380–455)"; empty where there is none. */
  readonly figure: string;
  /** Why it cannot be told, or is missed whatever the figure; empty where the figure says it. */
  readonly why: string;
}
