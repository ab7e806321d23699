import { type Candidate, candidatesOf, type Extrapolation, type Unfit } from './candidates.ts';
import type { Figure, ModeCapacity } from './mode-capacity.ts';
import { type Instance, machinesFor, type PlanQuestion, requiredRate } from './question.ts';
import type { Binding, Sustained } from './sustained.ts';

/** Machines of one kind that carry the target in one mode. */
export interface MachinePlan {
  readonly kind: 'plan';
  readonly mode: string;
  readonly scenario: string;
  readonly instance: Instance;
  /** Workers or threads on each machine; null where the mode has neither. */
  readonly option: ModeCapacity['option'];
  readonly count: number | null;
  /** What one machine carries, without head-room. */
  readonly rate: Figure;
  /** To carry target, growth and head-room; `fewest` and `most` by the ends of the rate's interval, null without one. */
  readonly machines: number;
  readonly fewest: number | null;
  readonly most: number | null;
  /** One more, so that the target is still carried when one is lost. */
  readonly withSpare: number;
  /** Share of what the machines carry that target and growth take, and the same with the spare one. */
  readonly load: { readonly needed: number; readonly withSpare: number };
  /** Share of all cores of the machines (without the spare one) that the server takes; null where unknown. */
  readonly cpu: number | null;
  /** Bytes, of one machine and of all with the spare one. */
  readonly footprint: { readonly each: number; readonly all: number } | null;
  /** In the unit of the price. */
  readonly cost: { readonly needed: number; readonly withSpare: number } | null;
  readonly binding: Binding;
  readonly basis: Sustained['basis'];
  readonly atLeast: boolean;
  /** How far it goes beyond what was measured; empty: not at all. */
  readonly extrapolated: readonly Extrapolation[];
}

export interface RefusedPlan {
  readonly kind: 'refused';
  readonly mode: string;
  readonly scenario: string;
  readonly instance: Instance;
  readonly reasons: readonly Unfit[];
}

export type PlanAnswer = MachinePlan | RefusedPlan;

/**
 * For each mode and kind of machine how many machines carry the target, with growth and head-room. Of the sizes (workers
 * or threads) that fit a machine's memory it is the one that needs the fewest machines; of those alike, the smallest
 * footprint. Machines are taken to serve n times what one does: what they share was not measured. Pure.
 */
export function planFor(modes: readonly ModeCapacity[], question: PlanQuestion): readonly PlanAnswer[] {
  return modes.flatMap((mode) => {
    const here: Instance = { name: null, ...mode.machine, price: null };
    const instances = question.instances.length === 0 ? [here] : question.instances;
    return instances.map((instance) => answer(mode, instance, question));
  });
}

function answer(mode: ModeCapacity, instance: Instance, question: PlanQuestion): PlanAnswer {
  const { candidates, unfit } = candidatesOf(mode, instance, question);
  const plans = candidates.map((candidate) => planOf(mode, instance, candidate, question));
  const [first, ...rest] = plans;
  if (first === undefined) {
    return { kind: 'refused', mode: mode.mode, scenario: mode.scenario, instance, reasons: unfit };
  }
  const best = rest.reduce((least, plan) => (isBetter(plan, least) ? plan : least), first);
  const larger = unfit.flatMap((reason) => (reason.code === 'memory' ? [reason.machines] : []));
  return larger.some((machines) => machines < best.machines) ? { ...best, binding: 'memory' } : best;
}

/** Fewer machines; of as many, what was measured rather than not, and the smaller footprint. */
function isBetter(one: MachinePlan, other: MachinePlan): boolean {
  if (one.machines !== other.machines) return one.machines < other.machines;
  if (one.extrapolated.length !== other.extrapolated.length)
    return one.extrapolated.length < other.extrapolated.length;
  return (one.footprint?.each ?? 0) < (other.footprint?.each ?? 0);
}

function planOf(
  { mode, scenario, option }: ModeCapacity,
  instance: Instance,
  { count, rate, cpuMs, footprint, binding, basis, atLeast, extrapolated }: Candidate,
  question: PlanQuestion,
): MachinePlan {
  const required = requiredRate(question);
  const carried = question.targetRps * question.growth;
  const machines = machinesFor(required, rate.point);
  const withSpare = machines + 1;
  const { cores, price } = instance;
  return {
    ...{ kind: 'plan', mode, scenario, instance, option, count, rate, machines, withSpare },
    fewest: rate.high === null ? null : machinesFor(required, rate.high),
    most: rate.low === null ? null : machinesFor(required, rate.low),
    load: { needed: carried / (machines * rate.point), withSpare: carried / (withSpare * rate.point) },
    cpu: cpuMs === null ? null : (carried * cpuMs.point) / 1000 / (machines * cores),
    footprint: footprint === null ? null : { each: footprint, all: footprint * withSpare },
    cost: price === null ? null : { needed: price * machines, withSpare: price * withSpare },
    ...{ binding, basis, atLeast, extrapolated },
  };
}
