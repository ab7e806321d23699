import type { StartLoader } from '../load/loader-keeper.ts';
import type { Failure } from '../model/failure.ts';
import type { HookCall } from '../model/hook.ts';
import type { LoadTarget } from '../model/load.ts';
import type { MachineDelta } from '../model/machine.ts';
import type { MemorySample } from '../model/memory.ts';
import type { Unsampled } from '../model/slice.ts';

/**
 * What measuring needs of the world, each a narrow view of the real thing, so that the loop can be tested with a fake
 * clock and servers that fail on command.
 */
export interface Instruments {
  /** Starts fresh processes of a variant; rejects with a FailureError after cleaning up. */
  startServer(variant: string): Promise<RunningServer>;
  readonly startLoader: StartLoader;
  /** Runs a hook of the plan; rejects with FailureError `hook-failed`, and with its signal's reason when that aborts. */
  runHook(call: HookCall): Promise<void>;
  /** Begins watching the machine; the returned function ends it. `ownCpuMs`: CPU spent by the server and the loader. */
  watchMachine(): Promise<(ownCpuMs: number) => Promise<MachineDelta>>;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

export interface RunningServer {
  /** Where it is asked. */
  readonly target: LoadTarget;
  /** From spawn to ready; null where we did not start it. */
  readonly readyMs: number | null;
  /** Why memory and CPU are not known; absent where they are. */
  readonly unsampled?: Unsampled;
  hasExited(): Omit<Extract<Failure, { reason: 'server-exited' }>, 'reason' | 'variant' | 'phase'> | null;
  /** CPU time of the process tree so far, ms; null where it is not known. */
  cpuMs(): Promise<number | null>;
  /** Null where it is not known. */
  memory(): Promise<MemorySample | null>;
  /** Takes back what was written to the app's database. Rejects with FailureError `not-reset`. */
  reset(): Promise<void>;
  /** Ends it and proves that nothing is left; otherwise says what is. */
  stop(): Promise<Failure | null>;
}
