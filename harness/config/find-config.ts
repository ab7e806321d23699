import { existsSync, readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { UsageError } from '../model/failure.ts';
import { isHolder } from './path.ts';

/** Kinds of files; the first ones are programs, the others data. */
export const configExtensions = ['.ts', '.js', '.mjs', '.json', '.yaml', '.yml'] as const;

const manifest = 'package.json';

/** The key of package.json that may hold a configuration. */
export const manifestKey = 'bench';

/**
 * The configuration file to use, absolute; null where there is none. Only names are looked at, so that a folder without
 * one costs nothing.
 * @param choice a file to take in place of the folder's own, or false for none
 * @throws UsageError where there is no such file, or several could be meant
 */
export function findConfig(folder: string, choice: string | false | undefined): string | null {
  if (choice === false) return null;
  if (choice !== undefined) return chosen(folder, choice);
  const names = configExtensions.map((extension) => `bench.config${extension}`);
  const found = names.filter((name) => existsSync(join(folder, name)));
  if (manifestHasConfig(join(folder, manifest))) found.push(manifest);
  if (found.length > 1) {
    const where = found.join(', ');
    const message = `each of them is a configuration${found.includes(manifest) ? ` (of ${manifest}: "${manifestKey}")` : ''}`;
    throw new UsageError([{ where, message, hint: 'keep one of them, or name one by --config' }]);
  }
  return found[0] === undefined ? null : join(folder, found[0]);
}

function chosen(folder: string, choice: string): string {
  const file = resolve(folder, choice);
  const known: readonly string[] = configExtensions;
  const refuse = (message: string, hint: string) => new UsageError([{ where: '--config', message, hint }]);
  if (!existsSync(file))
    throw refuse(`there is no file ${choice}`, 'name a file, or --no-config to use none');
  if (!known.includes(extname(file)))
    throw refuse(`${choice} is of no kind that can be read`, `allowed: ${known.join(', ')}`);
  return file;
}

/** A manifest that cannot be read is for others to complain about. */
function manifestHasConfig(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isHolder(read) && Object.hasOwn(read, manifestKey);
  } catch {
    return false;
  }
}
