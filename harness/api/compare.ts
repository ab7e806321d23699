import { environmentDifferences } from '../machine/environment-differences.ts';
import type { RunRecord } from '../model/record.ts';
import type { RecordComparison } from '../model/record-comparison.ts';
import { readRecord } from '../record/record-file.ts';
import { resolveRecord } from '../runs/resolve-run.ts';
import { compareCellsOfRecords, nameOfRecord } from '../stats/compare-records.ts';

/** A record, or what names one: `latest`, `latest~1`, a --name, the beginning of a folder, or a path. */
export type RecordSource = RunRecord | string;

export interface CompareOptions {
  /** Where runs are kept, for names. */
  readonly out?: string | undefined;
}

/**
 * Candidate ÷ baseline of each cell that two records share, with intervals. They were not measured together: what had
 * changed of the machine between them is in the ratios, and where it was another machine nothing is concluded. Modes of
 * one run are compared in its record, in pairs and by far closer.
 * @throws UsageError where a name fits no record, or the file is none
 */
export async function compare(
  baseline: RecordSource,
  candidate: RecordSource,
  { out }: CompareOptions = {},
): Promise<RecordComparison> {
  const [from, to] = [await recordOf(baseline, out), await recordOf(candidate, out)];
  const differences = environmentDifferences(from.environment, to.environment);
  return {
    ...{ baseline: nameOfRecord(from), candidate: nameOfRecord(to), differences },
    ...compareCellsOfRecords(from, to, differences.length === 0),
  };
}

async function recordOf(source: RecordSource, out: string | undefined): Promise<RunRecord> {
  return typeof source === 'string' ? readRecord((await resolveRecord(source, out)).record) : source;
}
