import { parseArgsStringToArgv } from 'string-argv';
import type { Launcher } from '../model/launch.ts';

/**
 * A server of the user's own: the command line is split as a shell would, but no shell runs it. `{port}` and `{host}`
 * are filled in; PORT is set too, for servers that read it. Ready when `path` answers and we own the listener.
 */
export function commandLauncher(command: string, path: string, cwd: string): Launcher {
  return async ({ host, port }) => {
    const [program = '', ...rest] = parseArgsStringToArgv(command).map((argument) =>
      argument.replaceAll('{port}', String(port)).replaceAll('{host}', host),
    );
    return {
      argv: [program, ...rest],
      env: { PORT: String(port) },
      cwd,
      ready: { kind: 'answers', path },
      processes: 1,
      stopSignal: 'SIGTERM',
    };
  };
}
