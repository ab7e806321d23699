import { limits } from './defaults.ts';
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

/**
 * The ladder of a closed workload: `1,8,32`, or `1..64` which doubles from the first to the last.
 * Returned in rising order without repeats; undefined, with problems noted, when any part is wrong.
 */
export function parseConcurrency(text: string, problems: Problems): number[] | undefined {
  const flag = '--concurrency';
  const bounds = { min: 1, max: limits.concurrency };
  const levels = new Set<number>();
  let sound = true;
  for (const part of text.split(',')) {
    const range = /^(\d+)\.\.(\d+)$/.exec(part.trim());
    if (range === null) {
      const value = parseCount(flag, part, bounds, problems);
      if (value === undefined) sound = false;
      else levels.add(value);
      continue;
    }
    const [first, last] = [Number(range[1]), Number(range[2])];
    if (first < bounds.min || last > bounds.max || first > last) {
      problems.add(
        flag,
        `${quote(part)} is not a rising range`,
        `write 1..64 for 1, 2, 4, … 64; allowed: ${bounds.min} to ${bounds.max}`,
      );
      sound = false;
      continue;
    }
    for (let level = first; level < last; level *= 2) levels.add(level);
    levels.add(last);
  }
  if (sound && levels.size > limits.levels) {
    problems.add(flag, `${levels.size} levels are too many`, `at most ${limits.levels}`);
    return undefined;
  }
  return sound ? [...levels].sort((a, b) => a - b) : undefined;
}

export function quote(text: string): string {
  return `"${text}"`;
}
