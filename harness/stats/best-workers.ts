import type { Comparison, Interval } from '../model/estimate.ts';
import { layeredName } from '../model/layered.ts';
import { type Level, levelKey } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import type { RunRecord } from '../model/record.ts';
import type { Variant } from '../model/variant.ts';
import { bestLevels } from './best-level.ts';
import type { CellData } from './cell-data.ts';
import { collectCells } from './collect.ts';
import { pairedRatio, verdictOf } from './compare.ts';
import { roundFigures } from './figures.ts';
import { groupBy } from './group.ts';
import { intervalOfLogs } from './interval.ts';
import { isInvalid, isThroughputBounded } from './validity/judge.ts';

/** Workers that are often advised: 2–4 for each core. */
export const advisedPerCore = { low: 2, high: 4 } as const;

export type SizeOption = 'workers' | 'threads';

/** One size of a mode and what it served. */
export interface SizeFigure {
  readonly count: number;
  readonly variant: string;
  readonly throughput: Interval;
}

/** A size against the best one: `no-difference` for the best itself, `inconclusive` where the interval is too wide. */
export interface ComparedSize extends SizeFigure {
  readonly ofBest: Interval;
  readonly verdict: Comparison['verdict'];
}

/** What variants that differ in their number of workers (or threads) alone tell of it, in one scenario. */
export interface SizeSweep {
  /** Null for a server of the user's own. */
  readonly stack: string | null;
  /** With its layers: `prefork+nginx`. */
  readonly mode: string;
  readonly option: SizeOption;
  readonly scenario: string;
  /** The level that the scenario is shown at. */
  readonly level: Level;
  /** At least two, in rising order of count. Sizes whose cell is invalid or missing are left out. */
  readonly sizes: readonly SizeFigure[];
  /** The size with the highest throughput. */
  readonly best: SizeFigure;
  /**
   * The smallest size that no other was shown to beat; null where some comparison has no interval, and where another
   * might serve more than the load generator could ask of it.
   */
  readonly enough: ComparedSize | null;
  /** What the advised counts serve of the best, those that were measured; null for threads. */
  readonly advised: {
    readonly low: number;
    readonly high: number;
    readonly sizes: readonly ComparedSize[];
  } | null;
}

type Measured = Pick<RunRecord, 'plan' | 'environment' | 'rounds' | 'slices' | 'summaries'>;

/**
 * For each mode of which several worker or thread counts were measured, and each scenario: which count serves most,
 * which is enough, and what the advice "2–4 × cores" costs. Ratios are paired within rounds, also between variants
 * that the record does not compare. One beats another when the interval of their ratio excludes 1. The best is chosen
 * by what was measured, so it looks a little better than it is. Not asked of open workloads: sizes that keep up with
 * the arrivals all serve the same.
 */
export function bestWorkers(record: Measured): SizeSweep[] {
  const { plan } = record;
  const families = familiesOf(plan.variants);
  if (families.length === 0) return [];
  const cells = collectCells(plan, record.rounds, record.slices);
  return families.flatMap((family) =>
    bestLevels(record.summaries).flatMap(({ scenario, level }) => {
      if (level.kind === 'open') return [];
      const there = cells.filter(
        (data) =>
          data.cell.scenario === scenario &&
          levelKey(data.cell.level) === levelKey(level) &&
          // Last, for it takes longest.
          !isInvalid(plan, data),
      );
      return sweepOf(record, family, there, { scenario, level }) ?? [];
    }),
  );
}

/** Variants that differ in one size alone. */
export interface SizeFamily {
  readonly stack: string | null;
  readonly mode: string;
  readonly option: SizeOption;
  readonly variants: readonly Variant[];
}

export function familiesOf(variants: readonly Variant[]): readonly SizeFamily[] {
  return (['workers', 'threads'] as const).flatMap((option) => {
    const sized = variants.flatMap((variant) => {
      const { source, options } = variant;
      if (options[option] === undefined) return [];
      const { [option]: _, ...others } = options;
      const key = JSON.stringify([source, Object.entries(others).sort()]);
      return [{ key, ...servedBy(variant, option), variant }];
    });
    return [...groupBy(sized, ({ key }) => key).values()].flatMap(([first, ...rest]) => {
      if (first === undefined) return [];
      const { stack, mode } = first;
      // Of variants alike in all, the first stands for both.
      const alike = groupBy([first, ...rest], ({ variant }) => variant.options[option]);
      const each = [...alike.values()].flatMap(([one]) => (one === undefined ? [] : [one.variant]));
      return each.length < 2 ? [] : [{ stack, mode, option, variants: each }];
    });
  });
}

