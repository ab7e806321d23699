import { setTimeout as sleep } from 'node:timers/promises';

/** Waits; rejects with the signal's own reason when aborted, where the platform's timer has one of its own. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
}
