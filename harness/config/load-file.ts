import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { UsageError } from '../model/failure.ts';
import { defineConfig } from './define-config.ts';
import { manifestKey } from './find-config.ts';
import { loadFault } from './load-fault.ts';
import { isHolder } from './path.ts';

/**
 * What a configuration file says, with its functions, unchecked; undefined where it says nothing. Programs are run, and
 * transpiled where they are TypeScript; nothing is written, and nothing is read but the file and what it imports.
 * @param file absolute
 * @param name as it is told to people
 * @throws UsageError with the line where it does not load
 */
export async function loadConfigFile(file: string, name: string): Promise<unknown> {
  try {
    if (basename(file) === 'package.json') return manifestConfig(file);
    // It brings a compiler, so it is loaded only where there is a file.
    const { loadConfig } = await import('c12');
    const { config } = await loadConfig({
      cwd: dirname(file),
      configFile: basename(file),
      // One file is the whole configuration: no other one, no variables and no repository adds to it.
      ...{ rcFile: false, globalRc: false, dotenv: false, packageJson: false, envName: false },
      ...{ extend: false, giget: false },
      // Nothing is merged, and the usual merger would drop what is null.
      merger: (...sources) => sources.find((source) => source !== undefined && source !== null) ?? {},
      // What files import from 'modebench' is to be there too where npx runs it and their folder has no such package.
      jitiOptions: { fsCache: false, virtualModules: { modebench: { defineConfig } } },
    });
    return config;
  } catch (error) {
    if (isOfNothing(error)) return undefined;
    throw new UsageError([loadFault(error, file, name)]);
  }
}

function manifestConfig(file: string): unknown {
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return isHolder(read) ? read[manifestKey] : undefined;
}

/** An empty file is null to c12, which then looks for keys in it. */
function isOfNothing(error: unknown): boolean {
  return error instanceof TypeError && error.message.includes("reading '$meta'");
}
