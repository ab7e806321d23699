import type { Interval } from '../model/estimate.ts';
import { halfWidth, intervalOfLogs } from '../stats/interval.ts';
import { type Curve, mostOf, peakOf, throughputAt } from './curve.ts';
import { fitCurve, type Point } from './fit-curve.ts';
import { bounds, type ModelRefusal } from './refusal.ts';
import { CurveResamples, type Range, type RoundPoint } from './resample.ts';

/** One level as measured: what each round showed. */
export interface MeasuredLevel {
  /** What was asked for: connections, or workers. */
  readonly level: number;
  readonly rounds: ReadonlyMap<number, Point>;
  /** Why its points do not count: the cell is invalid; or they are lower bounds, for the generator was near its limit. */
  readonly trouble: 'invalid' | 'generator-bound' | null;
  /** Share of all cores busy while it was loaded, with the generator's part; null where unknown. */
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

/** Steps at which it is looked how far the curve may be trusted, and of its band beyond what was measured. */
const reaches = [1, 1.25, 1.5, 1.75, bounds.reach] as const;
const bandSteps = 24;

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
  const errors = { fit: worstMiss(curve, used), lastLeftOut: missOfLast(used) };
  const refusals = [...before, ...refusedFit(curve, used, errors)];
  if (refusals.length > 0) return { ...shown, fitted: null, refusals };

  const fitted = new Fitted(data, points, { curve, amdahl });
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

/** What can be said before anything is fitted. */
function refusedBefore(
  { levels, over, cores }: ScalabilityData,
  used: readonly MeasuredLevel[],
  rounds: number,
): ModelRefusal[] {
  const troubled = (trouble: MeasuredLevel['trouble']) =>
    levels.filter((one) => one.trouble === trouble).map(({ level }) => level);
  const [invalid, bounded] = [troubled('invalid'), troubled('generator-bound')];
  const { levelsOften } = bounds;
  const needed = rounds >= levelsOften.rounds ? levelsOften.levels : bounds.levels;
  return [
    ...(invalid.length > 0 ? [{ code: 'invalid-cells' as const, levels: invalid }] : []),
    ...(bounded.length > 0 ? [{ code: 'generator-bound' as const, levels: bounded }] : []),
    ...(used.length < needed ? [{ code: 'few-levels' as const, levels: used.length, needed }] : []),
    ...(used.length > 0 && rounds < bounds.rounds
      ? [{ code: 'few-rounds' as const, rounds, needed: bounds.rounds }]
      : []),
    ...(over !== 'concurrency' && isKinked(used, cores) ? [{ code: 'crosses-cores' as const, cores }] : []),
  ];
}

/**
 * Whether sizes below and above the number of cores were measured, and the cores are what limits the largest. Sizes that
 * wait more than they work do not meet the cores.
 */
function isKinked(used: readonly MeasuredLevel[], cores: number): boolean {
  const [first, last] = [used[0], used.at(-1)];
  if (first === undefined || last === undefined) return false;
  return first.level < cores && last.level > cores && (last.busy ?? 1) >= bounds.busy;
}

function refusedShape({ confidence }: ScalabilityData, used: readonly MeasuredLevel[]): ModelRefusal[] {
  const [first, ...rest] = used;
  if (first === undefined) return [];
  const found = rest.flatMap((one): { level: number; efficiency: number }[] => {
    const efficiency = relativeEfficiency(one, first, confidence);
    return efficiency === null || efficiency <= bounds.efficiency ? [] : [{ level: one.level, efficiency }];
  });
  const [worst] = found.toSorted((a, b) => b.efficiency - a.efficiency);
  return worst === undefined ? [] : [{ code: 'superlinear', ...worst }];
}

/** X(N)/N against that of the smallest level, paired within rounds; null where no round has both. */
function relativeEfficiency(one: MeasuredLevel, first: MeasuredLevel, confidence: number): number | null {
  const logs = [...one.rounds].flatMap(([round, { n, throughput }]) => {
    const base = first.rounds.get(round);
    return base === undefined ? [] : [Math.log(throughput / n / (base.throughput / base.n))];
  });
  return logs.length === 0 ? null : intervalOfLogs(logs, confidence).point;
}

interface Miss {
  readonly level: number;
  readonly error: number;
}

function refusedFit(
  { contention, coherence }: Curve,
  used: readonly MeasuredLevel[],
  { fit, lastLeftOut }: { fit: Miss; lastLeftOut: number },
): ModelRefusal[] {
  const last = used.at(-1)?.level ?? 0;
  return [
    ...(contention === 0 && coherence > 0 ? [{ code: 'bound-hit' as const, contention: 0 as const }] : []),
    ...(contention >= 1 ? [{ code: 'bound-hit' as const, contention: 1 as const }] : []),
    ...(fit.error > bounds.fit ? [{ code: 'poor-fit' as const, ...fit, bound: bounds.fit }] : []),
    ...(lastLeftOut > bounds.lastLeftOut
      ? [{ code: 'last-left-out' as const, level: last, error: lastLeftOut, bound: bounds.lastLeftOut }]
      : []),
  ];
}

function worstMiss(curve: Curve, used: readonly MeasuredLevel[]): Miss {
  const misses = used.map((one) => ({ level: one.level, error: missOf(curve, one) }));
  return misses.reduce((worst, miss) => (miss.error > worst.error ? miss : worst), { level: 0, error: 0 });
}

/** Of the typical round. */
function missOf(curve: Curve, { rounds }: MeasuredLevel): number {
  const logs = [...rounds.values()].map(({ n, throughput }) => Math.log(throughputAt(curve, n) / throughput));
  return Math.abs(intervalOfLogs(logs, 0.95).point - 1);
}

function missOfLast(used: readonly MeasuredLevel[]): number {
  const last = used.at(-1);
  const curve = fitCurve(
    used.slice(0, -1).flatMap(({ rounds }) => [...rounds.values()]),
    'usl',
  );
  return last === undefined || curve === null ? 0 : missOf(curve, last);
}

function meanN(rounds: MeasuredLevel['rounds']): number {
  return [...rounds.values()].reduce((sum, { n }) => sum + n, 0) / rounds.size;
}

/** A curve that may be trusted where the data are, and how far beyond. */
class Fitted {
  readonly largest: number;
  readonly #smallest: number;
  readonly #curve: Curve;
  readonly #amdahl: Curve;
  readonly #resamples: CurveResamples;

