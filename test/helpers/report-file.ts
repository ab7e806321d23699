import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '../../harness/model/record.ts';
import type { ShownRecord } from '../../harness/model/several-records.ts';
import type { RenderedFile } from '../../reports/format.ts';

/** Writes the page of a record, or of several, as the built package renders it, and gives its path. */
export async function writeReport(
  folder: string,
  file: string,
  shown: RunRecord | readonly ShownRecord[],
): Promise<string> {
  const [rendered] = 'id' in shown ? await renderOne(shown) : await renderSeveral(shown);
  const path = join(folder, file);
  await writeFile(path, rendered!.content);
  return path;
}

async function renderOne(record: RunRecord): Promise<readonly RenderedFile[]> {
  const { reportFormats } = await import('#built/reports/index.js');
  return reportFormats.find(({ name }) => name === 'html')!.render(record);
}

async function renderSeveral(records: readonly ShownRecord[]): Promise<readonly RenderedFile[]> {
  const { severalFormats } = await import('#built/reports/several.js');
  const { severalViewOf } = await import('#built/reports/view/several.js');
  return severalFormats.find(({ name }) => name === 'html')!.render(severalViewOf(records));
}
