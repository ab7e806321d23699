import type { RecordEntry, SeveralView } from '../view/several-types.ts';

/** The part of the view that the page's script needs; embedded as JSON. */
export interface SeveralData extends Pick<SeveralView, 'kind' | 'modes' | 'scenarios'> {
  readonly records: readonly Pick<RecordEntry, 'number' | 'id' | 'startedAt' | 'git' | 'group' | 'ticks'>[];
}

export function severalDataOf({ kind, modes, scenarios, records }: SeveralView): SeveralData {
  return {
    ...{ kind, modes, scenarios },
    records: records.map(({ number, id, startedAt, git, group, ticks }) => ({
      ...{ number, id, startedAt, git, group, ticks },
    })),
  };
}