  constructor(
    { levels, confidence, seed }: ScalabilityData,
    points: readonly RoundPoint[],
    { curve, amdahl }: { readonly curve: Curve; readonly amdahl: Curve },
  ) {
    const loads = levels.filter(({ rounds }) => rounds.size > 0).map(({ rounds }) => meanN(rounds));
    this.largest = Math.max(...loads);
    this.#smallest = Math.min(...loads);
    this.#curve = curve;
    this.#amdahl = amdahl;
    this.#resamples = new CurveResamples(points, curve, confidence, seed);
  }

  predict(n: number): Predicted {
    const throughput = this.#resamples.range(throughputAt(this.#curve, n), (curve) => throughputAt(curve, n));
    return { n, throughput, beyond: n / this.largest };
  }

  /** Why it may not be asked for so much. */
  refusedAt(n: number): ModelRefusal[] {
    const most = bounds.reach * this.largest;
    if (n > most * 1.000001) return [{ code: 'too-far', n, most }];
    const half = halfWidth(this.predict(n).throughput) ?? Number.POSITIVE_INFINITY;
    const difference = Math.abs(throughputAt(this.#amdahl, n) / throughputAt(this.#curve, n) - 1);
    return [
      ...(half > bounds.halfWidth
        ? [{ code: 'wide-interval' as const, n, halfWidth: half, bound: bounds.halfWidth }]
        : []),
      // Where there are data it is they that decide between the two.
      ...(n > this.largest && difference > bounds.difference
        ? [{ code: 'models-differ' as const, n, difference, bound: bounds.difference }]
        : []),
    ];
  }

  told(ask: readonly number[], errors: FittedCurve['errors']): FittedCurve {
    const { lambda, contention, coherence } = this.#curve;
    const first = reaches.findIndex((times) => this.refusedAt(times * this.largest).length > 0);
    const reach = (reaches[(first < 0 ? reaches.length : first) - 1] ?? 1) * this.largest;
    return {
      kind: coherence > 0 ? 'usl' : 'amdahl',
      lambda: this.#resamples.range(lambda, (curve) => curve.lambda),
      contention: this.#resamples.range(contention, (curve) => curve.contention),
      coherence: this.#resamples.range(coherence, (curve) => curve.coherence),
      peak: this.#peak(reach),
      reach,
      band: this.#band(reach),
      asked: ask.filter((n) => n <= reach).map((n) => this.predict(n)),
      errors,
    };
  }

  #peak(reach: number): Peak {
    const n = peakOf(this.#curve);
    if (n === null) return { kind: 'none' };
    const range = this.#resamples.range(n, (curve) => peakOf(curve) ?? Number.POSITIVE_INFINITY);
    // One that may as well not be there is not told.
    if (n > reach || range.high === null || range.high > bounds.reach * this.largest)
      return { kind: 'beyond', reach };
    return {
      kind: 'within',
      n: range,
      throughput: this.#resamples.range(mostOf(this.#curve), mostOf),
    };
  }

  /** Evenly spaced on a logarithmic axis. */
  #band(reach: number): readonly Predicted[] {
    const step = Math.log(reach / this.#smallest) / bandSteps;
    return Array.from({ length: bandSteps + 1 }, (_, i) => this.predict(this.#smallest * Math.exp(i * step)));
  }
}
