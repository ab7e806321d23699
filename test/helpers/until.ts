import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a condition; far longer than it should take, for only a hang must fail a test. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms for ${what}`);
    await sleep(10);
  }
}