function servedBy({ id, source }: Variant, option: SizeOption): Pick<SizeFamily, 'stack' | 'mode'> {
  if (source.kind === 'reference')
    return { stack: source.stack, mode: layeredName(source.mode, source.layers) };
  return { stack: null, mode: id.replace(new RegExp(`:${option}=\\d+`), '') };
}

interface Sized extends SizeFigure {
  readonly data: CellData;
  /** The throughput may be higher in truth, for the generator was near its limit. */
  readonly bounded: boolean;
}

function sweepOf(
  { plan, environment }: Measured,
  { stack, mode, option, variants }: SizeFamily,
  cells: readonly CellData[],
  at: Pick<SizeSweep, 'scenario' | 'level'>,
): SizeSweep | null {
  const sized = variants.flatMap((variant) => {
    const data = cells.find(({ cell }) => cell.variant === variant.id);
    const count = variant.options[option];
    const figures = [...((data && roundFigures(data, 'throughput')) ?? new Map<number, number>()).values()];
    if (data === undefined || count === undefined || figures.length === 0) return [];
    if (figures.some((figure) => figure <= 0)) return [];
    const throughput = intervalOfLogs(figures.map(Math.log), plan.confidence);
    return [{ count, variant: variant.id, throughput, data, bounded: isThroughputBounded(plan, data) }];
  });
  const rising = sized.toSorted((a, b) => a.count - b.count);
  const [first, ...rest] = rising;
  if (first === undefined || rest.length === 0) return null;
  const best = rest.reduce((top, one) => (one.throughput.point > top.throughput.point ? one : top), first);
  return {
    ...{ stack, mode, option, ...at },
    sizes: rising.map(figureOf),
    best: figureOf(best),
    enough: enoughOf(rising, best, plan),
    advised: option === 'workers' ? advisedOf(rising, best, environment.cores, plan) : null,
  };
}

function figureOf({ count, variant, throughput }: Sized): SizeFigure {
  return { count, variant, throughput };
}

function ratio(of: Sized, to: Sized, confidence: number): Interval | null {
  return pairedRatio('throughput', of.data, to.data, confidence);
}

type Judged = Pick<Plan, 'confidence' | 'precision'>;

/** Of two sizes the one that may serve more than was measured is not beaten for certain, and may beat the other. */
function enoughOf(rising: readonly Sized[], best: Sized, plan: Judged): ComparedSize | null {
  for (const one of rising) {
    const others = rising.filter((other) => other !== one);
    const lows = others.map((other) => ratio(other, one, plan.confidence)?.low ?? null);
    if (lows.some((low) => low === null)) return null;
    const beaten = lows.some((low) => low !== null && low > 1);
    if (beaten && !one.bounded) continue;
    if (beaten || others.some(({ bounded }) => bounded)) return null;
    return againstBest(one, best, plan);
  }
  return null;
}

function advisedOf(
  rising: readonly Sized[],
  best: Sized,
  cores: number,
  plan: Judged,
): NonNullable<SizeSweep['advised']> {
  const [low, high] = [advisedPerCore.low * cores, advisedPerCore.high * cores];
  const within = rising.filter(({ count }) => count >= low && count <= high);
  return { low, high, sizes: within.flatMap((one) => againstBest(one, best, plan) ?? []) };
}

/** The best against itself is exactly 1. */
function againstBest(one: Sized, best: Sized, { confidence, precision }: Judged): ComparedSize | null {
  if (one === best) {
    const { rounds, fewRounds } = one.throughput;
    const ofBest = { point: 1, low: 1, high: 1, confidence, rounds, fewRounds };
    return { ...figureOf(one), ofBest, verdict: 'no-difference' };
  }
  const ofBest = ratio(one, best, confidence);
  if (ofBest === null) return null;
  return { ...figureOf(one), ofBest, verdict: verdictOf('throughput', ofBest, precision) };
}
