import type { CellData } from './cell-data.ts';

/**
 * Share of the machine's cores that the server kept busy while it was loaded, by round: its CPU time over the time
 * watched (which is that of the same slice, drain included) times the cores. Slices that were not watched are left out.
 */
export function coresBusy(data: CellData): ReadonlyMap<number, number> {
  const figures = new Map<number, number>();
  for (const { round, slices } of data.rounds) {
    let cpuMs = 0;
    let coreMs = 0;
    for (const { serverCpuMs, machine } of slices) {
      if (serverCpuMs === null || machine === null) continue;
      cpuMs += serverCpuMs;
      coreMs += machine.elapsedMs * machine.cores;
    }
    if (coreMs > 0) figures.set(round, cpuMs / coreMs);
  }
  return figures;
}
