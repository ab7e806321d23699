import { type Folder, folderOf, joinPath, matches } from './folder.ts';

/** Where builds put what they make; files in there are not listed. */
export const outputFolder = /^(?:dist|build|out|lib|output|\.output)\//;
export const entryExtensions = [
  ...['', '.js', '.mjs', '.cjs', '.ts', '.mts', '/index.js', '/index.mjs', '/index.ts'],
];

/** The file that Node would take for this word. */
export function resolveEntry(folder: Folder, word: string): string | null {
  const path = joinPath(word);
  for (const extension of entryExtensions) {
    if (folder.files.includes(path + extension)) return path + extension;
  }
  return null;
}

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

/** `require('../dist/app')` in the file itself or in what it imports: it starts once that is built. */
export function importsOutput(folder: Folder, entry: string): boolean {
  return [entry, ...reachedFrom(folder, entry)].some((file) =>
    matches(folder, file, specifiers).some(({ value }) => {
      const specifier = value[1] ?? value[2] ?? '';
      const path = joinPath(folderOf(file), specifier);
      const there = folder.files.some(
        (one) => one === path || one.startsWith(`${path}/`) || one.startsWith(`${path}.`),
      );
      return outputFolder.test(`${path}/`) && !there;
    }),
  );
}
