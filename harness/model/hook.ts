import type { Trial } from './config.ts';

export const hookKinds = ['setup', 'teardown', 'request'] as const;
export type HookKind = (typeof hookKinds)[number];

/** How long a setup or teardown may take where nothing else is said. */
export const usualHookTimeoutMs = 30_000;

/** A setup or teardown that is to be run. */
export interface HookCall {
  readonly hook: Exclude<HookKind, 'request'>;
  readonly trial: Omit<Trial, 'signal'>;
  readonly timeoutMs: number;
  /** The run was interrupted, and leaves it less time than was asked for. */
  readonly hurried?: boolean;
  /** Ends it; absent where nothing but its time-out does. */
  readonly signal?: AbortSignal;
}
