import { readFileSync } from 'node:fs';

/** From package.json, which lies one folder above the sources and two above the compiled code. */
function readVersion(): string {
  for (const candidate of ['../package.json', '../../package.json']) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(new URL(candidate, import.meta.url), 'utf8'));
      if (manifest !== null && typeof manifest === 'object' && 'version' in manifest)
        return String(manifest.version);
    } catch {
      // The other candidate has it.
    }
  }
  return 'unknown';
}

export const version = readVersion();
