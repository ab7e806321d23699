import { fileURLToPath } from 'node:url';
import type { Launcher } from '../../model/launch.ts';

export const nonceHeader = 'X-Modebench-Nonce';

/**
 * A server that answers at once with prepared bytes, so that all that is left is the load generator, the kernel and a
 * read and a write (method §6). Kept to `cpus` where they are named.
 */
export function nullServer(cpus: string | null): Launcher {
  return async ({ host, port, nonce, workDir }) => {
    const main = fileURLToPath(new URL('./null-server-main.js', import.meta.url));
    const command = [process.execPath, main, host, String(port), nonce] as const;
    return {
      // taskset becomes the program that it starts, so that no process stands between.
      argv: cpus === null ? command : ['taskset', '--cpu-list', cpus, ...command],
      env: {},
      cwd: workDir,
      ready: { kind: 'nonce', path: '/', nonceHeader },
      processes: 1,
      stopSignal: 'SIGTERM',
    };
  };
}
