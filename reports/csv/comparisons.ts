import type { Comparison } from '../../harness/model/estimate.ts';
import { metrics } from '../../harness/model/metric.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { placeColumns, runColumns } from './columns.ts';
import { type Column, tableOf } from './lines.ts';

const comparisonColumns: readonly Column<Comparison>[] = [
  ['metric', ({ metric }) => metric],
  ['better', ({ metric }) => metrics[metric].better],
  ['ratio', ({ ratio }) => ratio.point],
  ['low', ({ ratio }) => ratio.low],
  ['high', ({ ratio }) => ratio.high],
  ['confidence', ({ ratio }) => ratio.confidence],
  ['rounds', ({ ratio }) => ratio.rounds],
  ['few_rounds', ({ ratio }) => ratio.fewRounds],
  ['verdict', ({ verdict }) => verdict],
];

/** All comparisons, one per row: candidate ÷ baseline. */
export function comparisonsCsv(record: RunRecord): string {
  const columns: readonly Column<Comparison>[] = [
    ...runColumns(record),
    ['baseline', ({ baseline }) => baseline],
    ['candidate', ({ candidate }) => candidate],
    ...placeColumns,
    ...comparisonColumns,
  ];
  return tableOf(columns, record.comparisons);
}
