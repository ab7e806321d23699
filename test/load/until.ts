import { vi } from 'vitest';

/** Waits for a condition, as long as a busy machine may need. */
export function until(condition: () => boolean): Promise<void> {
  return vi.waitFor(
    () => {
      if (!condition()) throw new Error(`not yet: ${condition}`);
    },
    { timeout: 20_000, interval: 5 },
  );
}
