import type { Failure } from '../model/failure.ts';

/** The caller knows which variant and round it was (`placed`). */
export function requestHookFailed(scenario: string, detail: string): Failure {
  return { reason: 'hook-failed', variant: '', phase: '', hook: 'request', scenario, round: null, detail };
}
