import { parseArgsStringToArgv } from 'string-argv';
import { z } from 'zod';
import type { Folder, Place } from './folder.ts';

const texts = z.record(z.string(), z.string()).catch({});
const packageSchema = z.object({
  name: z.string().optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  main: z.string().optional().catch(undefined),
  scripts: texts,
  dependencies: texts,
  devDependencies: texts,
});
export type PackageFile = z.infer<typeof packageSchema>;

const packageFile = 'package.json';

/** Null where there is none, or none that can be read. */
export function readPackage(folder: Folder): PackageFile | null {
  try {
    return packageSchema.parse(JSON.parse(folder.text(packageFile) ?? ''));
  } catch {
    return null;
  }
}

/** The line of package.json on which a key stands within one of its sections. */
export function packagePlace(folder: Folder, section: string | null, key: string): Place {
  const lines = (folder.text(packageFile) ?? '').split('\n');
  const from = section === null ? 0 : lines.findIndex((line) => line.includes(`"${section}"`));
  const at = lines.findIndex((line, index) => index >= from && line.includes(`"${key}"`));
  return { file: packageFile, line: Math.max(at, from, 0) + 1 };
}

export function dependencyPlace(folder: Folder, { dependencies }: PackageFile, name: string): Place {
  return packagePlace(folder, name in dependencies ? 'dependencies' : 'devDependencies', name);
}

/** `ts-node/esm` is the same for packages of modules. */
export type Compiler = 'tsx' | 'ts-node' | 'ts-node/esm';

/** What a script starts, as far as a line tells it. */
export type Program =
  /** An entry file, run by Node itself or by what compiles as it loads. */
  | {
      readonly kind: 'entry';
      readonly entry: string;
      readonly flags: readonly string[];
      readonly args: readonly string[];
      readonly compiler: Compiler | null;
    }
  | { readonly kind: 'fastify-cli'; readonly args: readonly string[] }
  | { readonly kind: 'next' }
  | { readonly kind: 'nest' }
  /** A tool that serves no app of this folder, or one that is not known. */
  | { readonly kind: 'other'; readonly program: string };

export interface Script {
  readonly program: Program;
  /** As the line sets them before the program. */
  readonly env: Readonly<Record<string, string>>;
  /** The line builds before it starts. */
  readonly builds: boolean;
}

const launchers = new Set(['cross-env', 'env', 'dotenv', 'env-cmd', 'exec', 'npx', 'bunx']);
const watchers = new Set(['nodemon', 'supervisor', 'node-dev', 'pm2', 'pm2-runtime', 'forever']);
const compilers: Readonly<Record<string, Compiler>> = {
  tsx: 'tsx',
  'ts-node': 'ts-node',
  'ts-node-dev': 'ts-node',
  tsnd: 'ts-node',
  'ts-node-esm': 'ts-node',
};
const nodeValues = /^(?:-r|--require|--import|--loader|--experimental-loader|--env-file|-C|--conditions)$/;
/** Options that a watcher or compiler takes a value for; those of Node are handed on. */
const watcherValues =
  /^(?:-w|--watch|-e|--ext|-i|--ignore|-d|--delay|-P|--project|--tsconfig|-V|-c|--config|-r|--require|--import|--loader|--env-file)$/;

/** What a script of package.json comes to; null when it calls itself in a circle or is not there. */
export function readScript(pack: PackageFile, name: string, depth = 0): Script | null {
  const line = pack.scripts[name];
  if (line === undefined || depth > 4) return null;
  const parts = line.split(/&&|;/).map((part) => part.trim());
  const last = parts.at(-1) ?? '';
  const builds = parts
    .slice(0, -1)
    .some((part) => /\b(?:build|tsc|compile|webpack|rollup|esbuild)\b/.test(part));
  const { env, words } = withoutEnvironment(parseArgsStringToArgv(last));
  const called = calledScript(words, pack);
  if (called !== null) {
    const inner = readScript(pack, called, depth + 1);
    return inner === null
      ? null
      : { ...inner, env: { ...env, ...inner.env }, builds: builds || inner.builds };
  }
  return { program: programOf(words), env, builds };
}

