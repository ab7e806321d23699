import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A package manager, known by the lockfile that it keeps. */
interface Manager {
  readonly lockfile: string;
  /** Installs what the lockfile says, and fails where it does not fit. */
  readonly install: readonly [string, ...string[]];
}

const managers: readonly Manager[] = [
  { lockfile: 'package-lock.json', install: ['npm', 'ci', '--no-audit', '--no-fund'] },
  { lockfile: 'npm-shrinkwrap.json', install: ['npm', 'ci', '--no-audit', '--no-fund'] },
  { lockfile: 'pnpm-lock.yaml', install: ['pnpm', 'install', '--frozen-lockfile'] },
  { lockfile: 'yarn.lock', install: ['yarn', 'install', '--frozen-lockfile'] },
  { lockfile: 'bun.lock', install: ['bun', 'install', '--frozen-lockfile'] },
  { lockfile: 'bun.lockb', install: ['bun', 'install', '--frozen-lockfile'] },
];

/** The manager whose lockfile lies in a folder; null for none. */
export function managerIn(folder: string): Manager | null {
  const found = managers.find(({ lockfile }) => existsSync(join(folder, lockfile)));
  if (found?.lockfile !== 'yarn.lock' || !existsSync(join(folder, '.yarnrc.yml'))) return found ?? null;
  // From Yarn 2 on, which keep this file, the flag has another name.
  return { ...found, install: ['yarn', 'install', '--immutable'] };
}

const manifestSchema = z.looseObject({
  dependencies: z.record(z.string(), z.string()).optional(),
  scripts: z.record(z.string(), z.string()).optional(),
});
const entrySchema = z.looseObject({
  version: z.string().optional(),
  link: z.boolean().optional(),
  resolved: z.string().optional(),
  optional: z.boolean().optional(),
  devOptional: z.boolean().optional(),
  dev: z.boolean().optional(),
  peer: z.boolean().optional(),
});
const lockSchema = z.looseObject({ packages: z.record(z.string(), entrySchema) });

/** Whether its manifest names packages that it needs to run. */
export function needsPackages(folder: string): boolean {
  const manifest = read(join(folder, 'package.json'), manifestSchema);
  return Object.keys(manifest?.dependencies ?? {}).length > 0;
}

/** Scripts that an install would run for the package itself, and that may make what it needs. */
const ofInstall = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];

/**
 * Why the packages installed in one folder cannot stand for those of another; null where they can. Only npm tells what it
 * has installed. `installed` and `wanted` are folders that hold the lockfile.
 */
export function whyNotShared(installed: string, wanted: string, lockfile: string): string | null {
  if (statSync(join(installed, 'node_modules'), { throwIfNoEntry: false }) === undefined)
    return 'the working tree has no node_modules';
  if (lockfile !== 'package-lock.json') return '';
  if (!isAlike(installed, wanted, lockfile)) return 'the working tree has another package-lock.json';
  if (!isAlike(installed, wanted, 'package.json')) return 'the working tree has another package.json';
  const scripts = Object.keys(read(join(wanted, 'package.json'), manifestSchema)?.scripts ?? {});
  const script = scripts.find((name) => ofInstall.includes(name));
  if (script !== undefined) return `package.json has a script ${script}`;
  const lock = read(join(wanted, lockfile), lockSchema);
  const there = read(join(installed, 'node_modules/.package-lock.json'), lockSchema);
  if (lock === null || there === null || !holdsAll(there.packages, lock.packages))
    return 'node_modules of the working tree is not what package-lock.json says';
  // What is linked is code of the working tree itself.
  const linked = Object.values(lock.packages).some(
    ({ link, resolved }) => link || resolved?.startsWith('file:'),
  );
  return linked ? 'package-lock.json has packages of the repository itself' : null;
}

type Packages = z.infer<typeof lockSchema>['packages'];

/** The same versions, of all that is not for some systems or for development alone. */
function holdsAll(there: Packages, wanted: Packages): boolean {
  const names = new Set([...Object.keys(there), ...Object.keys(wanted)].filter((name) => name !== ''));
  return [...names].every((name) => {
    const [one, other] = [there[name], wanted[name]];
    if (other === undefined) return false;
    const spare = other.optional || other.devOptional || other.dev || other.peer;
    return one === undefined ? spare === true : one.version === other.version;
  });
}

function isAlike(one: string, other: string, name: string): boolean {
  const [a, b] = [join(one, name), join(other, name)];
  return existsSync(a) && existsSync(b) && readFileSync(a).equals(readFileSync(b));
}

function read<T>(path: string, schema: z.ZodType<T>): T | null {
  try {
    const found = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return found.success ? found.data : null;
  } catch {
    return null;
  }
}
