import type { Plan } from '../model/plan.ts';
import type { Cell } from '../model/slice.ts';
import type { CellData } from '../stats/cell-data.ts';
import { roundFigures } from '../stats/figures.ts';
import { medianOf } from '../stats/median.ts';
import { littleOf } from '../stats/validity/accounting.ts';

/** A law that figures of one cell, which were measured apart, have to fulfil together. */
export interface LawCheck {
  /** By the law. */
  readonly predicted: number;
  readonly measured: number;
  /** How far they may lie apart, as a share of what was measured. */
  readonly bound: number;
  readonly holds: boolean;
}

/** Null where a law cannot be asked of the cell. */
export interface ConsistencyCheck extends Cell {
  /** Little: requests in flight = throughput × (response time + think time), against connections or what was counted. */
  readonly little: LawCheck | null;
  /** Utilisation: share of all cores = throughput × CPU per request ÷ cores, against what the server's processes took. */
  readonly utilisation: LawCheck | null;
}

/** Method §4. */
const utilisationBound = 0.05;

export function consistencyOf(plan: Plan, data: CellData, cores: number): ConsistencyCheck {
  return { ...data.cell, little: littleCheck(plan, data), utilisation: utilisationCheck(data, cores) };
}

function littleCheck(plan: Plan, data: CellData): LawCheck | null {
  const law = littleOf(plan, data);
  if (law === null) return null;
  const { inFlight: predicted, expected: measured, tolerance: bound, holds } = law;
  return { predicted, measured, bound, holds };
}

/**
 * The server's CPU time is of the slice from the first request to the last answer, while throughput is that of the time in
 * which all connections are busy: where a slice is short against its answers, it is less busy on average than by the law.
 */
function utilisationCheck(data: CellData, cores: number): LawCheck | null {
  const [throughput, cpuMs] = [roundFigures(data, 'throughput'), roundFigures(data, 'cpuPerRequest')];
  const pairs = data.rounds.flatMap(({ round, slices }) => {
    const metered = slices.filter(({ serverCpuMs }) => serverCpuMs !== null);
    const loadedMs = metered.reduce((sum, { load }) => sum + load.totalMs, 0);
    const measured = metered.reduce((sum, one) => sum + (one.serverCpuMs ?? 0), 0) / loadedMs / cores;
    const [x, d] = [throughput?.get(round), cpuMs?.get(round)];
    return x === undefined || d === undefined ? [] : [{ measured, predicted: (x * d) / 1000 / cores }];
  });
  const measured = medianOf(pairs.map((pair) => pair.measured));
  const predicted = medianOf(pairs.map((pair) => pair.predicted));
  if (measured === null || predicted === null || !(measured > 0)) return null;
  const holds = Math.abs(predicted / measured - 1) <= utilisationBound;
  return { predicted, measured, bound: utilisationBound, holds };
}
