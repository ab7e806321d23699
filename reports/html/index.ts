import type { RunRecord } from '../../harness/model/record.ts';
import type { RenderedFile, ReportFormat } from '../format.ts';
import { capacityViewOf } from '../view/capacity.ts';
import { viewOf } from '../view/index.ts';
import { documentOf } from './document.ts';
import { builtAssets } from './shell.ts';

export const htmlFormat: ReportFormat = {
  name: 'html',
  extension: 'html',
  summary: 'one self-contained page with charts',
  render,
};

async function render(record: RunRecord): Promise<readonly RenderedFile[]> {
  return [
    { name: 'report.html', content: documentOf(viewOf(record), await builtAssets(), capacityViewOf(record)) },
  ];
}
