import type { RunRecord } from '../../harness/model/record.ts';
import type { RecordRatio } from '../../harness/model/record-comparison.ts';
import { asksAlike, type ShownRecord } from '../../harness/model/several-records.ts';
import { compareCellsOfRecords } from '../../harness/stats/compare-records.ts';

/** The ratios of several records. */
export interface ComparedRecords {
  /** To the record before; none for the first. */
  readonly steps: readonly (readonly RecordRatio[])[];
  /** Of the newest to the oldest that was measured as it was; of two records, to the other, however measured. */
  readonly whole: readonly RecordRatio[];
  /** Index of that oldest. */
  readonly first: number;
}

export function compareAll(shown: readonly ShownRecord[]): ComparedRecords {
  const steps = shown.map((one, index) => {
    const before = shown[index - 1];
    return before === undefined ? [] : ratiosOf(before, one);
  });
  const last = shown.length - 1;
  const newest = shown[last];
  const alike = shown.findIndex(({ group }) => group === newest?.group);
  // Where nothing was measured as the newest was, the one before it is as good as any.
  const first = alike === last || shown.length === 2 ? last - 1 : alike;
  const oldest = shown[first];
  const whole =
    first === last - 1 || newest === undefined || oldest === undefined
      ? (steps[last] ?? [])
      : ratiosOf(oldest, newest);
  return { steps, whole, first };
}

function ratiosOf(from: ShownRecord, to: ShownRecord): readonly RecordRatio[] {
  const { ratios } = compareCellsOfRecords(from.record, to.record, from.group === to.group);
  return ratios.map((ratio) =>
    isAsked(from.record, to.record, ratio.scenario) ? ratio : { ...ratio, verdict: 'inconclusive' },
  );
}

function isAsked(from: RunRecord, to: RunRecord, scenario: string): boolean {
  return asksAlike(from, to, scenario);
}
