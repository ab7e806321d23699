import type { Distribution } from '../model/estimate.ts';
import type { LoadReport } from '../model/load.ts';
import type { LatencyMetric } from '../model/metric.ts';
import type { Cell, SliceResult } from '../model/slice.ts';
import type { SendLag } from './send-lag.ts';

/** A slice that enters figures: it was driven to its end, against a server that lived. */
export type LoadedSlice = SliceResult & { readonly load: LoadReport };

/** What one fresh start of the variant showed of the cell. Only rounds with at least one answer are kept. */
export interface CellRound {
  readonly round: number;
  readonly slices: readonly LoadedSlice[];
}

/** A round that did not show the cell, or not wholly, and through whose fault. */
export interface LostRound {
  readonly round: number;
  readonly code: 'server-failed' | 'hook-failed' | 'loader-failed' | 'no-answers';
  readonly detail: string;
}

/** All that the rounds tell of one cell. */
export interface CellData {
  readonly cell: Cell;
  /** Rounds that visited the cell, or would have if the variant had been alive; discarded ones not counted. */
  readonly due: number;
  readonly discarded: number;
  /** In rising order. */
  readonly rounds: readonly CellRound[];
  readonly lost: readonly LostRound[];
  /** By round that counts: whether each of its slices was driven to its end, against a server that lived. */
  readonly visits: ReadonlyMap<number, boolean>;
  /** Every load report of rounds that count, also of slices that enter no figure: for counting requests. */
  readonly reports: readonly LoadReport[];
  /** The same by round. */
  readonly reportsByRound: ReadonlyMap<number, readonly LoadReport[]>;
  /** Times of requests; decoded when first asked for. */
  readonly latency: () => LatencyFigures;
}

/** Times of one cell's requests. */
export interface LatencyFigures {
  /**
   * Per metric, its value in each round by round number, in ms; null where the requests do not support it, and where
   * in some round it is only a lower bound.
   */
  readonly perRound: Readonly<Record<LatencyMetric, ReadonlyMap<number, number> | null>>;
  /** Those that are null for unfinished requests. */
  readonly withheld: readonly LatencyMetric[];
  /** Mean over all rounds' answers, ms; 0 without any. */
  readonly meanMs: number;
  /** Null where nothing was timed. */
  readonly distribution: Distribution | null;
  /** Null in a closed workload. */
  readonly open: OpenTimes | null;
}

/** What the rules ask of an open workload's times. */
export interface OpenTimes {
  /** Σ of all response times and of the ages of what was left unfinished, ms. */
  readonly sumMs: number;
  readonly lag: SendLag | null;
}
