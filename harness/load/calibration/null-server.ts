import { fileURLToPath } from 'node:url';
import type { Launcher } from '../../model/launch.ts';

export const nonceHeader = 'X-Modebench-Nonce';

/**
 * A server that answers at once with prepared bytes, so that all that is left is the load generator, the kernel and a
 * read and a write (method §6). `pinning` is put before its command.
 */
export function nullServer(pinning: readonly string[]): Launcher {
  return async ({ host, port, nonce, workDir }) => {
    const main = fileURLToPath(new URL('./null-server-main.js', import.meta.url));
    const [program = process.execPath, ...args] = [
      ...pinning,
      process.execPath,
      main,
      host,
      String(port),
      nonce,
    ];
    return {
      argv: [program, ...args],
      env: {},
      cwd: workDir,
      ready: { kind: 'nonce', path: '/', nonceHeader },
      processes: 1,
      stopSignal: 'SIGTERM',
    };
  };
}
