import { FailureError } from '../../model/failure.ts';

export function loaderError(detail: string): FailureError {
  return new FailureError({ reason: 'loader-error', variant: '', phase: '', detail });
}

/** @throws FailureError when a request cannot be written as HTTP */
export function sendable<T>(prepare: () => T): T {
  try {
    return prepare();
  } catch (error) {
    throw loaderError(error instanceof Error ? error.message : String(error));
  }
}
