import type { Plan } from '../model/plan.ts';
import type { CellData, CellRound } from '../stats/cell-data.ts';
import { roundFigures } from '../stats/figures.ts';
import { responseTimes } from '../stats/response-times.ts';
import { isInvalid, isThroughputBounded } from '../stats/validity/judge.ts';
import type { Point } from './fit-curve.ts';
import type { CoresBusy } from './mode-capacity.ts';
import type { MeasuredLevel } from './scalability.ts';

/**
 * A closed level as the curve over concurrency takes it: what was in flight is, by Little's law, throughput × mean response
 * time, not the connections, which may rest.
 */
export function concurrencyLevel(plan: Plan, data: CellData): MeasuredLevel {
  const level = data.cell.level.kind === 'closed' ? data.cell.level.concurrency : 0;
  const means = new Map(data.rounds.map((round) => [round.round, meanResponseMs(round)]));
  return measured(plan, data, level, (round, throughput) => (throughput * (means.get(round) ?? 0)) / 1000);
}

/** A size as the curve over workers takes it. */
export function sizeLevel(plan: Plan, data: CellData, count: number): MeasuredLevel {
  return measured(plan, data, count, () => count);
}

function measured(
  plan: Plan,
  data: CellData,
  level: number,
  loadOf: (round: number, throughput: number) => number,
): MeasuredLevel {
  const figures = roundFigures(data, 'throughput') ?? new Map<number, number>();
  const rounds = new Map<number, Point>();
  for (const [round, throughput] of figures) {
    const n = loadOf(round, throughput);
    if (throughput > 0 && n > 0) rounds.set(round, { n, throughput });
  }
  const trouble = isInvalid(plan, data)
    ? 'invalid'
    : isThroughputBounded(plan, data)
      ? 'generator-bound'
      : null;
  const cores = coresBusyOf(data);
  const busy = cores === null ? null : (cores.server + cores.generator) / cores.of;
  return { level, rounds, trouble, busy };
}

function meanResponseMs({ slices }: CellRound): number {
  return responseTimes(slices.map(({ load }) => load)).meanMs;
}

/** Who kept the machine's cores busy while the cell was loaded; null where the system does not tell. By time. */
export function coresBusyOf({ rounds }: CellData): CoresBusy | null {
  const sums = { server: 0, foreign: 0, busy: 0, elapsed: 0 };
  let of = 0;
  for (const { machine, serverCpuMs } of rounds.flatMap(({ slices }) => slices)) {
    if (machine === null || serverCpuMs === null) continue;
    sums.server += serverCpuMs;
    sums.foreign += machine.foreignCores * machine.elapsedMs;
    sums.busy += machine.busyShare * machine.cores * machine.elapsedMs;
    sums.elapsed += machine.elapsedMs;
    of = machine.cores;
  }
  if (!(sums.elapsed > 0)) return null;
  const server = sums.server / sums.elapsed;
  const foreign = Math.max(0, sums.foreign / sums.elapsed);
  return { server, foreign, generator: Math.max(0, sums.busy / sums.elapsed - server - foreign), of };
}
