import type { Folder, Seen } from './folder.ts';
import { findNodeApp, type NodeApp } from './node-app.ts';
import { findNodeRoutes } from './node-routes.ts';
import { findContainerCommand, findWebLine } from './procfile.ts';
import { findPythonApp, type PythonApp } from './python-app.ts';
import { findPythonRoutes } from './python-routes.ts';
import { type Routes, sortRoutes } from './routes.ts';

/** All that a folder says of the app in it. */
export interface Found {
  /** Null when there is none; a Procfile alone is one, too. */
  readonly app: NodeApp | PythonApp | null;
  readonly routes: Routes;
  /** `web:` of a Procfile. */
  readonly web: Seen<string> | null;
  /** What a Dockerfile would start. */
  readonly container: Seen<string> | null;
  /** Another app that is in the folder, which was left alone. */
  readonly other: NodeApp | PythonApp | null;
  /** Folders in it that look like apps of their own. */
  readonly elsewhere: readonly string[];
}

export function findApp(folder: Folder): Found {
  const node = startable(folder, findNodeApp(folder));
  const python = findPythonApp(folder);
  const pythonFirst = python !== null && (node === null || rankOf(python) <= rankOf(node));
  const app = pythonFirst ? python : node;
  return {
    ...{
      app,
      routes: routesOf(folder, app),
      web: findWebLine(folder),
      container: findContainerCommand(folder),
    },
    other: app === null ? null : pythonFirst ? node : python,
    elsewhere: elsewhere(folder, app),
  };
}

/** A package whose apps are in its folders is none itself. */
function startable(folder: Folder, app: NodeApp | null): NodeApp | null {
  return app !== null && app.start === null && nodeFolders(folder).length > 0 ? null : app;
}

function elsewhere(folder: Folder, app: NodeApp | PythonApp | null): readonly string[] {
  if (app === null) return nodeFolders(folder);
  return app.kind === 'python' ? [...djangoFolders(folder, app), ...nodeFolders(folder)] : [];
}

function routesOf(folder: Folder, app: NodeApp | PythonApp | null): Routes {
  if (app === null) return sortRoutes(folder, []);
  return sortRoutes(
    folder,
    app.kind === 'node' ? findNodeRoutes(folder, app) : findPythonRoutes(folder, app),
  );
}

/** What is sure to start comes before what is not; then what is nearer to the top. */
function rankOf(app: NodeApp | PythonApp): number {
  if (app.kind === 'node') return app.start === null ? 10 : 1;
  const file = app.callable?.place.file ?? app.django?.manage;
  return file === undefined ? 10 : file.split('/').length - (app.django === null ? 0 : 0.5);
}

const serverPackage =
  /"(?:express|fastify|koa|next|@nestjs\/core|@hapi\/hapi|@hono\/node-server|polka|restify)"\s*:/;
const aside = /(?:^|\/)(?:tests?|__tests__|fixtures|benchmarks?)(?:\/|$)/;

/** With a package that serves, or an entry file that listens. */
function nodeFolders(folder: Folder): readonly string[] {
  const found = new Set<string>();
  for (const path of folder.files) {
    const [, within, name] = /^(.+)\/(package\.json|(?:server|app|index|main)\.[cm]?[jt]s)$/.exec(path) ?? [];
    if (within === undefined || aside.test(within) || /(?:^|\/)src$/.test(within)) continue;
    const text = folder.text(path) ?? '';
    if (name === 'package.json' ? serverPackage.test(text) : /\.listen\(\s*\S/.test(text)) found.add(within);
  }
  return [...found];
}

/** Other projects of Django, where there are several. */
function djangoFolders(folder: Folder, { django }: PythonApp): readonly string[] {
  if (django === null) return [];
  const all = folder.files.filter((path) => path.endsWith('/manage.py') && path !== django.manage);
  return all.map((path) => path.slice(0, path.lastIndexOf('/')));
}
