import { readFileSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../model/failure.ts';
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
      jitiOptions: { fsCache: false, alias: { modebench: definitions() } },
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

/** What `import { defineConfig } from 'modebench'` gets, also where npx runs it and the folder has no such package. */
function definitions(): string {
  return fileURLToPath(new URL(`./define-config${extname(import.meta.url)}`, import.meta.url));
}

/** An empty file is null to c12, which then looks for keys in it. */
function isOfNothing(error: unknown): boolean {
  return error instanceof TypeError && error.message.includes("reading '$meta'");
}
