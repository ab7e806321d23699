import type { Fact, Range } from './types.ts';

/** Median, least and greatest of what was seen; null when nothing was. */
export function rangeOf(values: readonly number[]): Range | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) return null;
  return { median: medianOf(sorted), least, most, n: sorted.length };
}

function medianOf(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Median and greatest over slices; `base` says of what they are a share. */
export function spreadFact(
  name: string,
  values: readonly number[],
  show: (value: number) => string,
  base: string,
): Fact {
  const range = rangeOf(values);
  if (range === null) return { name, value: 'not told by the system' };
  return { name, value: `median ${show(range.median)}, at most ${show(range.most)} of ${base}` };
}
