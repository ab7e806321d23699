// Rules of method §4 that are asked of the data and of the fit, before the curve is asked anything.
import { intervalOfLogs } from '../stats/interval.ts';
import { type Curve, throughputAt } from './curve.ts';
import { fitCurve } from './fit-curve.ts';
import { bounds, type ModelRefusal } from './refusal.ts';
import type { MeasuredLevel, ScalabilityData } from './scalability.ts';

/** What can be said before anything is fitted. */
export function refusedBefore(
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

export function refusedShape(
  { confidence }: ScalabilityData,
  used: readonly MeasuredLevel[],
): ModelRefusal[] {
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

export function refusedFit(
  { contention, coherence }: Curve,
  used: readonly MeasuredLevel[],
  { fit, lastLeftOut }: FitErrors,
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

/** Of the worst level, and of the last one by a fit without it; as shares. */
export interface FitErrors {
  readonly fit: Miss;
  readonly lastLeftOut: number;
}

export function errorsOf(curve: Curve, used: readonly MeasuredLevel[]): FitErrors {
  return { fit: worstMiss(curve, used), lastLeftOut: missOfLast(used) };
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

export function meanN(rounds: MeasuredLevel['rounds']): number {
  return [...rounds.values()].reduce((sum, { n }) => sum + n, 0) / rounds.size;
}
