import { mean } from 'simple-statistics';
import type { SliceResult } from '../model/slice.ts';

/** Share of the machine that the hypervisor gave to others: beyond this the round says little of any variant by itself. */
const stealBound = 0.05;

/**
 * How differently, as a share of the machine, the hypervisor may have hit the variants of a gate, of which only ratios
 * count. In thirteen rounds of equal sides that took turns it took 0 to 20 % of two cores, and at most 5 % more beside one
 * than beside the other.
 */
const stealSpread = 0.1;

/**
 * How differently, in cores, foreign CPU may have hit the variants: half a core for one of them, and not for another,
 * is more than pairing within the round makes up for. Less than that is left to the interval to show.
 */
const foreignSpread = 0.5;

/**
 * Why a whole round should be left out, in words for the record; empty when it counts. Looks at the machine only,
 * never at the results, and treats all variants alike, so that leaving a round out cannot favour one.
 * @param counted what the run is after: of ratios alone, what hit all variants alike is no disturbance
 */
export function disturbances(slices: readonly SliceResult[], counted: 'figures' | 'ratios'): string[] {
  const watched = slices.flatMap((slice) =>
    slice.machine === null
      ? []
      : [{ variant: slice.variant, machine: slice.machine, cpuKnown: slice.serverCpuMs !== null }],
  );
  if (watched.length === 0) return [];
  const reasons: string[] = [];
  const steal = mean(watched.map(({ machine }) => machine.stealShare));
  if (counted === 'figures' && steal > stealBound) reasons.push(`steal ${steal.toFixed(3)} of the machine`);
  const stolen = rangeByVariant(watched, ({ machine }) => machine.stealShare);
  if (counted === 'ratios' && stolen.most - stolen.least > stealSpread) {
    reasons.push(
      `steal between ${stolen.least.toFixed(3)} and ${stolen.most.toFixed(3)} of the machine, by variant`,
    );
  }

  // What a server uses whose CPU is not known cannot be told from what strangers use.
  const known = watched.filter(({ cpuKnown }) => cpuKnown);
  const { least, most } = rangeByVariant(known, ({ machine }) => machine.foreignCores);
  if (most - least > foreignSpread) {
    reasons.push(`foreign CPU between ${least.toFixed(2)} and ${most.toFixed(2)} cores, by variant`);
  }
  return reasons;
}

/** The least and the most of the means of all variants. */
function rangeByVariant<T extends { readonly variant: string }>(
  watched: readonly T[],
  of: (one: T) => number,
): { readonly least: number; readonly most: number } {
  const variants = [...new Set(watched.map(({ variant }) => variant))];
  const means = variants.map((name) => mean(watched.filter(({ variant }) => variant === name).map(of)));
  return { least: Math.min(...means), most: Math.max(...means) };
}
