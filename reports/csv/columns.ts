import { type Level, levelValue } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { servedBy } from '../served-by.ts';
import type { Column } from './lines.ts';

/** Which run a row is of: the same in every row, so that the tables of many runs can be put below one another. */
export function runColumns({ id, startedAt, environment: { git } }: RunRecord): readonly Column<unknown>[] {
  return [
    ['run', () => id],
    ['time', () => startedAt],
    ['commit', () => git?.commit ?? null],
    ['dirty', () => git?.dirty ?? null],
  ];
}

/** What served. */
export function variantColumns({ plan }: RunRecord): readonly Column<{ readonly variant: string }>[] {
  const known = new Map(plan.variants.map((variant) => [variant.id, servedBy(variant)]));
  return [
    ['stack', ({ variant }) => known.get(variant)?.stack ?? null],
    ['mode', ({ variant }) => known.get(variant)?.mode ?? null],
    ['workers', ({ variant }) => known.get(variant)?.workers ?? null],
    ['threads', ({ variant }) => known.get(variant)?.threads ?? null],
    ['variant', ({ variant }) => variant],
  ];
}

export const placeColumns: readonly Column<{ readonly scenario: string; readonly level: Level }>[] = [
  ['scenario', ({ scenario }) => scenario],
  ['level_kind', ({ level }) => level.kind],
  ['level', ({ level }) => levelValue(level)],
];
