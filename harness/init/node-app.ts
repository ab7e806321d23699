import { type Folder, firstMatchIn, type Place, type Seen, sourcesOf } from './folder.ts';
import { reachedFrom } from './node-imports.ts';
import { findNodePort, findOwnCluster, type NodePort } from './node-port.ts';
import { findStart, type NodeStart, serves } from './node-start.ts';
import { dependencyPlace, type PackageFile, readPackage } from './scripts.ts';

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

/** Null where nothing of it is in the folder. */
export function findNodeApp(folder: Folder): NodeApp | null {
  const pack = readPackage(folder);
  const sources = sourcesOf(folder, 'javascript');
  const framework = findFramework(folder, pack, sources);
  const started = findStart(folder, pack, framework?.value ?? null);
  if (started === null && (framework === null || pack === null)) return null;
  const begins = started?.source ?? null;
  const isEntry = started?.start.kind === 'entry';
  if (framework === null && isEntry && firstMatchIn(folder, sources, serves) === null) return null;
  const reached = begins === null ? [] : reachedFrom(folder, begins);
  const ordered = [...new Set([...(begins === null ? [] : [begins]), ...reached, ...sources])];
  return {
    kind: 'node',
    framework,
    plainHttp: framework === null && firstMatchIn(folder, ordered, /\bcreate(?:Secure)?Server\(/g) !== null,
    start: started === null ? null : { value: started.start, place: started.place },
    env: started?.env ?? {},
    build: started?.build ?? null,
    port: findNodePort(folder, begins, reached, ordered),
    ownCluster: begins === null ? null : findOwnCluster(folder, begins),
    sources: ordered,
  };
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
  // A plugin of Fastify that its own tool serves need not have it but for development.
  if (pack !== null && 'fastify-cli' in { ...pack.dependencies, ...pack.devDependencies }) {
    return { value: 'Fastify', place: dependencyPlace(folder, pack, 'fastify-cli') };
  }
  const imported = firstMatchIn(
    folder,
    sources,
    /(?:require\(\s*|from\s+|import\s+)['"](next|@nestjs\/core|fastify|@hono\/node-server|koa|@hapi\/hapi|restify|polka|express)['"]/g,
  );
  const title = frameworks.find(([name]) => name === imported?.value[1])?.[1];
  return imported === null || title === undefined ? null : { value: title, place: imported.place };
}
