import type { RunRecord } from '../../harness/model/record.ts';
import { findingsCsvOf } from '../csv.ts';
import type { RenderedFile, ReportFormat } from '../format.ts';
import { experimentsOf } from '../view/experiments.ts';
import { comparisonsCsv } from './comparisons.ts';
import { observationsCsv } from './observations.ts';
import { searchesCsv } from './searches.ts';
import { slicesCsv } from './slices.ts';

export const csvFormat: ReportFormat = {
  name: 'csv',
  extension: 'csv',
  summary: 'tables for pandas, R or a spreadsheet: figures, slices, comparisons',
  render,
};

async function render(record: RunRecord): Promise<readonly RenderedFile[]> {
  const begins = 'run,time,commit,';
  const files = [
    { name: 'data.csv', content: observationsCsv(record), begins },
    { name: 'slices.csv', content: slicesCsv(record), begins },
    { name: 'comparisons.csv', content: comparisonsCsv(record), begins },
  ];
  if (record.search !== undefined)
    files.push({ name: 'searches.csv', content: searchesCsv(record, record.search), begins });
  if (record.experiments.length === 0) return files;
  const findings = findingsCsvOf({ experiments: experimentsOf(record) });
  return [...files, { name: 'findings.csv', content: findings, begins: 'experiment,act,variant,' }];
}
