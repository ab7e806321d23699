import { join } from 'node:path';
import { parseArgsStringToArgv } from 'string-argv';
import { UsageError } from '../model/failure.ts';
import type { LaunchContext, Launcher } from '../model/launch.ts';
import type { LoadTarget } from '../model/load.ts';
import type { CommandSource } from '../model/variant.ts';

/** A unix socket's path may have 107 bytes on Linux, and 103 on others (unix(7)); some servers put a suffix to it. */
const longestSocketPath = 100;

/**
 * A server of the user's own: the command line is split as a shell would, but no shell runs it. `{port}`, `{socket}` and
 * `{host}` are filled in; PORT is set too, for servers that read it. Ready when `path` answers and we own the listener.
 */
export function commandLauncher(source: CommandSource, path: string, cwd: string): Launcher {
  return async (context) => {
    const target = targetOf(source, context);
    const [program = '', ...rest] = parseArgsStringToArgv(source.command).map((word) =>
      filled(word, context, target),
    );
    return {
      argv: [program, ...rest],
      env: { PORT: String(context.port) },
      cwd,
      ready: { kind: 'answers', path },
      target,
      processes: 1,
      stopSignal: 'SIGTERM',
    };
  };
}

/** Who is asked through a socket goes by the name of localhost, on the port that its scheme has by itself. */
function targetOf({ socket, tls }: CommandSource, { host, port, workDir }: LaunchContext): LoadTarget {
  const secure = tls === undefined ? {} : { tls };
  if (socket === undefined) return { host, port, ...secure };
  const socketPath = join(workDir, 'socket');
  const bytes = Buffer.byteLength(socketPath);
  if (bytes > longestSocketPath) {
    const message = `the path of {socket} would have ${bytes} bytes, and may have ${longestSocketPath}: ${socketPath}`;
    throw new UsageError([{ where: '--cmd', message, hint: 'set TMPDIR to a folder with a shorter path' }]);
  }
  return { host: 'localhost', port: tls === undefined ? 80 : 443, socketPath, ...secure };
}

function filled(word: string, { host, port }: LaunchContext, { socketPath = '' }: LoadTarget): string {
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return (
    word
      // An IPv6 address before a port stands in brackets (RFC 3986 §3.2.2), alone it does not.
      .replaceAll('{host}:{port}', `${bracketed}:${port}`)
      .replaceAll('{port}', String(port))
      .replaceAll('{host}', host)
      .replaceAll('{socket}', socketPath)
  );
}
