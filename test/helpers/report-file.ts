import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '../../harness/model/record.ts';

/** Writes the page of a record as the built package renders it, and gives its path. */
export async function writeReport(folder: string, file: string, record: RunRecord): Promise<string> {
  const { reportFormats } = await import('#built/reports/index.js');
  const format = reportFormats.find((one: { name: string }) => one.name === 'html');
  const [rendered] = await format!.render(record);
  const path = join(folder, file);
  await writeFile(path, rendered!.content);
  return path;
}
