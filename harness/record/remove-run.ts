import { lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, journalFile, recordFile } from './run-folder.ts';

/** Bytes on disk of all files below a folder; links are not followed, and cost nothing. */
export function bytesOf(folder: string): number {
  const blockBytes = 512;
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sum + bytesOf(path);
    const { blocks, nlink } = lstatSync(path);
    // A file that has another name elsewhere stays.
    return nlink > 1 ? sum : sum + blocks * blockBytes;
  }, 0);
}

/**
 * Removes the folder of a run with all that is in it. Links are removed, not followed. What shows that it is a run goes
 * last: what an interruption leaves is still a run, and goes with the next.
 * @returns the code of the error where something stays; null when it is gone
 */
export function removeRun(folder: string): string | null {
  try {
    if (!lstatSync(folder).isDirectory()) return 'ENOTDIR';
    const marks = [recordFile, journalFile];
    const others = readdirSync(folder).filter((name) => !marks.includes(name));
    for (const name of [...others, ...marks]) rmSync(join(folder, name), { recursive: true, force: true });
    rmdirSync(folder);
    return null;
  } catch (error) {
    return codeOf(error);
  }
}
