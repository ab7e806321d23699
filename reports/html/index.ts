import { readFile } from 'node:fs/promises';
import type { RunRecord } from '../../harness/model/record.ts';
import type { RenderedFile, ReportFormat } from '../format.ts';
import { capacityViewOf } from '../view/capacity.ts';
import { viewOf } from '../view/index.ts';
import { type Assets, documentOf } from './document.ts';

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

/** The build puts the bundled script and the styles beside this module. */
async function builtAssets(): Promise<Assets> {
  const read = (name: string) => readFile(new URL(name, import.meta.url), 'utf8');
  const [script, style] = await Promise.all([read('./page.js'), read('./report.css')]);
  return { script, style };
}
