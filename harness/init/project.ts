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
