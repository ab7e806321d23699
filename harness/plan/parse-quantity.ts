import type { Problems } from './problems.ts';

/** Both ends are allowed. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

const secondsPerUnit: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** `90s`, `3m`, `250ms`, `1h` or a bare number of seconds. Undefined, with a problem noted, when it is none. */
export function parseSeconds(
  flag: string,
  text: string,
  bounds: Bounds,
  problems: Problems,
): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim());
  const amount = match?.[1];
  if (amount === undefined) {
    problems.add(flag, `${quote(text)} is not a length of time`, 'write 90s, 3m or 1h');
    return undefined;
  }
  const seconds = Number(amount) * (secondsPerUnit[match?.[2] ?? 's'] ?? 1);
  if (seconds < bounds.min || seconds > bounds.max) {
    problems.add(flag, `${quote(text)} is out of bounds`, `allowed: ${bounds.min}s to ${bounds.max}s`);
    return undefined;
  }
  return seconds;
}

/** `5%` or `0.05`, as a share. */
export function parseShare(flag: string, text: string, problems: Problems): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim());
  const amount = match?.[1];
  const share = amount === undefined ? Number.NaN : Number(amount) / (match?.[2] === '%' ? 100 : 1);
  if (!(share > 0 && share < 1)) {
    problems.add(flag, `${quote(text)} is not a share between 0 and 1`, 'write 5% or 0.05');
    return undefined;
  }
  return share;
}

/** A whole number within bounds. */
export function parseCount(
  flag: string,
  text: string,
  bounds: Bounds,
  problems: Problems,
): number | undefined {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= bounds.min && value <= bounds.max)) {
    problems.add(flag, `${quote(text)} is not a whole number from ${bounds.min} to ${bounds.max}`);
    return undefined;
  }
  return value;
}

export function quote(text: string): string {
  return `"${text}"`;
}
