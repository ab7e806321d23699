import type { Interval } from '../model/estimate.ts';
import { intervalOfLogs } from '../stats/interval.ts';
import { fitCurve, type Point } from './fit-curve.ts';
import { bounds, type ModelRefusal } from './refusal.ts';
import type { Range, RoundPoint } from './resample.ts';
import { errorsOf, meanN, refusedBefore, refusedFit, refusedShape } from './rules.ts';
import { TrustedCurve } from './trusted-curve.ts';

/** One level as measured: what each round showed. */
export interface MeasuredLevel {
  /** What was asked for: connections, or workers. */
  readonly level: number;
  readonly rounds: ReadonlyMap<number, Point>;
  /** Why its points do not count: the cell is invalid; or they are lower bounds, for the generator was near its limit. */
  readonly trouble: 'invalid' | 'generator-bound' | null;
  /** Share of all cores that server and generator kept busy; null where unknown. */
  readonly busy: number | null;
}

/** What a variant showed in a scenario, as the load or its size grew. */
export interface ScalabilityData {
  readonly over: 'concurrency' | 'workers' | 'threads';
  /** In rising order. */
  readonly levels: readonly MeasuredLevel[];
  readonly cores: number;
  readonly confidence: number;
  readonly seed: number;
  /** Loads for which the curve is to be asked, as far as it may be. */
  readonly ask: readonly number[];
}

/** A measured level, for drawing and tables. */
export interface ShownLevel {
  readonly level: number;
  /** Mean over rounds of what was in flight, by Little's law; or the number of workers. */
  readonly n: number;
  readonly throughput: Interval;
  readonly usable: boolean;
}

/** Throughput at a load, on the curve. `beyond`: of the largest measured load, above 1 where it is extrapolated. */
export interface Predicted {
  readonly n: number;
  readonly throughput: Range;
  readonly beyond: number;
}

/** `within`: as far as the curve may be trusted. `beyond`: further off, or nowhere. `none`: κ is 0, so that it never turns. */
export type Peak =
  | { readonly kind: 'within'; readonly n: Range; readonly throughput: Range }
  | { readonly kind: 'beyond'; readonly reach: number }
  | { readonly kind: 'none' };

export interface FittedCurve {
  /** amdahl: no coherence was found. */
  readonly kind: 'usl' | 'amdahl';
  readonly lambda: Range;
  readonly contention: Range;
  readonly coherence: Range;
  readonly peak: Peak;
  /** The largest load that it may be asked for. */
  readonly reach: number;
  /** The curve with its band, from the smallest measured load to its reach. */
  readonly band: readonly Predicted[];
  /** At the loads that were asked for, as far as it reaches. */
  readonly asked: readonly Predicted[];
  /** Largest miss of a measured level, and of the last one by a fit without it; as shares. */
  readonly errors: { readonly fit: number; readonly lastLeftOut: number };
}

/** A curve, or why there is none: never both. */
export interface ScalabilityModel {
  readonly over: ScalabilityData['over'];
  readonly levels: readonly ShownLevel[];
  readonly rounds: number;
  readonly fitted: FittedCurve | null;
  readonly refusals: readonly ModelRefusal[];
}

/** The curve of the data, unless any rule of method §4 refuses it. All rules that can be asked are told. */
export function scalabilityOf(data: ScalabilityData): ScalabilityModel {
  const used = usedOf(data.levels);
  const points = used.flatMap(({ rounds }) =>
    [...rounds].map(([round, point]): RoundPoint => ({ round, ...point })),
  );
  const rounds = Math.min(...used.map((one) => one.rounds.size), Number.POSITIVE_INFINITY);
  const shown = {
    over: data.over,
    levels: data.levels.flatMap((one) => shownLevel(one, data.confidence)),
    rounds: Number.isFinite(rounds) ? rounds : 0,
  };
  const before = [...refusedBefore(data, used, shown.rounds), ...refusedShape(data, used)];
  if (before.some(({ code }) => code === 'few-levels' || code === 'few-rounds')) {
    return { ...shown, fitted: null, refusals: before };
  }
  const curve = fitCurve(points, 'usl');
  const amdahl = fitCurve(points, 'amdahl');
  if (curve === null || amdahl === null) return { ...shown, fitted: null, refusals: before };
  const errors = errorsOf(curve, used);
  const refusals = [...before, ...refusedFit(curve, used, errors)];
  if (refusals.length > 0) return { ...shown, fitted: null, refusals };

  const fitted = new TrustedCurve(data, points, { curve, amdahl });
  const most = fitted.refusedAt(fitted.largest);
  if (most.length > 0) return { ...shown, fitted: null, refusals: most };
  return {
    ...shown,
    fitted: fitted.told(data.ask, { fit: errors.fit.error, lastLeftOut: errors.lastLeftOut }),
    refusals: [],
  };
}

/** Levels that some round did not climb to stay out, where the others were measured often enough. */
function usedOf(levels: readonly MeasuredLevel[]): readonly MeasuredLevel[] {
  const usable = levels.filter(({ trouble, rounds }) => trouble === null && rounds.size > 0);
  const often = usable.filter(({ rounds }) => rounds.size >= bounds.rounds);
  return often.length > 0 ? often : usable;
}

function shownLevel({ level, rounds, trouble }: MeasuredLevel, confidence: number): ShownLevel[] {
  const points = [...rounds.values()];
  if (points.length === 0) return [];
  const throughput = intervalOfLogs(
    points.map((point) => Math.log(point.throughput)),
    confidence,
  );
  return [{ level, n: meanN(rounds), throughput, usable: trouble === null }];
}
