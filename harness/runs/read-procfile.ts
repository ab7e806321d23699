import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../model/failure.ts';
import type { ReadProcfile } from '../plan/parse-procfile.ts';
import { codeOf } from '../record/run-folder.ts';

/**
 * The file with what its lines may refer to; a folder stands for the Procfile in it.
 * @throws UsageError when it cannot be read
 */
export async function readProcfile(named: string | undefined): Promise<ReadProcfile | undefined> {
  if (named === undefined) return undefined;
  const isFolder = (await stat(named).catch(() => null))?.isDirectory() ?? false;
  const path = isFolder ? join(named, 'Procfile') : named;
  try {
    const text = await readFile(path, 'utf8');
    return { path, folder: resolve(dirname(path)), text, environment: process.env };
  } catch (error) {
    const message = `"${path}" cannot be read (${codeOf(error)})`;
    throw new UsageError([{ where: '--procfile', message, hint: 'name a file such as ./Procfile' }]);
  }
}
