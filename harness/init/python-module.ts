import { codeOf, type Folder, folderOf } from './folder.ts';

/** A file of Python by the name that it is imported by. */
export interface PythonModule {
  /** `shop.web` */
  readonly name: string;
  /** The folder from which that name counts; empty for the folder itself. */
  readonly root: string;
}

/**
 * Names count from the first folder above that is no package. A folder without `__init__.py` is a package, too, where
 * the code that is in it imports by its name.
 */
export function moduleOf(folder: Folder, file: string, alsoPackage: boolean): PythonModule {
  const parts = file.replace(/\.py$/, '').split('/');
  if (parts.at(-1) === '__init__') parts.pop();
  let root = folderOf(file);
  while (root !== '' && (folder.exists(`${root}/__init__.py`) || (alsoPackage && root === folderOf(file)))) {
    root = folderOf(root);
  }
  const above = root === '' ? 0 : root.split('/').length;
  return { name: parts.slice(above).join('.'), root };
}

/** Whether code of this folder, or beside it, imports from it by its name: `from app.db import …` */
export function isImportedAsPackage(folder: Folder, inFolder: string): boolean {
  const name = inFolder.replace(/^.*\//, '');
  if (name === '') return false;
  const imported = new RegExp(`^[ \\t]*(?:from[ \\t]+(?:${name}\\b|\\.\\w*)|import[ \\t]+${name}\\b)`, 'm');
  const within = folder.files.filter((path) => path.startsWith(`${inFolder}/`) && path.endsWith('.py'));
  return within.some((path) => imported.test(codeOf(folder, path)));
}

/** The file of a module as the code of another names it; null where it is not in the folder. */
export function fileOfModule(folder: Folder, from: string, name: string): string | null {
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  const path = name.slice(dots).replaceAll('.', '/');
  let base = folderOf(from);
  for (let up = 1; up < dots; up++) base = folderOf(base);
  // An absolute name counts from some folder above; the nearest that has it is meant.
  for (let root = base; ; root = folderOf(root)) {
    const whole = [root, path].filter((part) => part !== '').join('/');
    const found = [`${whole}.py`, `${whole}/__init__.py`].find((file) => folder.files.includes(file));
    if (found !== undefined) return found;
    if (dots > 0 || root === '') return null;
  }
}
