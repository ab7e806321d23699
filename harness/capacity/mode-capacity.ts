import type { ObjectiveMetric } from '../model/objective.ts';
import type { Limit } from './limit.ts';

/**
 * What a record tells of the capacity of its modes: the planner's input. Plain data, so that a page may hold it, and types
 * alone, so that a page may share the planner.
 */
export interface Figure {
  readonly point: number;
  /** Null where there are too few rounds for an interval. */
  readonly low: number | null;
  readonly high: number | null;
}

/** A figure that may be a bound: the truth is that or more (`at-least`), that or less (`at-most`). */
export interface BoundedFigure extends Figure {
  readonly bound: 'at-least' | 'at-most' | null;
}

/** One usable cell. Times in ms, memory in bytes, throughput in requests per second. */
export interface LevelCapacity {
  /** Connections, or arrivals per second. */
  readonly level: { readonly kind: 'closed' | 'open'; readonly value: number };
  readonly throughput: Figure;
  /** Open workload: as many are served as arrive. */
  readonly keepsUp: boolean;
  /** The load generator was near its limit: throughput may be higher in truth. */
  readonly generatorBound: boolean;
  /** What objectives may be of; absent where the requests do not support it. */
  readonly figures: Readonly<Partial<Record<ObjectiveMetric, BoundedFigure>>>;
  readonly footprint: Figure | null;
  /** CPU time of the server per request, ms. */
  readonly cpuMs: Figure | null;
  readonly cores: CoresBusy | null;
}

/** Cores busy on average while a cell was loaded, by whom. */
export interface CoresBusy {
  readonly server: number;
  readonly generator: number;
  /** With neither. */
  readonly foreign: number;
  /** Those of the machine. */
  readonly of: number;
}

/** The largest rate that meets objectives, as a search of its own found it. */
export interface SearchedRate {
  readonly limits: readonly Limit[];
  readonly rate: Figure;
  /** No load was found that misses them. */
  readonly atLeast: boolean;
  /** Fresh runs showed again that they hold there. */
  readonly confirmed: boolean;
  readonly footprint: Figure | null;
  readonly cpuMs: Figure | null;
  readonly cores: CoresBusy | null;
}

/** A mode in one size. */
export interface SizeCapacity {
  readonly variant: string;
  /** Workers or threads; null where the mode has neither. */
  readonly count: number | null;
  /** Those that can be used, in rising order; of one kind. */
  readonly levels: readonly LevelCapacity[];
  readonly searched: readonly SearchedRate[];
}

/** What the curve over sizes says of one that was not measured, of the throughput of the largest that was. */
export interface ModelledSize {
  readonly count: number;
  readonly ofLargest: Figure;
}

/** A mode in one scenario, in the sizes that were measured. */
export interface ModeCapacity {
  readonly mode: string;
  readonly scenario: string;
  readonly option: 'workers' | 'threads' | null;
  /** In rising order of count. */
  readonly sizes: readonly SizeCapacity[];
  readonly modelled: readonly ModelledSize[];
  /** What it was measured on. */
  readonly machine: { readonly cores: number; readonly memoryBytes: number };
}
