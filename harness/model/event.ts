import type { ExperimentName, ExperimentResult } from './experiment.ts';
import type { Failure } from './failure.ts';
import type { Plan } from './plan.ts';
import type { RunRecord, StopReason } from './record.ts';
import type { LaunchResult, RoundResult, SliceResult } from './slice.ts';

/** What happens while measuring, in order. The journal keeps it, progress shows it. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly plan: Plan;
      /** That a whole round visits. */
      readonly cells: number;
      /** What the sessions before this one measured, of a run that is gone on with. */
      readonly earlier: { readonly rounds: readonly RoundResult[]; readonly slices: readonly SliceResult[] };
    }
  /** The code of a ref is made ready, before anything is built. */
  | {
      readonly type: 'code';
      /** "main@70dc05c" */
      readonly of: string;
      readonly step:
        | { readonly kind: 'checkout'; readonly commit: string }
        /** A folder of the working tree is used in its place: the same packages, or the same environment of Python. */
        | { readonly kind: 'linked'; readonly folder: string; readonly why: 'same-lockfile' | 'environment' }
        | { readonly kind: 'install'; readonly command: string; readonly why: string }
        /** It has packages to install and no lockfile that says which. */
        | { readonly kind: 'unlocked'; readonly folder: string };
    }
  /** A build step of the user's own begins, for these variants. */
  | { readonly type: 'build-started'; readonly variants: readonly string[]; readonly command: string }
  | { readonly type: 'round-started'; readonly round: number; readonly elapsedMs: number }
  | { readonly type: 'launched'; readonly launch: LaunchResult }
  | { readonly type: 'warming'; readonly round: number; readonly scenario: string }
  | {
      readonly type: 'slice-started';
      readonly round: number;
      readonly variant: string;
      readonly scenario: string;
      readonly level: SliceResult['level'];
    }
  | { readonly type: 'slice'; readonly slice: SliceResult; readonly elapsedMs: number }
  | {
      readonly type: 'act-started';
      readonly experiment: ExperimentName;
      readonly act: string;
      readonly variant: string;
    }
  | { readonly type: 'act'; readonly result: ExperimentResult; readonly elapsedMs: number }
  | { readonly type: 'trouble'; readonly failure: Failure }
  | { readonly type: 'round'; readonly round: RoundResult; readonly elapsedMs: number }
  | { readonly type: 'stopped'; readonly why: StopReason }
  /** Everything that was started is ended, and the record is made; it is written after this. */
  | { readonly type: 'ended'; readonly record: RunRecord; readonly troubles: readonly Failure[] };

export type EventSink = (event: RunEvent) => void;
