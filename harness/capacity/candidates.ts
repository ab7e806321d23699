import type { Figure, ModeCapacity, SizeCapacity } from './mode-capacity.ts';
import { type Instance, machinesFor, type PlanQuestion, requiredRate } from './question.ts';
import { type Binding, type Sustained, sustainedBy, type Unsustained } from './sustained.ts';

/** How far a figure goes beyond what was measured: `factor` = to ÷ from. */
export interface Extrapolation {
  /** modelled: by the fitted curve over sizes. proportional: as if all grew with the cores. */
  readonly by: 'modelled' | 'proportional';
  readonly of: 'cores' | 'workers' | 'threads';
  readonly from: number;
  readonly to: number;
  readonly factor: number;
}

/** A size on a kind of machine. */
export interface Candidate {
  readonly count: number | null;
  readonly rate: Figure;
  readonly cpuMs: Figure | null;
  /** Bytes. */
  readonly footprint: number | null;
  readonly binding: Binding;
  readonly basis: Sustained['basis'];
  readonly atLeast: boolean;
  readonly extrapolated: readonly Extrapolation[];
}

/** Why there is no plan, or why not in some size. */
export type Unfit =
  | { readonly code: 'unsustained'; readonly variant: string; readonly why: Unsustained }
  /** No figure of one number of cores tells that of another. */
  | { readonly code: 'across-cores'; readonly measured: number; readonly asked: number }
  /** Beyond so many times what was measured. */
  | { readonly code: 'too-far'; readonly of: 'cores'; readonly factor: number; readonly most: number }
  /** `machines`: so many would have done. */
  | {
      readonly code: 'memory';
      readonly count: number | null;
      readonly needs: number;
      readonly has: number;
      readonly machines: number;
    };

/** Beyond so many times what was measured, nothing is told unless it is asked for (method §4). */
export const reach = 2;

/** Part of a machine's memory that servers may take; the rest is for the system, its caches, and peaks. */
export const usableMemory = 0.9;

/** Every size of a mode that fits the machine, and why others do not. */
export function candidatesOf(
  mode: ModeCapacity,
  instance: Instance,
  question: PlanQuestion,
): { readonly candidates: readonly Candidate[]; readonly unfit: readonly Unfit[] } {
  const far = farOf(mode, instance);
  if (far.length > 0 && !question.extrapolate) return { candidates: [], unfit: far };
  const sized = mode.sizes.map((size) => ({ size, found: sustainedBy(size, question.limits) }));
  const measured = sized.flatMap(({ size, found }) =>
    found.kind === 'sustained' ? [{ ...asMeasured(found), count: size.count }] : [],
  );
  const unsustained = sized.flatMap(({ size, found }): Unfit[] =>
    found.kind === 'sustained' ? [] : [{ code: 'unsustained', variant: size.variant, why: found }],
  );
  const perOne = memoryPerOne(measured);
  const largest = largestOf(mode.sizes);
  const base = measured.find(({ count }) => count === largest?.count);
  const modelled = base === undefined ? [] : modelledOf(mode, base, perOne);
  const here = [...measured, ...modelled];
  const there =
    instance.cores === mode.machine.cores ? here : here.map((one) => scaled(one, mode, instance, perOne));
  const misfits = there.flatMap((one) => memoryMisfit(one, instance, question));
  const fitting = there.filter((one) => memoryMisfit(one, instance, question).length === 0);
  return { candidates: fitting, unfit: [...unsustained, ...misfits] };
}

function farOf({ machine }: ModeCapacity, { cores }: Instance): Unfit[] {
  const factor = cores / machine.cores;
  return [
    ...(factor === 1 ? [] : [{ code: 'across-cores' as const, measured: machine.cores, asked: cores }]),
    ...(factor > reach ? [{ code: 'too-far' as const, of: 'cores' as const, factor, most: reach }] : []),
  ];
}

