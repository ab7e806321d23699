import { median } from 'simple-statistics';

/** Null where there is nothing to take it of. */
export function medianOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : median([...values]);
}
