import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';

/** Why what stands in a file of the user's cache is not used. */
export type StoreTrouble = 'unreadable' | 'damaged' | 'other-version';

/** What a file holds: the entries under its key, each as it stands there. */
export interface CacheEntries {
  readonly entries: readonly unknown[];
  readonly trouble: StoreTrouble | null;
}

/** A file of entries, and the version of its form. */
export interface CacheForm {
  readonly version: number;
  /** Under which the entries stand. */
  readonly key: string;
}

/**
 * Where a file of Modebench's lies in the user's cache, by the XDG base directory specification, which has relative
 * folders left aside. Null where this user has no folder.
 */
export function cachePath(
  name: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  home: () => string = homedir,
): string | null {
  const cache = env.XDG_CACHE_HOME ?? '';
  const file = join('modebench', name);
  if (isAbsolute(cache)) return join(cache, file);
  try {
    const folder = home();
    return isAbsolute(folder) ? join(folder, '.cache', file) : null;
  } catch {
    // A user without an entry in the password file, and without HOME.
    return null;
  }
}

/** A file that cannot be used is as good as none, and said. */
export async function readCache(path: string | null, { version, key }: CacheForm): Promise<CacheEntries> {
  if (path === null) return { entries: [], trouble: null };
  const none = (trouble: StoreTrouble | null): CacheEntries => ({ entries: [], trouble });
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return none(code === 'ENOENT' || code === 'ENOTDIR' ? null : 'unreadable');
  }
  const file = z.object({ version: z.int(), [key]: z.array(z.unknown()) }).safeParse(parseJson(text));
  if (!file.success) return none('damaged');
  if (file.data.version !== version) return none('other-version');
  const entries = z.array(z.unknown()).safeParse(file.data[key]);
  return { entries: entries.data ?? [], trouble: null };
}

/** The file is replaced as a whole, so that nobody ever reads half of it. Rejects with the error of the file system. */
export async function writeCache(
  path: string,
  { version, key }: CacheForm,
  entries: readonly unknown[],
): Promise<void> {
  const draft = `${path}.${randomUUID()}.draft`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(draft, `${JSON.stringify({ version, [key]: entries }, null, 1)}\n`);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
