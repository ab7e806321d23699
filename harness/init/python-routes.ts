import type { DjangoProject } from './django.ts';
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
}

/** `app.register_blueprint(auth, url_prefix='/auth')`, `app.include_router(items.router, prefix='/items')` */
function mountsOf(folder: Folder, file: string): Mount[] {
  const imports = importsOf(folder, file);
  const call = /\.(?:register_blueprint|include_router)\(\s*([\w.]+)\s*,?([^()]*(?:\([^()]*\)[^()]*)*)\)/g;
  return matches(folder, file, call).map(({ value }) => {
    const parts = (value[1] ?? '').split('.');
    const name = parts.at(-1) ?? '';
    const from = imports.get(parts[0] ?? '');
    const said = /\b(?:url_)?prefix\s*=\s*(?:['"]([^'"]*)['"])?/.exec(value[2] ?? '');
    const prefix = said === null ? '' : (said[1] ?? null);
    return {
      name: parts.length === 1 ? (from?.name ?? name) : name,
      file: from?.file ?? (from === undefined ? file : null),
      prefix,
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
function prefixOf(folder: Folder, file: string, receiver: string, mounts: readonly Mount[]): string | null {
  const own = new RegExp(
    `^${receiver}[ \\t]*(?::[^=\\n]+)?=[ \\t]*(?:[\\w.]+\\.)?(?:Blueprint|APIBlueprint|APIRouter)\\(([^()]*(?:\\([^()]*\\)[^()]*)*)\\)`,
    'm',
  );
  const here = own.exec(codeOf(folder, file));
  const imported = here === null ? importsOf(folder, file).get(receiver) : undefined;
  const home = imported?.file ?? file;
  const definition = here ?? own.exec(codeOf(folder, home));
  // An app itself, not a part of one.
  if (definition === null) return '';
  const said = /\b(?:url_)?prefix\s*=\s*(?:['"]([^'"]*)['"])?/.exec(definition[1] ?? '');
  const declared = said === null ? '' : (said[1] ?? null);
  const mount = mounts.find(
    ({ name, file: of }) =>
      name === receiver &&
      (of === home || (of !== null && folderOf(of) === folderOf(home) && of.endsWith('__init__.py'))),
  );
  if (mount === undefined || mount.prefix === null || declared === null) return null;
  // Flask's is given once, where it is taken or where it is made; FastAPI's are put together.
  const isFlask = /Blueprint\(/.test(definition[0]);
  return isFlask ? mount.prefix || declared : joinRoute(mount.prefix, declared);
}

/** `path('polls/', include('polls.urls'))`, some levels deep. */
function djangoRoutes(folder: Folder, { urls, root }: DjangoProject): Seen<string>[] {
  if (urls === null) return [];
  return within(urls, '', 0);

  function within(file: string, prefix: string, depth: number): Seen<string>[] {
    const entry =
      /\b(?:re_)?(?:path|url)\(\s*(r?)['"]([^'"]*)['"]\s*,\s*(include\(\s*(?:\(\s*)?['"]([\w.]+)['"])?/g;
    return matches(folder, file, entry).flatMap(({ value, place }) => {
      const [whole, raw, written = '', includes, module = ''] = value;
      const path =
        raw === 'r' || /^re_path|^url/.test(whole) ? ofExpression(written, includes !== undefined) : written;
      if (path === null || path.startsWith('admin')) return [];
      if (includes === undefined) {
        return /,\s*(?:include|admin)\b/.test(codeAfter(folder, file, value))
          ? []
          : [{ value: `/${prefix}${path}`, place }];
      }
      const next = `${root === '' ? '' : `${root}/`}${module.replaceAll('.', '/')}.py`;
      return folder.exists(next) && depth < 3 ? within(next, `${prefix}${path}`, depth + 1) : [];
    });
  }
}

/** `^about/$` → `about/`; null for an expression that is more than a text. */
function ofExpression(expression: string, includes: boolean): string | null {
  const bare = expression.replace(/^\^/, '').replace(/\$$/, '');
  if (!includes && !expression.endsWith('$')) return null;
  return /[\\()[\]?*+|^$.]/.test(bare) ? null : bare;
}

/** The rest of the line that a match ends on, with its last comma. */
function codeAfter(folder: Folder, file: string, match: RegExpExecArray): string {
  const code = codeOf(folder, file);
  const end = match.index + match[0].length;
  return code.slice(end - 2, end + 60).split('\n')[0] ?? '';
}
