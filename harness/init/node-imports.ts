import { type Folder, folderOf, joinPath, matches } from './folder.ts';
import { resolveEntry } from './node-start.ts';

/** The file of the folder that a relative specifier means. */
export function importedFile(folder: Folder, from: string, specifier: string): string | null {
  const path = joinPath(folderOf(from), specifier);
  // TypeScript's sources name the file that they are compiled to.
  return resolveEntry(folder, path) ?? resolveEntry(folder, path.replace(/\.[cm]?js$/, ''));
}

const specifiers = /\b(?:require|import)\(\s*['"](\.[^'"]*)['"]|\b(?:from|import)\s+['"](\.[^'"]*)['"]/g;

/** Files that this one imports, and those that they import, the nearest first; without itself. */
export function reachedFrom(folder: Folder, entry: string): readonly string[] {
  const reached = new Set([entry]);
  for (const file of reached) {
    for (const { value } of matches(folder, file, specifiers)) {
      const next = importedFile(folder, file, value[1] ?? value[2] ?? '');
      // What is added while a set is gone through is gone through, too.
      if (next !== null) reached.add(next);
    }
  }
  reached.delete(entry);
  return [...reached];
}
