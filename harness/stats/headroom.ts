import type { Headroom } from '../model/estimate.ts';
import type { LoadReport } from '../model/load.ts';
import type { Plan } from '../model/plan.ts';
import { ceilingOf } from './calibrated.ts';
import type { CellData } from './cell-data.ts';
import { medianOf } from './median.ts';

/** How much of what the generator can do a cell took; null without slices. */
export function headroomOf(plan: Plan, data: CellData): Headroom | null {
  const cpuShare = sliceMedian(data, workShare);
  const perSecond = sliceMedian(data, sentPerSecond);
  if (cpuShare === null || perSecond === null) return null;
  return { cpuShare, perSecond, ceilingPerSecond: ceilingOf(plan, data) };
}

/** Median over the cell's slices, so that one disturbed slice does not stand for all; null where none shows it. */
export function sliceMedian(data: CellData, of: (load: LoadReport) => number | null): number | null {
  const values = data.rounds.flatMap(({ slices }) => slices.flatMap(({ load }) => of(load) ?? []));
  return medianOf(values.filter(Number.isFinite));
}

/** Share of one core that the busiest loader worked. Looking at the clock until an arrival is due is no work. */
export function workShare({ generator, totalMs }: LoadReport): number {
  return generator.cpuShare ?? Math.max(0, generator.cpuMs - (generator.spinMs ?? 0)) / totalMs;
}

export function sentPerSecond({ sent, windowMs }: LoadReport): number {
  return (1000 * sent) / windowMs;
}
