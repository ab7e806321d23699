import type { RunRecord } from '../../harness/model/record.ts';
import type { RenderedFile, ReportFormat } from '../format.ts';

export const jsonFormat: ReportFormat = {
  name: 'json',
  extension: 'json',
  summary: 'the whole record, for programs',
  render,
};

async function render(record: RunRecord): Promise<readonly RenderedFile[]> {
  return [{ name: 'report.json', content: `${JSON.stringify(record, null, 2)}\n` }];
}
