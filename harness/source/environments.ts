import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Customary names of Python's virtual environments within a project. */
const names = ['.venv', 'venv', 'env'];

/** Virtual environments of Python that lie in a folder, by their names. */
export function environmentsIn(folder: string): readonly string[] {
  return names.filter((name) => existsSync(join(folder, name, 'pyvenv.cfg')));
}

/**
 * A package that an environment takes from a folder below `top` ("editable"); null for none. Whoever runs in that
 * environment gets it from there, wherever it runs.
 */
export function editableOf(environment: string, top: string): string | null {
  for (const packages of packageFolders(environment)) {
    for (const entry of readdirSync(packages)) {
      const text = pointerText(join(packages, entry));
      if (text?.includes(top))
        return entry.replace(/\.(dist-info|egg-link|pth)$/, '').replace(/^__editable__\./, '');
    }
  }
  return null;
}

function packageFolders(environment: string): readonly string[] {
  const lib = join(environment, 'lib');
  if (!existsSync(lib)) return [];
  return readdirSync(lib).flatMap((python) => {
    const folder = join(lib, python, 'site-packages');
    return existsSync(folder) ? [folder] : [];
  });
}

/** What says that a package lies elsewhere (PEP 610; before it, egg-link and pth files). */
function pointerText(path: string): string | null {
  if (/\.(egg-link|pth)$/.test(path)) return readFileSync(path, 'utf8');
  const direct = join(path, 'direct_url.json');
  if (!path.endsWith('.dist-info') || !existsSync(direct)) return null;
  const text = readFileSync(direct, 'utf8');
  return /"editable"\s*:\s*true/.test(text) ? text : null;
}
