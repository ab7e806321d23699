import { z } from 'zod';
import { loadConfigFile } from './load-file.ts';
import { nameOf } from './places.ts';
import { readConfig } from './read-config.ts';

const outSchema = z.object({ defaults: z.object({ out: z.string().optional() }).optional() });

/**
 * Where a configuration file keeps runs (`defaults.out`); null where it does not say. Only that is looked at, for runs
 * can be listed whatever else is wrong with a file.
 * @param folder of the file, absolute
 * @throws UsageError where the file does not load, or says this wrongly
 */
export async function configuredOut(folder: string, file: string): Promise<string | null> {
  const found = outSchema.safeParse((await loadConfigFile(file, nameOf(file))) ?? {});
  if (found.success) return found.data.defaults?.out ?? null;
  // Refuses it, with everything that is wrong.
  const { config } = await readConfig(folder, {});
  return config.defaults?.out ?? null;
}
