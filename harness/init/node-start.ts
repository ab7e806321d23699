import { type Folder, firstMatchIn, joinPath, languageOf, type Place, type Seen } from './folder.ts';
import { entryExtensions, importsOutput, outputFolder, resolveEntry } from './node-imports.ts';
import { packageManager } from './project.ts';
import { type Compiler, type PackageFile, type Program, packagePlace, readScript } from './scripts.ts';

export type NodeStart = Extract<Program, { kind: 'entry' | 'fastify-cli' | 'next' }>;

export interface Started {
  readonly start: NodeStart;
  readonly place: Place;
  readonly env: Readonly<Record<string, string>>;
  /** The file of the folder that the entry is, or is built from. */
  readonly source: string | null;
  /** What is started is built by this; null where it is not built. */
  readonly build: Seen<string> | null;
}

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
/** What makes a file one that serves. */
export const serves = /\.listen\(|\bcreateServer\(|\bserve\(|\.createSecureServer\(/g;

/** By its scripts, its main file, or a file of a usual name. */
export function findStart(
  folder: Folder,
  pack: PackageFile | null,
  framework: string | null,
): Started | null {
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
  const build = buildOf(folder, pack, name);
  switch (program.kind) {
    case 'other':
      return null;
    case 'next':
      return { start: program, place, env, source: null, build: build ?? nextBuild(folder) };
    case 'fastify-cli': {
      const app = program.args.find((word) => !word.startsWith('-') && resolveEntry(folder, word) !== null);
      return {
        start: program,
        place,
        env,
        source: app === undefined ? null : resolveEntry(folder, app),
        build: builds ? build : null,
      };
    }
    case 'nest': {
      const entry = 'dist/main.js';
      const start: NodeStart = { kind: 'entry', entry, flags: [], args: [], compiler: null };
      return { start, place, env, source: resolveEntry(folder, 'src/main'), build };
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
        const built = builds || importsOutput(folder, there);
        return { start, place, env, source: there, build: built ? build : null };
      }
      const source = sourceOf(folder, entry);
      // Neither there nor made by anything: some script that is of another time.
      if (build === null && !isThere(folder, entry)) return null;
      if (source === null && framework === null) return null;
      return { start: { ...program, entry: withExtension(entry, source) }, place, env, source, build };
    }
  }
}

/** The script that builds, or what npm runs before the script itself. */
function buildOf(folder: Folder, pack: PackageFile, script: string): Seen<string> | null {
  const name = ['build', `pre${script}`, 'compile'].find((candidate) => candidate in pack.scripts);
  if (name === undefined) return null;
  return { value: `${packageManager(folder)} run ${name}`, place: packagePlace(folder, 'scripts', name) };
}

function nextBuild(folder: Folder): Seen<string> {
  return { value: 'npx next build', place: packagePlace(folder, 'dependencies', 'next') };
}

/** `dist/main`, which Node resolves by itself only where nothing is loaded before it by `--import`. */
function withExtension(entry: string, source: string | null): string {
  if (/\.[cm]?js$/.test(entry)) return entry;
  const isFolder = source !== null && /\/index\.\w+$/.test(source) && !entry.endsWith('/index');
  return isFolder ? `${entry}/index.js` : `${entry}.js`;
}

/** Also among what is built, which is not listed. */
function isThere(folder: Folder, entry: string): boolean {
  return entryExtensions.some((extension) => folder.exists(entry + extension));
}

function startByEntry(folder: Folder, pack: PackageFile | null, entry: string, place: Place): Started {
  const compiler = compilerOf(folder, pack, entry, null);
  const build = pack !== null && importsOutput(folder, entry) ? buildOf(folder, pack, 'start') : null;
  return {
    start: { kind: 'entry', entry, flags: [], args: [], compiler },
    ...{ place, env: {}, source: entry, build },
  };
}

function compilerOf(
  folder: Folder,
  pack: PackageFile | null,
  entry: string,
  said: Compiler | null,
): Compiler | null {
  const tsNode = pack?.type === 'module' ? 'ts-node/esm' : 'ts-node';
  if (said !== null || !/\.[cm]?tsx?$/.test(entry)) return said === 'ts-node' ? tsNode : said;
  const has = (name: string) =>
    (pack !== null && (name in pack.dependencies || name in pack.devDependencies)) ||
    folder.exists(`node_modules/${name}/package.json`);
  return has('tsx') ? 'tsx' : has('ts-node') ? tsNode : null;
}

/** `dist/main.js` → `src/main.ts`, where that is in the folder. */
function sourceOf(folder: Folder, entry: string): string | null {
  const bare = entry.replace(/\.[cm]?js$/, '');
  const within = bare.replace(outputFolder, '');
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
