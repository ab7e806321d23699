import type { GateMetricName, GateOutcome, GateTest } from '../../harness/model/gate.ts';

/** Whether a change made anything worse: what `bench gate` came to. */
export interface GateView {
  readonly outcome: GateOutcome;
  /** "Gate: fail". */
  readonly headline: string;
  /** "1 failed, 2 warnings, 21 passed". */
  readonly counts: string;
  /** What was compared with what: "working tree, with changes beside commit 89abcde12345". */
  readonly candidate: string;
  readonly baseline: string;
  /** The same in short: "working tree", "main@70dc05c". */
  readonly head: string;
  readonly base: string;
  /** What the verdict says of the change, without a full stop: "working tree is worse than main@70dc05c in 2 figures …". */
  readonly verdict: string;
  /** "18 rounds, 2 more left out because the machine was disturbed". */
  readonly rounds: string;
  /** What a pass could not rule out, without a full stop; null where nothing. */
  readonly open: string | null;
  /** The smallest worsening that this run could have seen, without a full stop. */
  readonly reach: string;
  /** What cannot be judged, why, and what to try, without full stops. */
  readonly troubles: readonly string[];
  /** In the order of the record. */
  readonly tests: readonly GateTestView[];
  /** How it was decided, in sentences. */
  readonly rules: readonly string[];
}

export interface GateTestView {
  /** What both sides have in common, as a mode with two codes; else the candidate. */
  readonly subject: string;
  readonly scenario: string;
  readonly level: string;
  readonly metric: GateMetricName;
  /** "CPU per request". */
  readonly label: string;
  readonly outcome: GateOutcome;
  readonly role: GateTest['role'];
  /** Not a plain pass: it failed, warns, cannot be judged, or differs, be it for the better. */
  readonly changed: boolean;
  /** "+6.2 % (+3.1 to +9.4)"; a dash where nothing is known. */
  readonly change: string;
  /** "5 %"; of failures "0.1 points". */
  readonly threshold: string;
  /** "2.9 %"; a dash where none would have been found. */
  readonly detectable: string;
  /** "p = 0.0004 (had to stay within 0.0025)"; empty where nothing was tested. */
  readonly probability: string;
  /** Without a full stop. */
  readonly sentence: string;
  /** To be drawn; null where nothing is known. */
  readonly picture: GatePicture | null;
}

/** Shares of the baseline, above 0 where worse. */
export interface GatePicture {
  readonly point: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly threshold: number;
}
