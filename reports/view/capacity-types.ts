import type { Curve } from '../../harness/capacity/curve.ts';
import type { ObjectiveMetric } from '../../harness/model/objective.ts';
import type { PackedMode } from './capacity-pack.ts';

/** What a record tells of capacity: a planner, how modes grow with load, and how well figures fit each other. */
export interface CapacityView {
  readonly planner: PlannerView;
  readonly growth: readonly ScenarioGrowth[];
  /** Why other modes have no curve, each reason once, and the run that would give them one. */
  readonly uncharted: readonly string[];
  readonly laws: LawsView;
}

/** All that the planner needs to answer any question; what of it is embedded in the page is as small as it can be. */
export interface PlannerView {
  /** Id of the record, as a command names it. */
  readonly record: string;
  readonly scenarios: readonly PlannedScenario[];
  readonly machine: { readonly cores: number; readonly memoryBytes: number };
  /** Those that objectives may be of, in the order of the packed figures. */
  readonly metrics: readonly ObjectiveMetric[];
  readonly modes: readonly PackedMode[];
}

export interface PlannedScenario {
  readonly name: string;
  /** A target that is worth a look, requests per second: of a few machines in the mode that carries most. */
  readonly target: number;
}

export interface ScenarioGrowth {
  readonly scenario: string;
  readonly curves: readonly GrowthView[];
}

/** Throughput against load, of a mode: what was measured, and the curve or why there is none. */
export interface GrowthView {
  readonly drawn: DrawnGrowth;
  /** What the curve says, or why there is none; each a sentence. */
  readonly sentences: readonly string[];
}

/** What a chart of it draws. */
export interface DrawnGrowth {
  /** Link target. */
  readonly anchor: string;
  readonly scenario: string;
  readonly title: string;
  readonly over: 'concurrency' | 'workers' | 'threads';
  /** The variant's, for its colour; null where each point is of another one. */
  readonly index: number | null;
  /** What its axis holds, requests per second: the same for all of a scenario, so that they can be compared. */
  readonly most: number;
  readonly levels: readonly DrawnLevel[];
  readonly fitted: DrawnCurve | null;
}

/**
 * What was asked for (connections, workers or threads), what was in flight on average (or the same), throughput with its
 * interval, the variant's place among the modes, and whether it counts for the curve.
 */
export type DrawnLevel = readonly [
  level: number,
  n: number,
  point: number,
  low: number | null,
  high: number | null,
  index: number,
  counts: boolean,
];

/** Requests per second by load, evenly spaced on a logarithmic axis: load, curve, and both ends of its band. */
export type BandPoint = readonly [n: number, point: number, low: number, high: number];

export interface DrawnCurve {
  readonly curve: Curve;
  readonly band: readonly BandPoint[];
  /** The largest load that was measured: what lies beyond is extrapolated. */
  readonly largest: number;
  /** Null where it lies further than the curve may be trusted, or nowhere. */
  readonly peak: { readonly n: number; readonly throughput: number } | null;
}

/** Figures that were measured apart and have to fit each other. */
export interface LawsView {
  readonly sentences: readonly string[];
  /** Every cell; of very many only those that a law does not hold in. */
  readonly rows: readonly LawRow[];
  readonly all: boolean;
}

export interface LawRow {
  readonly scenario: string;
  readonly level: string;
  readonly mode: string;
  /** `7.94 · 8`: by the law, and measured; with a note where they do not fit. */
  readonly little: string;
  readonly utilisation: string;
  readonly holds: boolean;
}
