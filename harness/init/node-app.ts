import {
  codeOf,
  type Folder,
  firstMatchIn,
  joinPath,
  languageOf,
  type Place,
  type Seen,
  sourcesOf,
} from './folder.ts';
import { findNodePort, findOwnCluster, type NodePort } from './node-port.ts';
import {
  dependencyPlace,
  type PackageFile,
  type Program,
  packagePlace,
  readPackage,
  readScript,
} from './scripts.ts';

export type NodeStart = Extract<Program, { kind: 'entry' | 'fastify-cli' | 'next' }>;

/** An app of Node. */
export interface NodeApp {
  readonly kind: 'node';
  /** `Express`; null where none is named. */
  readonly framework: Seen<string> | null;
  /** It makes its server itself. */
  readonly plainHttp: boolean;
  /** Null when it is not known how it is started. */
  readonly start: Seen<NodeStart> | null;
  /** Variables that its script sets before it starts. */
  readonly env: Readonly<Record<string, string>>;
  /** What must be done before it can start: `npm run build`. */
  readonly build: Seen<string> | null;
  readonly port: NodePort;
  /** Where it starts worker processes itself. */
  readonly ownCluster: Place | null;
  /** The file in which its code begins, where it is in the folder; then the others. */
  readonly sources: readonly string[];
}

/** By the name of the package; the first that is there is meant, for some bring others with them. */
const frameworks: readonly (readonly [string, string])[] = [
  ['next', 'Next.js'],
  ['@nestjs/core', 'NestJS'],
  ['fastify', 'Fastify'],
  ['@hono/node-server', 'Hono'],
  ['koa', 'Koa'],
  ['@hapi/hapi', 'hapi'],
  ['restify', 'restify'],
  ['polka', 'Polka'],
  ['express', 'Express'],
];

/** As people name what is to run: for production first, for development last. */
const scriptNames = [
  'start:prod',
  'serve:prod',
  'production',
  'start',
  'serve',
  'server',
  'dev',
  'start:dev',
];

