import { type Folder, firstMatchIn, folderOf, languageOf, matches, type Place, type Seen } from './folder.ts';
import type { NodeApp } from './node-app.ts';
import { importedFile } from './node-imports.ts';
import { joinRoute } from './routes.ts';

/** A router that is put under a path: `app.use('/users', users)`, `fastify.register(users, { prefix: '/users' })`. */
interface Mount {
  readonly file: string;
  /** What it is put on. */
  readonly receiver: string;
  readonly prefix: string;
  readonly target: { readonly name: string } | { readonly file: string };
}

const quoted = '[\'"`]([^\'"`]*)[\'"`]';
const notServers =
  /^(?:axios|https?|request|client|agent|got|ky|cache|redis|map|store|storage|session|config|configService|cookies|headers|params|_|expect|nock|cy)$/i;
const forBrowsers = /^(?:public|client|frontend|web|www|static|assets)\//;

/** Paths that routers of Express, Fastify, Koa, Hono and their like answer GET on, and those that plain code compares. */
export function findNodeRoutes(folder: Folder, { sources, framework }: NodeApp): Seen<string>[] {
  const files = sources.filter((file) => !forBrowsers.test(file));
  if (framework?.value === 'Next.js') return nextRoutes(folder);
  if (framework?.value === 'NestJS') return nestRoutes(folder, files);
  const graph = new RouterGraph(folder, files);
  const found = files.flatMap((file) => graph.routesOf(file));
  return framework === null ? [...found, ...files.flatMap((file) => comparedPaths(folder, file))] : found;
}

/** Which routers stand under which paths. */
class RouterGraph {
  readonly #folder: Folder;
  readonly #mounts: readonly Mount[];
  /** Fastify's plugin that puts a folder of routes under the paths of its folders. */
  readonly #autoload: boolean;

  constructor(folder: Folder, files: readonly string[]) {
    this.#folder = folder;
    this.#mounts = files.flatMap((file) => mountsOf(folder, file));
    this.#autoload = firstMatchIn(folder, files, /@fastify\/autoload|fastify-autoload/g) !== null;
  }

  /** Those whose whole path is known. */
  routesOf(file: string): Seen<string>[] {
    return handlersOf(this.#folder, file).flatMap(({ receiver, path, place }) => {
      const prefix = this.#prefix(file, receiver, 0);
      return prefix === null ? [] : [{ value: joinRoute(prefix, path), place }];
    });
  }

  /** Null when it cannot be told. */
  #prefix(file: string, receiver: string, depth: number): string | null {
    if (depth > 5) return null;
    const own = constructedPrefix(this.#folder, file, receiver);
    const here = this.#mounts.find(
      ({ file: of, target }) => of === file && 'name' in target && target.name === receiver,
    );
    const mount = here ?? this.#mounts.find(({ target }) => 'file' in target && target.file === file);
    if (mount !== undefined) {
      const above = this.#prefix(mount.file, mount.receiver, depth + 1);
      return above === null ? null : joinRoute(above, mount.prefix, own);
    }
    const folders = /(?:^|\/)routes\/(.*)$/.exec(file)?.[1];
    if (this.#autoload && folders !== undefined)
      return folders.includes('_') ? null : `/${folderOf(folders)}`;
    return /rout/i.test(receiver) && !/^(?:routes?|server)$/.test(receiver) && depth === 0 && own === ''
      ? null
      : own;
  }
}