/** `npm run x`, `yarn x`, `pnpm x` → x, where that is a script. */
function calledScript(
  [first = '', second = '', third = '']: readonly string[],
  pack: PackageFile,
): string | null {
  if (!['npm', 'yarn', 'pnpm', 'bun'].includes(first)) return null;
  const name = second === 'run' || second === 'run-script' ? third : second;
  return name in pack.scripts ? name : null;
}

function withoutEnvironment(given: readonly string[]): { env: Record<string, string>; words: string[] } {
  const words = [...given];
  const env: Record<string, string> = {};
  for (let word = words[0]; word !== undefined; word = words[0]) {
    const set = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(word);
    if (set?.[1] !== undefined) env[set[1]] = set[2] ?? '';
    else if (!launchers.has(word) && word !== '--') break;
    words.shift();
  }
  return { env, words };
}

function programOf([first = '', ...rest]: readonly string[]): Program {
  const program = first.replace(/^.*\//, '');
  const compiler = compilers[program] ?? null;
  if (program === 'node') return nodeProgram(rest);
  if (watchers.has(program) || compiler !== null) return watchedProgram(rest, compiler);
  if (program === 'fastify' && rest[0] === 'start')
    return { kind: 'fastify-cli', args: serving(rest.slice(1)) };
  if (program === 'next') return { kind: 'next' };
  if (program === 'nest') return { kind: 'nest' };
  return { kind: 'other', program };
}

function nodeProgram(words: readonly string[]): Program {
  const { options, rest } = splitOptions(words, nodeValues);
  const [entry, ...args] = rest;
  if (entry === undefined) return { kind: 'other', program: 'node' };
  const compiler = options.some((word) => /\btsx\b/.test(word))
    ? 'tsx'
    : options.some((word) => /ts-node/.test(word))
      ? 'ts-node'
      : null;
  // One that restarts at every change would do so while it is measured.
  const flags = options.filter((word) => !/^--(?:watch|inspect)/.test(word));
  return { kind: 'entry', entry, flags, args, compiler };
}

/** `nodemon --watch src --exec ts-node src/app.ts`, `tsx watch src/app.ts`, `pm2 start app.js` */
function watchedProgram(words: readonly string[], compiler: Compiler | null): Program {
  const exec = words.findIndex((word) => word === '--exec' || word === '-x');
  if (exec !== -1) {
    const line = parseArgsStringToArgv(words[exec + 1] ?? '');
    const after = splitOptions(words.slice(exec + 2), watcherValues).rest;
    return programOf([...(line.length > 0 ? line : []), ...after]);
  }
  const first = splitOptions(words, watcherValues);
  const isCommand = first.rest[0] === 'watch' || first.rest[0] === 'start';
  const then = isCommand
    ? splitOptions(first.rest.slice(1), watcherValues)
    : { options: [], rest: first.rest };
  const [entry, ...args] = then.rest;
  if (entry === undefined) return { kind: 'other', program: compiler ?? 'nodemon' };
  const flags = [...first.options, ...then.options].filter(
    (word, index, all) =>
      nodeValues.test(word) || nodeValues.test(all[index - 1] ?? '') || /^--env-file=/.test(word),
  );
  const implied = compiler ?? (/\.[cm]?tsx?$/.test(entry) ? 'ts-node' : null);
  return { kind: 'entry', entry, flags, args, compiler: implied };
}

function splitOptions(words: readonly string[], withValue: RegExp): { options: string[]; rest: string[] } {
  const options: string[] = [];
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) break;
    options.push(word);
    if (!withValue.test(word)) continue;
    at++;
    options.push(words[at] ?? '');
  }
  return { options, rest: words.slice(at) };
}

/** Without what is said again (port, address) or would restart it (watch). */
function serving(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (/^(?:-p|--port|-a|--address)$/.test(word)) at++;
    else if (!/^(?:-w|--watch|-P|--pretty-logs|--port=.*|--address=.*)$/.test(word)) kept.push(word);
  }
  return kept;
}
