import type { LoadReport } from '../model/load.ts';
import type { CellData } from './cell-data.ts';

/** Share of the offered load that a server must fall short of to be called overloaded. */
export const OVERLOAD_SHORTFALL = 0.05;

/** What was asked of an overloaded server and what it served, per second. */
export interface Overload {
  readonly offeredPerSecond: number;
  readonly servedPerSecond: number;
}

/**
 * An open workload that clearly outruns the server: its queue grows while arrivals come, so every latency is that of
 * the slice's length. Null where it does not, or where that cannot be told.
 *
 * Clearly: the answers that are missing at the ends of the slices, summed, are more than 5 % of those due, and more than
 * the queue that a server exactly at its limit would have built up by chance. That queue is a reflected random walk:
 * after n arrivals at an idle server its mean is √(2n(a + s)/π), with a and s the squared coefficients of variation of
 * the gaps between arrivals (Poisson 1, constant 0) and of service times (1, as exponential ones have). So short
 * slices show only heavy overload: with 100 Poisson arrivals each from 1.2 times what can be served, with 1000 from 1.1.
 *
 * Slices without an answer while requests were sent are left out: a server may also just take longer than the slice.
 */
export function overloadOf(data: Pick<CellData, 'cell' | 'rounds'>): Overload | null {
  const { level } = data.cell;
  if (level.kind === 'closed') return null;
  const variation = (level.arrivals === 'poisson' ? 1 : 0) + 1;
  let [due, missing, byChance, answers, elapsedMs, offered, windowMs] = [0, 0, 0, 0, 0, 0, 0];
  for (const load of loadsOf(data)) {
    if (load.open === undefined || load.busy.elapsedMs > load.windowMs || load.windowMs === 0) continue;
    const dueMeanwhile = (load.open.offered / load.windowMs) * load.busy.elapsedMs;
    due += dueMeanwhile;
    missing += dueMeanwhile - load.busy.answers;
    byChance += Math.sqrt((2 * dueMeanwhile * variation) / Math.PI);
    answers += load.busy.answers;
    elapsedMs += load.busy.elapsedMs;
    offered += load.open.offered;
    windowMs += load.windowMs;
  }
  if (missing <= OVERLOAD_SHORTFALL * due + byChance) return null;
  return {
    offeredPerSecond: (1000 * offered) / windowMs,
    servedPerSecond: (1000 * answers) / elapsedMs,
  };
}

function loadsOf(data: Pick<CellData, 'rounds'>): readonly LoadReport[] {
  return data.rounds.flatMap(({ slices }) => slices.map(({ load }) => load));
}
