import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../model/failure.ts';
import { runFolders } from '../record/run-folder.ts';

/**
 * `latest`, the name of a run, its folder or a file in it → the run's folder.
 * @throws UsageError when there is none
 */
export async function resolveRun(reference: string, runsFolder: string): Promise<string> {
  if (reference === 'latest') {
    const [newest] = await runFolders(runsFolder);
    if (newest !== undefined) return newest;
    throw new UsageError([
      {
        where: reference,
        message: `there is no run in ${runsFolder}`,
        hint: 'make one with bench run, or name its folder',
      },
    ]);
  }
  for (const candidate of [reference, join(runsFolder, reference)]) {
    const found = await stat(candidate).catch(() => null);
    if (found?.isDirectory()) return candidate;
    if (found?.isFile()) return dirname(candidate);
  }
  throw new UsageError([
    {
      where: reference,
      message: 'is neither a file, a folder nor the name of a run',
      hint: `runs are kept in ${runsFolder}`,
    },
  ]);
}