function handlersOf(folder: Folder, file: string): { receiver: string; path: string; place: Place }[] {
  const direct = matches(folder, file, /\b(\w+)\s*\.get\(\s*(['"`])(\/[^'"`\n]*)\2\s*,/g).map(
    ({ value, place }) => ({
      ...{ receiver: value[1] ?? '', path: value[3] ?? '', place },
    }),
  );
  const chained = matches(
    folder,
    file,
    /\b(\w+)\s*\.route\(\s*(['"`])(\/[^'"`\n]*)\2\s*\)[^;]{0,200}?\.get\(/g,
  ).map(({ value, place }) => ({ receiver: value[1] ?? '', path: value[3] ?? '', place }));
  const described = matches(
    folder,
    file,
    /\b(\w+)\s*\.route\(\s*\{([\s\S]{0,300}?)(?:handler|schema)\b/g,
  ).flatMap(({ value, place }) => {
    const path = /\b(?:url|path)\s*:\s*['"`](\/[^'"`]*)/.exec(value[2] ?? '')?.[1];
    const get = /\bmethod\s*:\s*\[?\s*['"`]GET/i.test(value[2] ?? '');
    return path === undefined || !get ? [] : [{ receiver: value[1] ?? '', path, place }];
  });
  return [...direct, ...continued(folder, file), ...chained, ...described].filter(
    ({ receiver }) => !notServers.test(receiver),
  );
}

/** `router.get('/', list).get('/new', form)`: the later ones are on what the statement began with. */
function continued(folder: Folder, file: string): { receiver: string; path: string; place: Place }[] {
  const beginning =
    /(?:^|[;{}])[ \t]*(\w+)\s*\.(?:get|post|put|patch|delete|del|head|options|all|use)\(|\b(?:const|let|var)\s+(\w+)\s*(?::[^=\n]+)?=\s*(?:new\s+)?[\w.]+\(/gm;
  const begun = matches(folder, file, beginning);
  return matches(folder, file, /(?<=\)\s*)\.get\(\s*(['"`])(\/[^'"`\n]*)\1\s*,/g).flatMap(
    ({ value, place }) => {
      const on = begun.findLast(({ value: { index } }) => index < value.index)?.value;
      const receiver = on?.[1] ?? on?.[2];
      return receiver === undefined ? [] : [{ receiver, path: value[2] ?? '', place }];
    },
  );
}

/** `new Router({ prefix: '/users' })` */
function constructedPrefix(folder: Folder, file: string, receiver: string): string {
  const pattern = new RegExp(
    `\\b${receiver}\\s*=\\s*(?:new\\s+)?\\w*Router\\(\\s*\\{[^}]*?prefix\\s*:\\s*${quoted}`,
    'g',
  );
  return matches(folder, file, pattern)[0]?.value[1] ?? '';
}

function mountsOf(folder: Folder, file: string): Mount[] {
  const imports = importsOf(folder, file);
  const mount = (receiver: string, prefix: string, expression: string): Mount[] => {
    const required = /require\(\s*['"](\.[^'"]*)['"]\s*\)|import\(\s*['"](\.[^'"]*)['"]/.exec(expression);
    const direct = required === null ? null : importedFile(folder, file, required[1] ?? required[2] ?? '');
    if (direct !== null) return [{ file, receiver, prefix, target: { file: direct } }];
    // The last is the router; what stands before it are functions that its requests go through.
    const name = /([A-Za-z_$][\w$]*)(?:\.[\w$]+(?:\(\))?)?\s*$/.exec(expression.trim())?.[1];
    if (name === undefined) return [];
    const from = imports.get(name);
    return [{ file, receiver, prefix, target: from === undefined ? { name } : { file: from } }];
  };
  const used = matches(
    folder,
    file,
    /\b(\w+)\s*\.(?:use|route)\(\s*(?:['"`](\/[^'"`]*)['"`]\s*,\s*)?([^;]{1,200}?)\)\s*(?:;|\n|$)/g,
  );
  const registered = matches(
    folder,
    file,
    /\b(\w+)\s*\.register\(\s*((?:[^,{;()]|\([^()]*\)){1,120})\s*(?:,\s*\{([^}]*)\})?\s*\)/g,
  );
  return [
    ...used.flatMap(({ value }) => mount(value[1] ?? '', value[2] ?? '', value[3] ?? '')),
    ...registered.flatMap(({ value }) => {
      const prefix = /\bprefix\s*:\s*['"`]([^'"`]*)/.exec(value[3] ?? '')?.[1] ?? '';
      return mount(value[1] ?? '', prefix, value[2] ?? '');
    }),
  ];
}

/** Names that stand for files of the folder. */
function importsOf(folder: Folder, file: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const statement =
    /\b(?:const|let|var)\s+(\w+|\{[^}]*\})\s*=\s*require\(\s*['"](\.[^'"]*)['"]|\bimport\s+(?:\*\s+as\s+)?(\w+|\{[^}]*\})\s+from\s+['"](\.[^'"]*)['"]/g;
  for (const { value } of matches(folder, file, statement)) {
    const target = importedFile(folder, file, value[2] ?? value[4] ?? '');
    if (target === null) continue;
    for (const name of (value[1] ?? value[3] ?? '').matchAll(/(\w+)\s*(?=[,}]|$)/g))
      found.set(name[1] ?? '', target);
  }
  return found;
}

/** `if (req.url === '/about')` */
function comparedPaths(folder: Folder, file: string): Seen<string>[] {
  const compared =
    /\b(?:url|pathname|path)\s*={2,3}\s*['"`](\/[^'"`\s]*)['"`]|\bcase\s+['"`](\/[^'"`\s]*)['"`]\s*:/g;
  return matches(folder, file, compared).map(({ value, place }) => ({
    value: value[1] ?? value[2] ?? '',
    place,
  }));
}

function nestRoutes(folder: Folder, files: readonly string[]): Seen<string>[] {
  const prefix = firstMatchIn(folder, files, /setGlobalPrefix\(\s*['"`]([^'"`]*)['"`]/g)?.value[1] ?? '';
  return files.flatMap((file) => {
    const [controller, second] = matches(folder, file, /@Controller\(\s*(?:['"`]([^'"`]*)['"`])?\s*\)/g);
    if (controller === undefined || second !== undefined) return [];
    return matches(folder, file, /@Get\(\s*(?:['"`]([^'"`]*)['"`])?\s*\)/g).map(({ value, place }) => ({
      ...{ value: joinRoute(prefix, controller.value[1] ?? '', value[1] ?? ''), place },
    }));
  });
}

/** The files of Next.js are its routes. */
function nextRoutes(folder: Folder): Seen<string>[] {
  return folder.files.flatMap((file): Seen<string>[] => {
    if (languageOf(file) !== 'javascript' && !file.endsWith('.mdx')) return [];
    const inApp = /^(?:src\/)?app\/(.*?)(?:^|\/)?(?:page|route)\.\w+$/.exec(file);
    const inPages = /^(?:src\/)?pages\/(.*)\.\w+$/.exec(file);
    const path = inApp?.[1] ?? inPages?.[1]?.replace(/(?:^|\/)index$/, '');
    if (path === undefined || /(?:^|\/)_|(?:^|\/)(?:404|500)$|\.(?:test|spec)$|@/.test(path)) return [];
    if (
      /(?:^|\/)route\.\w+$/.test(file) &&
      !/export\s+(?:async\s+)?(?:function|const)\s+GET\b/.test(folder.text(file) ?? '')
    )
      return [];
    const shown = path.split('/').filter((part) => !/^\(.*\)$/.test(part));
    return [{ value: joinRoute(...shown), place: { file, line: 1 } }];
  });
}
