import { type Folder, firstMatch, matches, type Place, type Seen } from './folder.ts';

/** How an app of Node learns its port. */
export type NodePort =
  | { readonly how: 'variable'; readonly name: string; readonly place: Place }
  /** Written into it. */
  | { readonly how: 'fixed'; readonly port: number; readonly place: Place }
  | { readonly how: 'unknown' };

const variable =
  /(?:process\.env|import\.meta\.env|\b\w*[eE]nv(?:Vars|ironment|s)?)(?:\.|\[\s*['"])([A-Z][A-Z0-9_]*_PORT|PORT|port)\b|\{[^{}]*?\b(PORT)\b[^{}]*\}\s*=\s*process\.env|(?:config|configService)\.get(?:OrThrow)?(?:<[^>]*>)?\(\s*['"]([A-Z0-9_]*PORT)['"]/g;

/** Ports of others that an app knows of. */
const ofOthers =
  /^(?:DB|DATABASE|REDIS|PG|POSTGRES|POSTGRESQL|MYSQL|MARIADB|MONGO|MONGODB|SMTP|MAIL|EMAIL|RABBITMQ|AMQP|KAFKA|ELASTIC|METRICS|DEBUG|INSPECT|DEV|CLIENT|FRONTEND|PROXY|HMR|VITE|GRPC|SENTINEL|CACHE|QUEUE|HTTPS|TLS|SSL)_/;

const number = '(\\d{2,5})';
/** In the order of how plainly they say it. */
const fixed: readonly RegExp[] = [
  new RegExp(`\\.listen\\(\\s*['"]?${number}\\b`, 'g'),
  new RegExp(`\\.listen\\(\\s*\\{[^}]*?\\bport\\s*:\\s*${number}\\b`, 'g'),
  new RegExp(`\\bserve\\(\\s*\\{[^}]*?\\bport\\s*:\\s*${number}\\b`, 'g'),
  new RegExp(
    `\\b(?:port|PORT|serverPort|httpPort|server_port)\\b['"]?\\s*(?::\\s*\\w+\\s*)?[=:]\\s*['"]?${number}\\b`,
    'g',
  ),
];

/** Looks where the app begins first, then in what that imports, then everywhere. */
export function findNodePort(
  folder: Folder,
  entry: string | null,
  reached: readonly string[],
  all: readonly string[],
): NodePort {
  if (entry !== null) {
    const here = variableIn(folder, entry) ?? fixedIn(folder, [entry], fixed);
    if (here !== null) return here;
  }
  // A number that is only called port may be anybody's; beside `listen` it is the app's.
  const listened = fixed.slice(0, 3);
  const among = (files: readonly string[]) =>
    firstOf(files, (file) => variableIn(folder, file)) ?? fixedIn(folder, files, listened);
  return among(reached) ?? among(all) ?? { how: 'unknown' };
}

/** Where the file in which the app begins starts processes of its own to share a port. */
export function findOwnCluster(folder: Folder, entry: string): Place | null {
  return firstMatch(folder, entry, /\bcluster\.fork\(/g)?.place ?? null;
}

function variableIn(folder: Folder, file: string): NodePort | null {
  const named = matches(folder, file, variable)
    .map(({ value, place }): Seen<string> => ({ value: value[1] ?? value[2] ?? value[3] ?? '', place }))
    .filter(({ value }) => !ofOthers.test(value));
  const found = named.find(({ value }) => value === 'PORT') ?? named[0];
  return found === undefined ? null : { how: 'variable', name: found.value, place: found.place };
}

function fixedIn(folder: Folder, files: readonly string[], patterns: readonly RegExp[]): NodePort | null {
  return firstOf(files, (file) =>
    firstOf(patterns, (pattern) => {
      const found = firstMatch(folder, file, pattern);
      const port = Number(found?.value[1]);
      return found !== null && port >= 1 && port <= 65_535
        ? { how: 'fixed', port, place: found.place }
        : null;
    }),
  );
}

function firstOf<T, R>(items: readonly T[], of: (item: T) => R | null): R | null {
  for (const item of items) {
    const result = of(item);
    if (result !== null) return result;
  }
  return null;
}
