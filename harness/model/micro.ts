import type { Interval } from './estimate.ts';

/** What a request costs when it is answered in one way, in CPU time. */
export interface MicroCost {
  /** `handler`: the handler alone; `framework`: through the framework, without a socket; or the id of a variant. */
  readonly way: string;
  readonly label: string;
  /** CPU µs per request, over cycles; null where this way cannot answer, or answered wrongly. */
  readonly cpuUs: Interval | null;
  /** So many times what the first way costs that can answer, paired within cycles. */
  readonly factor: Interval | null;
}

export interface MicroRow {
  readonly scenario: string;
  readonly summary: string;
  readonly costs: readonly MicroCost[];
}

/** What `bench micro` found: the cost of the app's handlers in process beside their cost when served. */
export interface MicroResult {
  readonly kind: 'micro';
  readonly stack: string;
  /** Connections that each server was loaded with. */
  readonly connections: number;
  /** Times that each way was measured, the first one, which warms up, left out. */
  readonly cycles: number;
  readonly measuredSeconds: number;
  readonly rows: readonly MicroRow[];
  /** Facts to read beside the figures. */
  readonly notes: readonly string[];
}
