import type { RunRecord } from '../../harness/model/record.ts';
import type { SearchRecord, SearchResult } from '../../harness/model/search.ts';
import { runColumns } from './columns.ts';
import { type Column, tableOf } from './lines.ts';

const searchColumns: readonly Column<SearchResult>[] = [
  ['variant', ({ variant }) => variant],
  ['scenario', ({ scenario }) => scenario],
  ['outcome', ({ outcome }) => outcome],
  ['rate', ({ rate }) => rate],
  ['held', ({ low }) => low?.held ?? null],
  ['limit', ({ limit }) => limit?.point ?? null],
  ['limit_low', ({ limit }) => limit?.low ?? null],
  ['limit_high', ({ limit }) => limit?.high ?? null],
  ['failing_rate', ({ high }) => high?.rate ?? null],
  ['failed', ({ high }) => high?.failed ?? null],
  ['runs', ({ runs }) => runs.length],
];

/** What was found of each variant in each scenario, one per row; rates in requests per second. */
export function searchesCsv(record: RunRecord, { results }: SearchRecord): string {
  return tableOf<SearchResult>([...runColumns(record), ...searchColumns], results);
}
