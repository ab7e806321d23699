import type { ReasonText } from '../wording/validity.ts';
import type { CellStatus, CellView } from './types.ts';

export interface TrustView {
  /** One line that says how far the figures can be trusted. */
  readonly summary: string;
  readonly counts: Readonly<Record<CellStatus, number>> & { readonly total: number };
  readonly machine: readonly Fact[];
  readonly method: readonly Fact[];
  readonly noise: readonly Fact[];
  readonly generator: readonly Fact[];
  /** Of these the few that are told where there is little room. */
  readonly generatorInShort: readonly Fact[];
  readonly headroom: readonly HeadroomView[];
  readonly discarded: readonly { round: number; why: string }[];
  readonly failures: readonly string[];
  /** Why cells are not plainly valid. */
  readonly concerns: readonly ConcernView[];
}

/** How much of what the load generator can do a cell took. Times in ms; null where the record does not tell. */
export interface HeadroomView {
  readonly cell: Pick<CellView, 'anchor' | 'mode' | 'scenario' | 'level'>;
  readonly bound: boolean;
  /** Of one core, of the busiest loader. */
  readonly cpuShare: number | null;
  readonly perSecond: number | null;
  /** Of the calibrated ceiling. */
  readonly ofCeiling: number | null;
  /** From the intended start until the request was sent; `wake` is the part that the load generator is to blame for. */
  readonly sendLag: { readonly p50: number | null; readonly p99: number | null } | null;
  readonly wakeLag: { readonly p50: number | null; readonly p99: number | null } | null;
}

/** Something to know about one or more cells. */
export interface ConcernView extends ReasonText {
  /** The states that its cells are in, the gravest first. */
  readonly states: readonly CellStatus[];
  readonly cells: readonly Pick<CellView, 'anchor' | 'mode' | 'scenario' | 'level'>[];
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}
