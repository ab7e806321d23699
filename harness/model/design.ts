import type { Level } from './level.ts';
import type { SliceWindow } from './load.ts';
import type { RoundResult, SliceResult } from './slice.ts';

/** One visit to a cell in a round: the scenario's level, for these variants, in so many passes. */
export interface LevelVisit {
  readonly scenario: string;
  readonly level: Level;
  readonly variants: readonly string[];
  readonly passes: number;
  /** Number of the first pass, where the level was visited before in this round; 1 when absent. */
  readonly firstPass?: number;
  readonly window: SliceWindow;
}

export interface DesignState {
  /** Completed rounds, discarded ones included. */
  readonly rounds: readonly RoundResult[];
  readonly slices: readonly SliceResult[];
  readonly elapsedSeconds: number;
}

export type DesignStep =
  | {
      readonly kind: 'round';
      readonly visits: readonly LevelVisit[];
      /** Seconds of the run by which the round should be over: visits that would go beyond are left out. */
      readonly untilSeconds: number | null;
    }
  | { readonly kind: 'done'; readonly why: 'precision' | 'rounds' | 'budget' };

/** Which cells to measure next, given the results so far. Pure: no clock, no I/O. */
export interface Design {
  next(state: DesignState): DesignStep;
  /** Whether `variant` should still climb to `level` in this round, given what the round has shown so far. */
  climbs(variant: string, scenario: string, level: Level, state: DesignState): boolean;
}
