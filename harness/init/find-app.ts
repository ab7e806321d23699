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
  /** Folders in it that look like apps of Node; these are looked for at the top only. */
  readonly elsewhere: readonly string[];
}

export function findApp(folder: Folder): Found {
  const node = findNodeApp(folder);
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
    elsewhere: app === null || app.kind === 'python' ? nodeFolders(folder) : [],
  };
}

function routesOf(folder: Folder, app: NodeApp | PythonApp | null): Routes {
  if (app === null) return sortRoutes([]);
  return sortRoutes(app.kind === 'node' ? findNodeRoutes(folder, app) : findPythonRoutes(folder, app));
}

/** What is sure to start comes before what is not; then what is nearer to the top. */
function rankOf(app: NodeApp | PythonApp): number {
  if (app.kind === 'node') return app.start === null ? 10 : 1;
  const file = app.callable?.place.file ?? app.django?.manage;
  return file === undefined ? 10 : file.split('/').length - (app.django === null ? 0 : 0.5);
}

const serverPackage =
  /"(?:express|fastify|koa|next|@nestjs\/core|@hapi\/hapi|@hono\/node-server|polka|restify)"\s*:/;

function nodeFolders(folder: Folder): readonly string[] {
  return folder.files.flatMap((path) => {
    const within = /^(.+)\/package\.json$/.exec(path)?.[1];
    return within !== undefined && serverPackage.test(folder.text(path) ?? '') ? [within] : [];
  });
}