function asMeasured({
  rate,
  cpuMs,
  footprint,
  binding,
  basis,
  atLeast,
}: Sustained): Omit<Candidate, 'count'> {
  // What may be needed, not what was seen on average.
  const bytes = footprint === null ? null : (footprint.high ?? footprint.point);
  return { rate, cpuMs, footprint: bytes, binding, basis, atLeast, extrapolated: [] };
}

function largestOf(sizes: readonly SizeCapacity[]): SizeCapacity | undefined {
  return sizes.toSorted((a, b) => (b.count ?? 0) - (a.count ?? 0))[0];
}

/** What one more worker or thread takes, bytes: from the smallest to the largest size. Null where it was not measured. */
function memoryPerOne(measured: readonly Candidate[]): number | null {
  const known = measured.filter(({ count, footprint }) => count !== null && footprint !== null);
  const rising = known.toSorted((a, b) => (a.count ?? 0) - (b.count ?? 0));
  const [first, last] = [rising[0], rising.at(-1)];
  if (first === undefined || last === undefined || first.count === last.count) return null;
  const grown = ((last.footprint ?? 0) - (first.footprint ?? 0)) / ((last.count ?? 0) - (first.count ?? 0));
  return Math.max(0, grown);
}

/** The footprint of the mode in another size; as if all of it were the workers', where nothing tells their part. */
function resized({ count, footprint }: Candidate, to: number, perOne: number | null): number | null {
  if (count === null || footprint === null) return footprint;
  if (perOne !== null) return Math.max(0, footprint + perOne * (to - count));
  return to > count ? (footprint * to) / count : footprint;
}

/** Sizes that were not measured, by the curve over sizes, which goes no further than may be trusted. */
function modelledOf(
  { option, modelled }: ModeCapacity,
  base: Candidate,
  perOne: number | null,
): readonly Candidate[] {
  const { count: from } = base;
  if (from === null || option === null) return [];
  return modelled.map(({ count, ofLargest }) => ({
    ...base,
    count,
    rate: times(base.rate, ofLargest),
    footprint: resized(base, count, perOne),
    extrapolated:
      count > from ? [{ by: 'modelled' as const, of: option, from, to: count, factor: count / from }] : [],
  }));
}

/** On a machine with another number of cores: as many workers for each, and all in proportion. */
function scaled(one: Candidate, mode: ModeCapacity, { cores }: Instance, perOne: number | null): Candidate {
  const from = mode.machine.cores;
  const factor = cores / from;
  const extrapolated = [
    ...one.extrapolated,
    { by: 'proportional' as const, of: 'cores' as const, from, to: cores, factor },
  ];
  // One process has no use for more cores than it had.
  if (one.count === null) return { ...one, rate: by(one.rate, Math.min(1, factor)), extrapolated };
  const count = Math.max(1, Math.round(one.count * factor));
  const grown = Math.min(factor, count / one.count);
  return { ...one, count, rate: by(one.rate, grown), footprint: resized(one, count, perOne), extrapolated };
}

function memoryMisfit(
  { count, footprint, rate }: Candidate,
  { memoryBytes }: Instance,
  question: PlanQuestion,
): Unfit[] {
  if (memoryBytes === null || footprint === null) return [];
  const has = memoryBytes * usableMemory;
  if (footprint <= has) return [];
  const machines = machinesFor(requiredRate(question), rate.point);
  return [{ code: 'memory', count, needs: footprint, has, machines }];
}

/** Ends with ends: two intervals at once, so wider than either. */
function times(one: Figure, other: Figure): Figure {
  const product = (a: number | null, b: number | null) => (a === null || b === null ? null : a * b);
  return {
    point: one.point * other.point,
    low: product(one.low, other.low),
    high: product(one.high, other.high),
  };
}

function by({ point, low, high }: Figure, factor: number): Figure {
  return {
    point: point * factor,
    low: low === null ? null : low * factor,
    high: high === null ? null : high * factor,
  };
}
