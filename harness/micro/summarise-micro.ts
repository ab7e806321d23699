import type { Interval } from '../model/estimate.ts';
import type { MicroCost, MicroRow } from '../model/micro.ts';
import type { Plan } from '../model/plan.ts';
import { intervalOfLogs } from '../stats/interval.ts';
import type { MicroSample } from './measure-micro.ts';

/**
 * Intervals over cycles, on logarithms; factors are taken within a cycle first. The first cycle warms up and does not
 * count. The base of factors is the handler alone or, where it cannot be called alone, the framework.
 */
export function summariseMicro(
  plan: Plan,
  samples: readonly MicroSample[],
  frameworkLabel: string,
): MicroRow[] {
  const ways = [
    { way: 'handler', label: 'handler alone' },
    { way: 'framework', label: frameworkLabel },
    ...plan.variants.map(({ id, label }) => ({ way: id, label: `served by ${label}` })),
  ];
  return plan.scenarios.map(({ name, summary }) => {
    const own = samples.filter(({ scenario, cycle }) => scenario === name && cycle > 0);
    const logs = new Map(ways.map(({ way }) => [way, logsByCycle(own.filter((one) => one.way === way))]));
    const base = [...logs.values()].find((byCycle) => byCycle.size > 0) ?? new Map<number, number>();
    const costs = ways.map(({ way, label }): MicroCost => {
      const byCycle = logs.get(way) ?? new Map<number, number>();
      const paired = [...byCycle].flatMap(([cycle, log]) => log - (base.get(cycle) ?? Number.NaN));
      return {
        way,
        label,
        cpuUs: intervalOf([...byCycle.values()], plan.confidence),
        factor: intervalOf(paired.filter(Number.isFinite), plan.confidence),
      };
    });
    return { scenario: name, summary, costs };
  });
}

/** Cycles that count, of which each way has at most so many. */
export function cyclesCounted(samples: readonly MicroSample[]): number {
  return new Set(samples.filter(({ cycle }) => cycle > 0).map(({ cycle }) => cycle)).size;
}

/** Logarithms of CPU µs; a way that cost nothing that could be read has none. */
function logsByCycle(samples: readonly MicroSample[]): Map<number, number> {
  return new Map(
    samples.flatMap(({ cycle, cpuMs }): [number, number][] =>
      cpuMs === null || cpuMs <= 0 ? [] : [[cycle, Math.log(1000 * cpuMs)]],
    ),
  );
}

function intervalOf(logs: readonly number[], confidence: number): Interval | null {
  return logs.length === 0 ? null : intervalOfLogs(logs, confidence);
}
