import type { Folder } from './folder.ts';

/** The one whose lock file is there. */
export function packageManager(folder: Folder): string {
  if (folder.exists('pnpm-lock.yaml')) return 'pnpm';
  if (folder.exists('yarn.lock')) return 'yarn';
  return folder.exists('bun.lockb') || folder.exists('bun.lock') ? 'bun' : 'npm';
}

/** Whether the app takes its settings from a file that is not there yet. */
export function missingSettings(folder: Folder): string | null {
  if (folder.exists('.env')) return null;
  return (
    ['.env.example', '.env.sample', '.env.template', '.env.dist'].find((name) => folder.exists(name)) ?? null
  );
}

/** Whether its files may be TypeScript. */
export function isTypeScript(folder: Folder): boolean {
  return folder.exists('tsconfig.json') || (folder.text('package.json') ?? '').includes('"typescript"');
}

/**
 * Whether the app's own build would take in a TypeScript file beside package.json. `tsc` then puts what it builds a
 * folder deeper (`dist/src/main.js`), or refuses where `rootDir` is set: the configuration would break the app.
 */
export function buildsWholeFolder(folder: Folder): boolean {
  const text = folder.text('tsconfig.json');
  if (text === null || /"files"\s*:/.test(text)) return false;
  const exclude = /"exclude"\s*:\s*\[([^\]]*)\]/.exec(text)?.[1] ?? '';
  if (/config\.[^"]*ts"/.test(exclude)) return false;
  const include = /"include"\s*:\s*\[([^\]]*)\]/.exec(text)?.[1];
  // Of a folder: "src", "src/**/*"; of the root: "**/*.ts", "./*", "*.ts", ".".
  return include === undefined || /"(?:\.\/)?(?:\*|\.?")/.test(include);
}

/** Whether that build takes in JavaScript as well. */
export function buildsScripts(folder: Folder): boolean {
  return /"allowJs"\s*:\s*true/.test(folder.text('tsconfig.json') ?? '');
}
