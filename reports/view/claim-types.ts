import type { ClaimKind, Verdict } from '../../harness/model/claim.ts';
import type { Spread } from '../wording/numbers.ts';

export interface ClaimView {
  readonly id: string;
  readonly anchor: string;
  readonly document: string;
  readonly documentTitle: string;
  /** Where it stands in the document. */
  readonly place: string;
  readonly kind: ClaimKind;
  readonly subject: string;
  readonly stated: string;
  readonly verdict: Verdict;
  /** What the verdict rests on, in one sentence. */
  readonly finding: string;
  /** What was measured, as short as it can be told; the reason where nothing was. */
  readonly short: string;
  /** Whether the finding says the verdict already, since every figure has the same. */
  readonly plain: boolean;
  /** How a statement that leaves something open is read. */
  readonly reading: string | null;
  /** At which blocking time per request a stated range of throughput would hold. */
  readonly blocking: string | null;
  readonly reason: string;
  /** "Node stand-in", or null when the document's own server was measured. */
  readonly standIn: string | null;
  readonly evidence: readonly EvidenceView[];
  /** The axis that its figures are drawn on; null where there is nothing to draw. */
  readonly picture: PictureView | null;
}

/** One measured or observed thing held against what a document states. */
export interface EvidenceView {
  /** `json, 8 connections`, or the experiment: `overlap`. */
  readonly where: string;
  /** What was run: ids of variants, each with the anchor of its figures; the first divided by the second. */
  readonly ran: readonly { readonly id: string; readonly anchor: string | null }[];
  readonly measured: string;
  readonly verdict: Verdict;
  /** For drawing, in the unit of the picture; null where it cannot be drawn on its axis. */
  readonly figure: Spread | null;
}

export interface PictureView {
  readonly unit: string;
  readonly log: boolean;
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  /** Null ends are open. */
  readonly stated: RangeView | null;
  readonly widest: RangeView | null;
  /** A ratio of 1, where it is on the axis. */
  readonly reference: number | null;
}

export interface RangeView {
  readonly low: number | null;
  readonly high: number | null;
}

/** The claims of one document, as it has them. */
export interface DocumentView {
  readonly id: string;
  readonly title: string;
  /** "3 supported, 2 refuted". */
  readonly counts: string;
  /** What to make of it. */
  readonly sentences: readonly string[];
  readonly places: readonly { readonly place: string; readonly claims: readonly ClaimView[] }[];
}

/** The claims in few lines: those about ratios one by one, the rest counted. */
export interface ClaimsInShort {
  readonly told: readonly string[];
  readonly rest: string | null;
}
