import type { RunRecord } from '../../harness/model/record.ts';
import type { RenderedFile, ReportFormat } from '../format.ts';
import { cellFamilies } from './cells.ts';
import { comparisonFamilies } from './comparisons.ts';
import { runFamilies } from './run.ts';
import { expositionOf } from './text.ts';

export const openMetricsFormat: ReportFormat = {
  name: 'openmetrics',
  extension: 'txt',
  summary: 'OpenMetrics text, for Prometheus and what else reads it',
  render,
};

async function render(record: RunRecord): Promise<readonly RenderedFile[]> {
  const families = [...runFamilies(record), ...cellFamilies(record), ...comparisonFamilies(record)];
  return [{ name: 'metrics.txt', content: expositionOf(families), begins: '# TYPE modebench_' }];
}
