import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../model/failure.ts';

export const recordFile = 'record.json';
export const journalFile = 'journal.jsonl';

/** Where runs are kept unless told otherwise, below the current folder. */
export const defaultRunsFolder = join('.bench', 'runs');

/** `2026-11-21T03-12-45-run`: sorts by time, and fits every file system. */
export function runId(startedAt: Date, name: string): string {
  return `${startedAt.toISOString().slice(0, 19).replaceAll(':', '-')}-${name}`;
}

/**
 * Makes a folder of its own for a run; a second run of the same second gets a number.
 * @throws UsageError where nothing can be written there
 */
export async function createRunFolder(parent: string, startedAt: Date, name: string): Promise<string> {
  try {
    await mkdir(parent, { recursive: true });
    await access(parent, constants.W_OK);
    for (let attempt = 1; ; attempt++) {
      const folder = join(parent, runId(startedAt, name) + (attempt === 1 ? '' : `-${attempt}`));
      try {
        await mkdir(folder);
        return folder;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
    }
  } catch (error) {
    throw new UsageError([
      {
        where: '--out',
        message: `nothing can be written to "${parent}" (${codeOf(error)})`,
        hint: 'name another folder',
      },
    ]);
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
