import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

/** A file in a new folder, such as one of hooks or rows. Returns its path. */
export function writtenFile(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'modebench-file-'));
  folders.push(folder);
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Another file beside one that was written. */
export function besideFile(path: string, name: string, text: string): void {
  writeFileSync(join(path, '..', name), text);
}

export function removeWrittenFiles(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
