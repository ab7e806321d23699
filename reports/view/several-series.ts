import type { CellSummary } from '../../harness/model/estimate.ts';
import { levelKey } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import type { SeriesMode } from './several-types.ts';

/** The modes of several records, and which of them a record's variant is. */
export interface Series {
  readonly modes: readonly SeriesMode[];
  /** Id of the mode that a variant is of. */
  modeOf(variant: string): string;
}

/** By id; where each record has but one mode they are one, whatever they are called. */
export function seriesOf(records: readonly RunRecord[]): Series {
  const single = records.every(({ plan }) => plan.variants.length === 1);
  const all = records.toReversed().flatMap(({ plan }) => plan.variants);
  const [newest] = all;
  if (single && newest !== undefined) {
    const label = [...new Set(all.toReversed().map((variant) => variant.label))].join(' → ');
    return { modes: [{ id: newest.id, label, index: 0 }], modeOf: () => newest.id };
  }
  const first = new Map(all.toReversed().map((variant) => [variant.id, variant.label]));
  const ids = [...new Set(all.map(({ id }) => id))];
  const modes = ids.map((id, index) => ({ id, label: first.get(id) ?? id, index }));
  return { modes, modeOf: (variant) => variant };
}

/** What a cell is known by in every record. */
export function cellKeyOf({ modeOf }: Series, { variant, scenario, level }: CellAddress): string {
  return JSON.stringify([modeOf(variant), scenario, levelKey(level)]);
}

type CellAddress = Pick<CellSummary, 'variant' | 'scenario' | 'level'>;