const extensions = ['', '.js', '.mjs', '.cjs', '.ts', '.mts', '/index.js', '/index.mjs', '/index.ts'];
const outputs = /^(?:dist|build|out|lib|output|\.output)\//;
const usualEntries = [
  'server',
  'app',
  'index',
  'main',
  'src/server',
  'src/app',
  'src/index',
  'src/main',
  'bin/www',
];
const serves = /\.listen\(|\bcreateServer\(|\bserve\(|\.createSecureServer\(/g;

/** Null where nothing of it is in the folder. */
export function findNodeApp(folder: Folder): NodeApp | null {
  const pack = readPackage(folder);
  const sources = sourcesOf(folder, 'javascript');
  const framework = findFramework(folder, pack, sources);
  const started = startOf(folder, pack, framework?.value ?? null);
  if (started === null && (framework === null || pack === null)) return null;
  const begins = started?.source ?? null;
  if (framework === null && begins !== null && firstMatchIn(folder, [begins, ...sources], serves) === null) {
    return null;
  }
  const ordered = begins === null ? sources : [begins, ...sources.filter((file) => file !== begins)];
  return {
    kind: 'node',
    framework,
    plainHttp: framework === null && firstMatchIn(folder, ordered, /\bcreate(?:Secure)?Server\(/g) !== null,
    start: started === null ? null : { value: started.start, place: started.place },
    env: started?.env ?? {},
    build: started === null ? null : buildOf(folder, pack, started, framework?.value ?? null),
    port: findNodePort(folder, begins, ordered.slice(begins === null ? 0 : 1)),
    ownCluster: findOwnCluster(folder, ordered),
    sources: ordered,
  };
}

interface Started {
  readonly start: NodeStart;
  readonly place: Place;
  readonly env: Readonly<Record<string, string>>;
  /** The file of the folder that the entry is, or is built from. */
  readonly source: string | null;
  /** What is started has to be built. */
  readonly built: boolean;
}

function findFramework(
  folder: Folder,
  pack: PackageFile | null,
  sources: readonly string[],
): Seen<string> | null {
  for (const [name, title] of frameworks) {
    if (pack !== null && name in pack.dependencies) {
      return { value: title, place: dependencyPlace(folder, pack, name) };
    }
  }
  const imported = firstMatchIn(
    folder,
    sources,
    /(?:require\(\s*|from\s+|import\s+)['"](next|@nestjs\/core|fastify|@hono\/node-server|koa|@hapi\/hapi|restify|polka|express)['"]/g,
  );
  const title = frameworks.find(([name]) => name === imported?.value[1])?.[1];
  return imported === null || title === undefined ? null : { value: title, place: imported.place };
}

function startOf(folder: Folder, pack: PackageFile | null, framework: string | null): Started | null {
  if (pack !== null) {
    for (const name of scriptNames) {
      const started = startByScript(folder, pack, name, framework);
      if (started !== null) return started;
    }
    const main = pack.main === undefined ? null : resolveEntry(folder, pack.main);
    if (main !== null && firstMatchIn(folder, [main], serves) !== null) {
      return startByEntry(folder, pack, main, packagePlace(folder, null, 'main'));
    }
  }
  for (const usual of usualEntries) {
    const entry = resolveEntry(folder, usual);
    if (entry === null || languageOf(entry) === 'other' || firstMatchIn(folder, [entry], serves) === null)
      continue;
    const place = firstMatchIn(folder, [entry], serves)?.place ?? { file: entry, line: 1 };
    return startByEntry(folder, pack, entry, place);
  }
  return null;
}

function startByScript(
  folder: Folder,
  pack: PackageFile,
  name: string,
  framework: string | null,
): Started | null {
  const script = readScript(pack, name);
  if (script === null) return null;
  const place = packagePlace(folder, 'scripts', name);
  const { program, env, builds } = script;
  switch (program.kind) {
    case 'other':
      return null;
    case 'next':
      return { start: program, place, env, source: null, built: true };
    case 'fastify-cli': {
      const app = program.args.find((word) => !word.startsWith('-') && resolveEntry(folder, word) !== null);
      return {
        start: program,
        place,
        env,
        source: app === undefined ? null : resolveEntry(folder, app),
        built: builds,
      };
    }
    case 'nest': {
      const entry = 'dist/main.js';
      const start: NodeStart = { kind: 'entry', entry, flags: [], args: [], compiler: null };
      return { start, place, env, source: resolveEntry(folder, 'src/main'), built: true };
    }
    case 'entry': {
      // `pm2 start ecosystem.config.js`: not the app, but how others are to start it.
      if (/\.(?:json|ya?ml)$|(?:^|\/)ecosystem\b/.test(program.entry)) return null;
      const asWritten = program.entry === '.' ? (pack.main ?? 'index.js') : program.entry;
      const entry = joinPath(asWritten);
      const there = resolveEntry(folder, entry);
      if (there !== null) {
        const start = {
          ...program,
          entry: there,
          compiler: compilerOf(folder, pack, there, program.compiler),
        };
        return { start, place, env, source: there, built: builds };
      }
      const source = sourceOf(folder, entry);
      // Neither in the folder nor built from what is: some script that is of another time.
      if (source === null && !builds && !('build' in pack.scripts)) return null;
      if (source === null && framework === null) return null;
      return { start: { ...program, entry }, place, env, source, built: true };
    }
  }
}

function startByEntry(folder: Folder, pack: PackageFile | null, entry: string, place: Place): Started {
  const compiler = compilerOf(folder, pack, entry, null);
  return {
    start: { kind: 'entry', entry, flags: [], args: [], compiler },
    ...{ place, env: {}, source: entry, built: false },
  };
}

function compilerOf(
  folder: Folder,
  pack: PackageFile | null,
  entry: string,
  said: 'tsx' | 'ts-node' | null,
): 'tsx' | 'ts-node' | null {
  if (said !== null || !/\.[cm]?tsx?$/.test(entry)) return said;
  const has = (name: string) =>
    (pack !== null && (name in pack.dependencies || name in pack.devDependencies)) ||
    folder.exists(`node_modules/${name}/package.json`);
  return has('tsx') ? 'tsx' : has('ts-node') ? 'ts-node' : null;
}

/** The file that Node would take for this word. */
export function resolveEntry(folder: Folder, word: string): string | null {
  const path = joinPath(word);
  for (const extension of extensions) {
    if (folder.files.includes(path + extension)) return path + extension;
  }
  return null;
}

/** `dist/main.js` → `src/main.ts`, where that is in the folder. */
function sourceOf(folder: Folder, entry: string): string | null {
  const bare = entry.replace(/\.[cm]?js$/, '');
  const within = bare.replace(outputs, '');
  const names = [
    `src/${within}`,
    within,
    within.replace(/^src\//, 'src/'),
    `src/${within.replace(/^.*\//, '')}`,
  ];
  for (const name of names) {
    const found = resolveEntry(folder, name);
    if (found !== null) return found;
  }
  return null;
}

function buildOf(
  folder: Folder,
  pack: PackageFile | null,
  { built }: Started,
  framework: string | null,
): Seen<string> | null {
  if (!built || pack === null) return null;
  const place = packagePlace(folder, 'scripts', 'build');
  if ('build' in pack.scripts) return { value: `${packageManager(folder)} run build`, place };
  return framework === 'Next.js'
    ? { value: 'npx next build', place: packagePlace(folder, 'dependencies', 'next') }
    : null;
}

function packageManager(folder: Folder): string {
  if (folder.exists('pnpm-lock.yaml')) return 'pnpm';
  if (folder.exists('yarn.lock')) return 'yarn';
  return folder.exists('bun.lockb') || folder.exists('bun.lock') ? 'bun' : 'npm';
}

/** Whether the app takes its settings from a file that is not there yet. */
export function missingSettings(folder: Folder): string | null {
  if (folder.exists('.env')) return null;
  return (
    ['.env.example', '.env.sample', '.env.template', '.env.dist'].find((name) => folder.exists(name)) ?? null
  );
}

/** An app that speaks of a compiler it does not name can still be TypeScript. */
export function isTypeScript(folder: Folder): boolean {
  return folder.exists('tsconfig.json') || codeOf(folder, 'package.json').includes('"typescript"');
}
