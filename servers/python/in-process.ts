import { fileURLToPath } from 'node:url';
import type { LaunchSpec } from '../../harness/model/launch.ts';
import { launchPython } from './launch.ts';

const script = fileURLToPath(new URL('./in_process.py', import.meta.url));

/** The command that calls the WSGI app without a server, on a copy of the database in `folder`, in production settings. */
export function launchInProcess(
  folder: string,
  needs: readonly string[],
): Promise<Pick<LaunchSpec, 'argv' | 'env' | 'cwd'>> {
  const context = {
    host: '127.0.0.1',
    port: 0,
    freePort: () => Promise.reject(new Error('Internal error: nothing listens here')),
    nonce: 'in-process',
    workDir: folder,
    options: {},
  };
  return launchPython(context, {
    needs,
    argv: (python) => [python, script],
    development: false,
    processes: 1,
  });
}
