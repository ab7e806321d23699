import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type ConfigChoice, type ReadConfig, readConfig } from '../../harness/config/read-config.ts';
import { UsageError } from '../../harness/model/failure.ts';

const made: string[] = [];

/** A folder with these files, for one test. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  made.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function read(
  files: Readonly<Record<string, string>>,
  choice: ConfigChoice = {},
): Promise<ReadConfig> {
  return readConfig(folderWith(files), choice);
}

/** Everything said against a configuration: `where: message | hint`, with files by their names. */
export async function complaints(
  files: Readonly<Record<string, string>>,
  choice: ConfigChoice = {},
): Promise<string[]> {
  const folder = folderWith(files);
  try {
    await readConfig(folder, choice);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.problems.map(({ where, message, hint }) =>
      `${where}: ${message}${hint === undefined ? '' : ` | ${hint}`}`.replaceAll(`${folder}/`, ''),
    );
  }
  return [];
}
