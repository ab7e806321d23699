import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { Folder } from '../init/folder.ts';

/** Enough for an app; what is larger is looked at in part. */
const mostFiles = 5000;
const mostLevels = 6;
/** A source file that is larger was made by a program. */
const mostBytes = 512 * 1024;

/** What is installed or built, not written. */
const passedOver =
  /^(?:\..*|node_modules|bower_components|__pycache__|site-packages|venv|env|virtualenv|dist|build|out|coverage|target|vendor|htmlcov|.*\.egg-info)$/;

/** The view of a folder on disk that `bench init` has: read only, links not followed out of it. */
export function folderOnDisk(path: string): Folder {
  const root = realpathSync(path);
  const texts = new Map<string, string | null>();
  return {
    name: basename(root),
    files: filesBelow(root),
    text(file) {
      const known = texts.get(file);
      if (known !== undefined) return known;
      const text = readWithin(root, file);
      texts.set(file, text);
      return text;
    },
    exists: (file) => existsSync(join(root, file)),
  };
}

function filesBelow(root: string): readonly string[] {
  const files: string[] = [];
  let level = [root];
  // Level by level: where there are too many files, those near the top are seen.
  for (let depth = 0; depth < mostLevels && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      for (const entry of entriesOf(folder)) {
        if (files.length >= mostFiles) return files;
        const path = join(folder, entry.name);
        if (entry.isFile()) files.push(relative(root, path));
        else if (entry.isDirectory() && !passedOver.test(entry.name) && !isVirtualEnvironment(path))
          next.push(path);
      }
    }
    level = next;
  }
  return files;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((one, other) =>
      one.name < other.name ? -1 : 1,
    );
  } catch {
    return [];
  }
}

export function isVirtualEnvironment(path: string): boolean {
  return existsSync(join(path, 'pyvenv.cfg'));
}

function readWithin(root: string, file: string): string | null {
  try {
    const path = realpathSync(join(root, file));
    // A name in a source may point anywhere; only the folder is looked at.
    if (!path.startsWith(`${root}/`) || statSync(path).size > mostBytes) return null;
    return readFileSync(path, 'utf8')
      .replace(/^\uFEFF/, '')
      .replaceAll('\r\n', '\n');
  } catch {
    return null;
  }
}
