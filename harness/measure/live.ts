import type { Failure } from '../model/failure.ts';
import type { LoadTarget } from '../model/load.ts';
import type { MemorySample } from '../model/memory.ts';
import type { Variant } from '../model/variant.ts';
import type { RunningServer } from './instruments.ts';

/** A variant whose processes are up in this round. */
export interface Live {
  readonly variant: Variant;
  readonly server: RunningServer;
  readonly target: LoadTarget;
  /** Null until it was read, and where the server was gone by then. */
  idleMemory: MemorySample | null;
  /** Why it is not measured, though it is up: its setup has failed. */
  unfit: Failure | null;
  /** Scenarios that are not measured on this launch any more, for a hook of theirs has failed. */
  readonly lost: Map<string, Failure>;
}

/** CPU time between two readings, ms; null where the server's is not known. */
export function cpuSince(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}
