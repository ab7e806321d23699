import type { Limit } from './limit.ts';

/** A kind of machine. */
export interface Instance {
  /** As a table calls it; null: by its cores and memory. */
  readonly name: string | null;
  readonly cores: number;
  /** Null: it does not limit. */
  readonly memoryBytes: number | null;
  /** Of one machine, in whatever the user counts. */
  readonly price: number | null;
  /** What that is: `USD/h`. Null or absent where it was not said. */
  readonly priceUnit?: string | null | undefined;
}

export interface PlanQuestion {
  /** Requests per second that are to be served. */
  readonly targetRps: number;
  /** Share of the capacity that is kept free, 0 to below 1. */
  readonly headroom: number;
  /** What the target is multiplied by. */
  readonly growth: number;
  readonly limits: readonly Limit[];
  /** None: the machine measured on. */
  readonly instances: readonly Instance[];
  /** Beyond what was measured too. */
  readonly extrapolate: boolean;
}

/** What machines together are to carry, requests per second. */
export function requiredRate({ targetRps, growth, headroom }: PlanQuestion): number {
  return (targetRps * growth) / (1 - headroom);
}

/** Whole machines; what a product is off in its last digits is no machine. */
export function machinesFor(required: number, each: number): number {
  return Math.max(1, Math.ceil((required / each) * (1 - 1e-12)));
}
