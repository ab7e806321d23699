import { type Folder, matches, type Place } from './folder.ts';

/** The list for `pip install -r`, and what is on it. */
export interface Requirements {
  readonly file: string;
  readonly names: readonly string[];
}

/** `Flask_SQLAlchemy` → `flask-sqlalchemy`: the same distribution, however it is written (PEP 503). */
export function distributionName(written: string): string {
  return written.toLowerCase().replace(/[-_.]+/g, '-');
}

const requirementsFiles = /^(?:[^/]+\/)?requirements[^/]*\.txt$|^requirements\/[^/]+\.txt$/;

/** What the app's lists of packages name, with where. */
export function readListed(folder: Folder): ReadonlyMap<string, Place> {
  const listed = new Map<string, Place>();
  const add = (name: string, place: Place) => {
    const key = distributionName(name);
    if (!listed.has(key)) listed.set(key, place);
  };
  for (const file of folder.files.filter((path) => requirementsFiles.test(path))) {
    for (const { value, place } of matches(folder, file, /^[ \t]*([A-Za-z][\w.-]*)/gm))
      add(value[1] ?? '', place);
  }
  const quotedOrKey = /^[ \t]*(?:["']([A-Za-z][\w.-]*)|([A-Za-z][\w.-]*)[ \t]*=)/gm;
  for (const file of ['pyproject.toml', 'Pipfile', 'setup.cfg', 'setup.py']) {
    for (const { value, place } of matches(folder, file, quotedOrKey)) add(value[1] ?? value[2] ?? '', place);
  }
  return listed;
}

/** The first folder on the way to the app: of several apps side by side, each has its list. */
function topOf(path: string): string {
  return path.includes('/') ? `${path.slice(0, path.indexOf('/'))}/` : '';
}

/**
 * The list of the app that begins in this file, without what is only for some systems or versions of Python; null where
 * there is none, or it is another tool's.
 */
export function readRequirements(folder: Folder, begins: string): Requirements | null {
  const top = topOf(begins);
  const files = folder.files.filter((path) => requirementsFiles.test(path));
  const usual = [
    'requirements.txt',
    'requirements/base.txt',
    'requirements/production.txt',
    'requirements/prod.txt',
  ];
  const file =
    [...usual.map((path) => top + path), ...usual].find((path) => files.includes(path)) ??
    files.find((path) => !path.includes('/') || path.startsWith('requirements/'));
  if (file === undefined) return null;
  const found = matches(folder, file, /^[ \t]*([A-Za-z][\w.-]*)[^;\n]*$/gm);
  return { file, names: [...new Set(found.map(({ value }) => distributionName(value[1] ?? '')))] };
}
