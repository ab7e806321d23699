import { FailureError, UsageError } from '../model/failure.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { presentFailure, presentUsage } from './present-failure.ts';

/** The words and the exit code of whatever a command threw. `debug` adds where it came from. */
export function presentError(error: unknown, debug: boolean): { text: string; exitCode: ExitCode } {
  const stack = debug && error instanceof Error ? `\n${error.stack ?? ''}` : '';
  if (error instanceof UsageError)
    return { text: presentUsage(error.problems) + stack, exitCode: exitCodes.usage };
  if (error instanceof FailureError) {
    return { text: `bench: ${presentFailure(error.failure)}${stack}`, exitCode: exitCodes.failed };
  }
  const message = error instanceof Error ? error.message : String(error);
  const hint = debug ? stack : '\n       this is a fault of Modebench itself; --debug shows where';
  return { text: `bench: ${message}${hint}`, exitCode: exitCodes.failed };
}
