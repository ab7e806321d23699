import { mean } from 'simple-statistics';
import type { SliceResult } from '../model/slice.ts';

/** Share of the machine that the hypervisor gave to others: beyond this the round says little. */
const stealBound = 0.05;

/**
 * How differently, in cores, foreign CPU may have hit the variants: half a core for one of them, and not for another,
 * is more than pairing within the round makes up for. Less than that is left to the interval to show.
 */
const foreignSpread = 0.5;

/**
 * Why a whole round should be left out, in words for the record; empty when it counts. Looks at the machine only,
 * never at the results, and treats all variants alike, so that leaving a round out cannot favour one.
 */
export function disturbances(slices: readonly SliceResult[]): string[] {
  const watched = slices.flatMap((slice) =>
    slice.machine === null
      ? []
      : [{ variant: slice.variant, machine: slice.machine, cpuKnown: slice.serverCpuMs !== null }],
  );
  if (watched.length === 0) return [];
  const reasons: string[] = [];
  const steal = mean(watched.map(({ machine }) => machine.stealShare));
  if (steal > stealBound) reasons.push(`steal ${steal.toFixed(3)} of the machine`);

  // What a server uses whose CPU is not known cannot be told from what strangers use.
  const known = watched.filter(({ cpuKnown }) => cpuKnown);
  const variants = [...new Set(known.map(({ variant }) => variant))];
  const foreign = variants.map((name) =>
    mean(known.filter(({ variant }) => variant === name).map(({ machine }) => machine.foreignCores)),
  );
  const [least, most] = [Math.min(...foreign), Math.max(...foreign)];
  if (most - least > foreignSpread) {
    reasons.push(`foreign CPU between ${least.toFixed(2)} and ${most.toFixed(2)} cores, by variant`);
  }
  return reasons;
}
