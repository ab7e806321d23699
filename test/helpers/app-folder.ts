import type { NodeTools } from '../../harness/init/draft-node.ts';
import { findApp } from '../../harness/init/find-app.ts';
import type { Folder } from '../../harness/init/folder.ts';
import { makeDraft, type Tools } from '../../harness/init/make-draft.ts';
import type { PythonTools } from '../../harness/init/python-tools.ts';

const notListed = /(?:^|\/)(?:node_modules|dist|build|\.[^/]+)\//;

/** A folder of these texts. */
export function appFolder(texts: Readonly<Record<string, string>>, name = 'shop'): Folder {
  const paths = Object.keys(texts);
  const depth = (path: string) => path.split('/').length;
  return {
    name,
    files: paths
      .filter((path) => !notListed.test(path))
      .sort((one, other) => depth(one) - depth(other) || (one < other ? -1 : 1)),
    text: (path) => texts[path] ?? null,
    exists: (path) => paths.some((one) => one === path || one.startsWith(`${path}/`)),
  };
}

export const nodeTools: NodeTools = {
  version: '22.20.0',
  preload: { port: 'modebench/port', prefork: 'modebench/prefork', byPackage: true },
};

/** A virtual environment with every server but those named. */
export function venv(...without: readonly string[]): PythonTools {
  const programs: Record<string, string> = {};
  for (const name of ['gunicorn', 'waitress-serve', 'uvicorn', 'uwsgi', 'flask']) {
    if (!without.includes(name.replace('-serve', ''))) programs[name] = `.venv/bin/${name}`;
  }
  const all = ['flask', 'django', 'fastapi', 'starlette', 'gunicorn', 'waitress', 'uvicorn', 'uwsgi'];
  return {
    ...{ interpreter: '.venv/bin/python', version: '3.12.1', of: 'folder', programs },
    distributions: all.filter((name) => !without.includes(name)),
  };
}

export function toolsWith(python: PythonTools | null = venv(), programs: readonly string[] = []): Tools {
  return { node: nodeTools, python, programs: new Set(programs) };
}

/** What `bench init` makes of these texts. */
export function drafted(texts: Readonly<Record<string, string>>, tools: Tools = toolsWith()) {
  const folder = appFolder(texts);
  const found = findApp(folder);
  const draft = makeDraft(folder, found, tools);
  if (draft === null) throw new Error('no app was found');
  return { found, draft };
}

/** `dev` → its command, of the modes that can be used. */
export function commandsOf({ draft }: ReturnType<typeof drafted>): Record<string, unknown> {
  return Object.fromEntries(
    draft.modes.filter(({ off }) => off === null).map(({ name, config }) => [name, config.command]),
  );
}

/** `app.js:3 /users`, in their order. */
export function routesOf({ found }: ReturnType<typeof drafted>): string[] {
  return found.routes.literal.map(({ value, place }) => `${place.file}:${place.line} ${value}`);
}
