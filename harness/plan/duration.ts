const msPerUnit: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** `10s`, `500ms`, `2m`, or a number of ms, as configuration files write it; in ms. NaN for what is none. */
export function durationMs(written: string | number): number {
  if (typeof written === 'number') return written;
  const [, amount, unit = 'ms'] = /^(\d+(?:\.\d+)?)\s*(ms|s|m)?$/.exec(written.trim()) ?? [];
  return amount === undefined ? Number.NaN : Number(amount) * (msPerUnit[unit] ?? 1);
}
