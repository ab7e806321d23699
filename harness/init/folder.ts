/** The folder of an app as it is looked at: texts, never run, never imported. */
export interface Folder {
  /** Its own name, without those above it. */
  readonly name: string;
  /**
   * Its files, relative, with `/`, sorted by depth and then by name: without installed packages, build outputs, hidden
   * folders and virtual environments.
   */
  readonly files: readonly string[];
  /** The text of any file in it, also of one that is not listed; null when it is not there or no text. */
  text(path: string): string | null;
  exists(path: string): boolean;
}

/** Where something was read. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export interface Seen<T> {
  readonly value: T;
  readonly place: Place;
}

/** `src/app.js:12` */
export function placeText({ file, line }: Place): string {
  return `${file}:${line}`;
}

export type Language = 'javascript' | 'python' | 'other';

export function languageOf(path: string): Language {
  if (/\.(?:[cm]?[jt]s|[jt]sx)$/.test(path)) return 'javascript';
  return path.endsWith('.py') ? 'python' : 'other';
}

/** The code of a file, its comments blanked and its lines where they were; empty when there is none. */
export function codeOf(folder: Folder, file: string): string {
  const text = folder.text(file) ?? '';
  switch (languageOf(file)) {
    case 'javascript':
      // A block comment begins a line; `/*` within one may stand in a path, such as '/api/*'.
      return text.replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, blanked).replace(/^[ \t]*\/\/.*$/gm, '');
    case 'python':
      return text.replace(/("""|''')[\s\S]*?\1/g, blanked).replace(/^[ \t]*#.*$/gm, '');
    case 'other':
      return text;
  }
}

/** Every match of a global pattern in a file's code, with the line that it begins on. */
export function matches(folder: Folder, file: string, pattern: RegExp): Seen<RegExpExecArray>[] {
  const code = codeOf(folder, file);
  return [...code.matchAll(pattern)].map((value) => {
    // A pattern may take the line breaks before what it looks for; the line of its first word is meant.
    const start = value.index + (/\S/.exec(value[0])?.index ?? 0);
    return { value, place: { file, line: code.slice(0, start).split('\n').length } };
  });
}

export function firstMatch(folder: Folder, file: string, pattern: RegExp): Seen<RegExpExecArray> | null {
  return matches(folder, file, pattern)[0] ?? null;
}

/** The first of these files, in their order, that has a match. */
export function firstMatchIn(
  folder: Folder,
  files: readonly string[],
  pattern: RegExp,
): Seen<RegExpExecArray> | null {
  for (const file of files) {
    const found = firstMatch(folder, file, pattern);
    if (found !== null) return found;
  }
  return null;
}

const forTests =
  /(?:^|\/)(?:tests?|__tests__|spec|e2e|fixtures|migrations|cypress|docs?)\/|[._-](?:test|spec)\.[^/]+$|(?:^|\/)(?:test_[^/]*|conftest|setup|.*\.config)\.[^/]+$|\.d\.[cm]?ts$/;

/** The files of a language that belong to the app, not to its tests, migrations and tools. */
export function sourcesOf(folder: Folder, language: Language): readonly string[] {
  return folder.files.filter((path) => languageOf(path) === language && !forTests.test(path));
}

export function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** `src`, `../lib/a.js` → `lib/a.js`; what leaves the folder keeps its `..`. */
export function joinPath(...parts: readonly string[]): string {
  const joined: string[] = [];
  for (const part of parts.join('/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && joined.length > 0 && joined.at(-1) !== '..') joined.pop();
    else joined.push(part);
  }
  return joined.join('/');
}

/** From a folder within to a path within: `backend`, `.venv/bin/python` → `../.venv/bin/python`. */
export function relativeTo(cwd: string, path: string): string {
  const up = cwd.split('/').filter((part) => part !== '');
  const down = path.split('/');
  while (up.length > 0 && up[0] === down[0]) {
    up.shift();
    down.shift();
  }
  return [...up.map(() => '..'), ...down].join('/');
}

function blanked(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
