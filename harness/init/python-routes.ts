import { djangoRoutes } from './django-routes.ts';
import { codeOf, type Folder, folderOf, matches, type Seen } from './folder.ts';
import type { PythonApp } from './python-app.ts';
import { fileOfModule } from './python-module.ts';
import { joinRoute } from './routes.ts';

/** Paths that are answered to GET, as decorators and URL configurations say. */
export function findPythonRoutes(folder: Folder, app: PythonApp): Seen<string>[] {
  if (app.django !== null) return djangoRoutes(folder, app.django);
  const mounts = app.sources.flatMap((file) => mountsOf(folder, file));
  return app.sources.flatMap((file) => decoratedRoutes(folder, file, mounts));
}

/** A blueprint or router that the app takes under a path; the path is null where it is no literal. */
interface Mount {
  readonly name: string;
  readonly file: string | null;
  readonly prefix: string | null;
  /** What takes it. */
  readonly on: { readonly file: string; readonly receiver: string };
}

/** `app.register_blueprint(auth, url_prefix='/auth')`, `app.include_router(items.router, prefix='/items')` */
function mountsOf(folder: Folder, file: string): Mount[] {
  const imports = importsOf(folder, file);
  const call =
    /\b(\w+)\.(?:register_blueprint|include_router)\(\s*([\w.]+)\s*,?([^()]*(?:\([^()]*\)[^()]*)*)\)/g;
  return matches(folder, file, call).map(({ value }) => {
    const [, receiver = '', target = '', args = ''] = value;
    const parts = target.split('.');
    const from = imports.get(parts[0] ?? '');
    return {
      name: parts.length === 1 ? (from?.name ?? target) : (parts.at(-1) ?? ''),
      file: from === undefined ? file : from.file,
      prefix: literalPrefix(args),
      on: { file, receiver },
    };
  });
}

/** What names stand for that were imported from the folder: which name in which file. */
function importsOf(folder: Folder, file: string): ReadonlyMap<string, { name: string; file: string | null }> {
  const found = new Map<string, { name: string; file: string | null }>();
  for (const { value } of matches(
    folder,
    file,
    /^[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+(?:\(([^)]*)\)|(.*))$/gm,
  )) {
    for (const one of (value[2] ?? value[3] ?? '').split(',')) {
      const [name = '', as = name] = one.trim().split(/\s+as\s+/);
      if (!/^\w+$/.test(name)) continue;
      const from = value[1] ?? '';
      // Either a module of that package, or a name in that module.
      const module = fileOfModule(folder, file, from.endsWith('.') ? from + name : `${from}.${name}`);
      found.set(as.trim(), { name, file: module ?? fileOfModule(folder, file, from) });
    }
  }
  return found;
}

function decoratedRoutes(folder: Folder, file: string, mounts: readonly Mount[]): Seen<string>[] {
  const decorator = /^[ \t]*@(\w+)\.(route|get)\(\s*(?:path\s*=\s*|rule\s*=\s*)?['"]([^'"\n]*)['"]([^\n]*)/gm;
  return matches(folder, file, decorator).flatMap(({ value, place }) => {
    const [, receiver = '', how, path = '', rest = ''] = value;
    const methods = /methods\s*=\s*[[(]([^\])]*)/.exec(rest)?.[1];
    if (how === 'route' && methods !== undefined && !/GET/i.test(methods)) return [];
    const prefix = prefixOf(folder, file, receiver, mounts);
    return prefix === null ? [] : [{ value: joinRoute(prefix, path), place }];
  });
}

/** Null when it cannot be told under which path the routes of this variable are. */
function prefixOf(
  folder: Folder,
  file: string,
  receiver: string,
  mounts: readonly Mount[],
  depth = 0,
): string | null {
  const own = new RegExp(
    `^${receiver}[ \\t]*(?::[^=\\n]+)?=[ \\t]*(?:[\\w.]+\\.)?(Blueprint|APIBlueprint|APIRouter)\\(([^()]*(?:\\([^()]*\\)[^()]*)*)\\)`,
    'm',
  );
  const here = own.exec(codeOf(folder, file));
  const imported = here === null ? importsOf(folder, file).get(receiver) : undefined;
  const home = imported?.file ?? file;
  const definition = here ?? own.exec(codeOf(folder, home));
  // An app itself, not a part of one.
  if (definition === null) return '';
  const mount = mounts.find(({ name, file: of }) => name === receiver && of !== null && isHome(of, home));
  const declared = literalPrefix(definition[2] ?? '');
  if (mount === undefined || mount.prefix === null || declared === null || depth > 5) return null;
  const above = prefixOf(folder, mount.on.file, mount.on.receiver, mounts, depth + 1);
  if (above === null) return null;
  // Flask's is given once, where it is taken or where it is made; FastAPI's are put together.
  return definition[1] === 'APIRouter'
    ? joinRoute(above, mount.prefix, declared)
    : joinRoute(above, mount.prefix || declared);
}

/** A package may make the variable in its `__init__.py` and use it in its other files. */
function isHome(of: string, home: string): boolean {
  return of === home || (of.endsWith('__init__.py') && folderOf(of) === folderOf(home));
}

/** `prefix='/items'`; empty where none is given, null where it is no literal. */
function literalPrefix(args: string): string | null {
  const said = /\b(?:url_)?prefix\s*=\s*(?:['"]([^'"]*)['"])?/.exec(args);
  return said === null ? '' : (said[1] ?? null);
}
