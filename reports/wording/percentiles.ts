import type { Percentiles } from '../../harness/model/estimate.ts';
import { requestsNeeded } from '../../harness/stats/quantile-support.ts';
import { count, list, NBSP, NONE, number } from './numbers.ts';

export type PercentileKey = Exclude<keyof Percentiles, 'requests' | 'lowerBounds'>;

/** Every percentile that a report tells, with its quantile; the greatest value has none. */
export const percentileColumns: readonly {
  readonly key: PercentileKey;
  readonly name: string;
  readonly q: number | null;
}[] = [
  { key: 'p50', name: 'p50', q: 0.5 },
  { key: 'p75', name: 'p75', q: 0.75 },
  { key: 'p90', name: 'p90', q: 0.9 },
  { key: 'p95', name: 'p95', q: 0.95 },
  { key: 'p99', name: 'p99', q: 0.99 },
  { key: 'p999', name: 'p99.9', q: 0.999 },
  { key: 'p9999', name: 'p99.99', q: 0.9999 },
  { key: 'max', name: 'max', q: null },
];

export const INSUFFICIENT = 'insufficient';

/** A percentile in ms, "≥" before it where unfinished requests hide how high it is; or that there is none. */
export function percentileText(percentiles: Percentiles, key: PercentileKey): string {
  const value = percentiles[key];
  if (value === null) return key === 'max' ? NONE : INSUFFICIENT;
  return percentiles.lowerBounds?.includes(key) ? `≥${NBSP}${number(value)}` : number(value);
}

/** What the word in a table means, with what each percentile that is missing there would need; null where none is. */
export function insufficientNote(tables: readonly Percentiles[]): string | null {
  const lacking = percentileColumns.filter(({ key }) => tables.some((table) => table[key] === null));
  if (lacking.length === 0) return null;
  const few = lacking.flatMap(({ name, key, q }) =>
    q !== null && tables.some((one) => one[key] === null && one.requests < requestsNeeded(q))
      ? [`${name} needs ${count(requestsNeeded(q))}`]
      : [],
  );
  const unused = tables.some((one) =>
    percentileColumns.some(
      ({ key, q }) => q !== null && one[key] === null && one.requests >= requestsNeeded(q),
    ),
  );
  const told = [
    ...(few.length === 0 ? [] : [`too few requests lie beyond it (${list(few)})`]),
    ...(unused ? ['slices gave fewer answers than there are connections'] : []),
  ];
  return `${INSUFFICIENT}: ${told.length === 0 ? 'no request was answered' : told.join('; or ')}`;
}
