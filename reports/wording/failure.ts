import type { Failure } from '../../harness/model/failure.ts';
import { list, milliseconds } from './numbers.ts';

/** One line for a failure while measuring: which variant, in which phase, what was seen. */
export function failureText(failure: Failure): string {
  return 'variant' in failure
    ? `${failure.variant}, ${failure.phase}: ${seen(failure)}`
    : `the journal ${failure.path} could not be written (${failure.code})`;
}

function seen(failure: Exclude<Failure, { reason: 'journal-write' }>): string {
  switch (failure.reason) {
    case 'spawn-failed':
      return `${failure.program} could not be started (${failure.code})`;
    case 'server-exited':
      return `the server ended by itself (${ending(failure)})`;
    case 'not-ready':
      return `not ready after ${milliseconds(failure.afterMs)} (${failure.lastSeen})`;
    case 'foreign-listener':
      return `another program listens on port ${failure.port}`;
    case 'not-stopped':
      return `left behind after stopping: ${list(failure.left)}`;
    case 'loader-exited':
      return `the load generator ended by itself (${ending(failure)})`;
    case 'loader-error':
      return `the load generator failed: ${failure.detail}`;
    case 'engine-refused':
      return `the engine ${failure.engine} cannot measure this: ${failure.detail}`;
  }
}

function ending(end: { exitCode: number | null; signal: string | null }): string {
  if (end.signal !== null) return `signal ${end.signal}`;
  return end.exitCode === null ? 'no exit code' : `exit code ${end.exitCode}`;
}
